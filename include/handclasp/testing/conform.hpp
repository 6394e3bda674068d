#pragma once

#include <handclasp/testing/conform/aead.hpp>
#include <handclasp/testing/conform/cipher.hpp>
#include <handclasp/testing/conform/hash.hpp>
#include <handclasp/testing/conform/key_derivation.hpp>
#include <handclasp/testing/conform/key_transport.hpp>
#include <handclasp/testing/conform/mac.hpp>
#include <handclasp/testing/conform/suite.hpp>
