#pragma once

#include <cstddef>
#include <iterator>
#include <type_traits>

// All that is included of Crypto++, as if from a system header: its own warnings are not the user's.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wundef"
#endif
#include <cryptopp/aes.h>
#include <cryptopp/chachapoly.h>
#include <cryptopp/cmac.h>
#include <cryptopp/cpu.h>
#include <cryptopp/donna.h>
#include <cryptopp/gcm.h>
#include <cryptopp/hmac.h>
#include <cryptopp/oaep.h>
#include <cryptopp/osrng.h>
#include <cryptopp/pssr.h>
#include <cryptopp/rsa.h>
#include <cryptopp/sha.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace handclasp::cryptopp {

// Where a range of octets lies, as Crypto++'s own byte type: the only cast between the two.
template <class Range>
[[nodiscard]] auto* bytes(Range&& range) noexcept {
    auto* const data = std::data(range);
    using octet = std::remove_pointer_t<decltype(data)>;
    static_assert(std::is_same_v<std::remove_const_t<octet>, std::byte>);
    return reinterpret_cast<std::conditional_t<std::is_const_v<octet>, const CryptoPP::byte, CryptoPP::byte>*>(data);
}

}  // namespace handclasp::cryptopp
