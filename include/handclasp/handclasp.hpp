#pragma once

// The umbrella: the channel, its policies on Crypto++, and the standard suites. Sockets are apart, in handclasp/net.

#include <handclasp/channel/assembler.hpp>
#include <handclasp/channel/batch.hpp>
#include <handclasp/channel/channel.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/policy/cryptopp/aes_cmac.hpp>
#include <handclasp/policy/cryptopp/ed25519.hpp>
#include <handclasp/suite/report.hpp>
#include <handclasp/suite/standard.hpp>
