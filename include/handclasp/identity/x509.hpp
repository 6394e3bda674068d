#pragma once

// Certificates: identities that have one, and whom to trust because of one. Needs OpenSSL's libcrypto (-lcrypto).
#include <handclasp/identity/x509/anchors.hpp>
#include <handclasp/identity/x509/authority.hpp>
#include <handclasp/identity/x509/certificate.hpp>
#include <handclasp/identity/x509/certified.hpp>
#include <handclasp/identity/x509/chain.hpp>
#include <handclasp/identity/x509/client_authority.hpp>
#include <handclasp/identity/x509/keyed_identity.hpp>
#include <handclasp/identity/x509/private_key.hpp>
#include <handclasp/identity/x509/proof.hpp>
