#pragma once

#if !defined(__x86_64__) && !defined(_M_X64)
#error "handclasp: IPsec-MB is a library for x86-64; elsewhere use the suites of another backend"
#endif

// All that is included of IPsec-MB, without its older names, as if from a system header.
#if !defined(NO_COMPAT_IMB_API_053)
#define NO_COMPAT_IMB_API_053
#define HANDCLASP_HIDES_OLD_NAMES
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wundef"
#endif
#include <intel-ipsec-mb.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#if defined(HANDCLASP_HIDES_OLD_NAMES)
#undef NO_COMPAT_IMB_API_053
#undef HANDCLASP_HIDES_OLD_NAMES
#endif

#include <cstddef>
#include <iterator>
#include <type_traits>

#if IMB_VERSION_NUM < IMB_VERSION(1, 3, 0)
#error "handclasp needs IPsec-MB 1.3 or newer"
#endif

namespace handclasp::ipsec_mb {

// Where a range of octets lies, as IPsec-MB's own type: the only cast between the two.
template <class Range>
[[nodiscard]] auto* bytes(Range&& range) noexcept {
    auto* const data = std::data(range);
    using octet = std::remove_pointer_t<decltype(data)>;
    static_assert(std::is_same_v<std::remove_const_t<octet>, std::byte>);
    return reinterpret_cast<std::conditional_t<std::is_const_v<octet>, const std::uint8_t, std::uint8_t>*>(data);
}

}  // namespace handclasp::ipsec_mb
