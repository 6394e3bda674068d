// EXPECT: session_key_pair
// A key pair that can be called by its name would open a second time.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct reusable : hc::archetype::key_transport {
    class key_pair {
    public:
        static hc::result<key_pair> generate(hc::random_function) noexcept { return key_pair(); }
        key_pair() noexcept = default;
        key_pair(const key_pair&) = delete;
        key_pair& operator=(const key_pair&) = delete;
        key_pair(key_pair&&) noexcept = default;
        key_pair& operator=(key_pair&&) noexcept = default;
        ~key_pair() = default;
        [[nodiscard]] std::span<const std::byte, 1> public_key() const noexcept { return public_key_; }
#ifdef MAKE_IT_COMPILE
        [[nodiscard]] bool decapsulate(hc::octets, hc::mutable_octets) && noexcept { return false; }
#else
        [[nodiscard]] bool decapsulate(hc::octets, hc::mutable_octets) noexcept { return false; }
#endif

    private:
        std::array<std::byte, 1> public_key_{};
    };
};

using suite =
    hc::basic_aead_suite<hc::archetype::aead, reusable, hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
