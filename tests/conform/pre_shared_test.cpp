#include <handclasp/testing/conform.hpp>

#include "conform/expect.hpp"

#include <handclasp/policy/cryptopp/hkdf.hpp>

namespace hc = handclasp;
namespace conform = hc::conform;
using hc::mutable_octets;
using hc::octets;
using hc::random_function;
using hc::result;

namespace {

// A key that both ends have beforehand, as the whole transport: the encapsulation is a number used once, and the
// secrets are derived from both.
struct pre_shared {
    static constexpr std::size_t public_key_size = 0;
    static constexpr std::size_t encapsulation_size = 32;
    static constexpr std::size_t max_secrets_size = 64;
    static constexpr std::string_view name = "PSK";
    static constexpr std::string_view shared_beforehand = "a key that both ends were given";
    using kdf = hc::hkdf<hc::sha256>;

    static result<void> derive(octets number, mutable_octets secrets) noexcept {
        hc::secret<32> prk;
        if (const auto done = kdf::extract(number, hc::as_octets(shared_beforehand), prk.overwrite()); !done)
            return done;
        return kdf::expand(prk.expose(), {}, secrets);
    }
    static result<void> encapsulate(octets, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        if (encapsulation.size() != encapsulation_size || secrets.size() > max_secrets_size)
            return hc::errc::invalid_argument;
        if (const auto drawn = random(encapsulation); !drawn) return drawn;
        return derive(encapsulation, secrets);
    }

    class key_pair {
    public:
        static result<key_pair> generate(random_function) noexcept { return key_pair(); }
        key_pair(key_pair&& other) noexcept : open_(std::exchange(other.open_, false)) {}
        key_pair& operator=(key_pair&& other) noexcept {
            open_ = std::exchange(other.open_, false);
            return *this;
        }
        key_pair(const key_pair&) = delete;
        key_pair& operator=(const key_pair&) = delete;
        ~key_pair() = default;

        [[nodiscard]] std::span<const std::byte, 0> public_key() const noexcept { return {}; }
        [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
            if (!std::exchange(open_, false) || encapsulation.size() != encapsulation_size) return false;
            return derive(encapsulation, secrets).has_value();
        }

    private:
        key_pair() noexcept = default;
        bool open_ = true;
    };
};
static_assert(hc::key_transport<pre_shared>);

}  // namespace

TEST_CASE("a key that is shared beforehand conforms, but for what cannot hold of it") {
    conform::key_transport_options options;
    options.except = conform::pre_shared_key();
    test::expect_conforming(conform::key_transport<pre_shared>(options),
                            {"two key pairs differ", "another pair's encapsulation", "public keys of a wrong size",
                             "malformed public keys", "failing random source of generate()"});
    CHECK(test::found_by(conform::key_transport<pre_shared>()) ==
          "[another pair's encapsulation][failing random source of generate()]"
          "[malformed public keys][public keys of a wrong size][two key pairs differ]");
}
