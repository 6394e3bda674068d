#pragma once

// The umbrella for OpenSSL alone: the channel, its policies on libcrypto, and the standard suites, all in
// handclasp::openssl. It includes nothing of Crypto++. Sockets are apart, in handclasp/net.

#include <handclasp/channel/assembler.hpp>
#include <handclasp/channel/batch.hpp>
#include <handclasp/channel/channel.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/policy/openssl/ed25519.hpp>
#include <handclasp/suite/openssl.hpp>
