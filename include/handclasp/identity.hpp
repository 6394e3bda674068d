#pragma once

// Key stores, certificates and files of identities, all of them: needs OpenSSL's libcrypto. Known servers and the list of
// allowed clients need no library, and have headers of their own below identity/.
#include <handclasp/identity/allowed_clients.hpp>
#include <handclasp/identity/key_store.hpp>
#include <handclasp/identity/known_servers.hpp>
#include <handclasp/identity/pem_identity.hpp>
#include <handclasp/identity/replaceable.hpp>
#include <handclasp/identity/x509.hpp>
#include <handclasp/identity/x509/issuing.hpp>
