#pragma once

// Every peer whose library is there.
#include "peers/cryptopp_tuned.hpp"
#include "peers/cryptopp_tutorial.hpp"
#if HANDCLASP_WITH_LIBSSL
#include "peers/openssl_evp.hpp"
#include "peers/openssl_evp_gcm.hpp"
#include "peers/openssl_tls.hpp"
#endif
#if HANDCLASP_WITH_SODIUM
#include "peers/sodium_secretstream.hpp"
#endif
#if HANDCLASP_WITH_BOTAN
#include "peers/botan.hpp"
#endif
