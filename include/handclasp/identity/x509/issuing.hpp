#pragma once

// What makes certificates: for oneself, for a small authority of one's own, requests to another's, and revocation
// lists.
#include <handclasp/identity/x509/issue.hpp>
#include <handclasp/identity/x509/revocation_list.hpp>
#include <handclasp/identity/x509/self_signed.hpp>
#include <handclasp/identity/x509/signing_request.hpp>
