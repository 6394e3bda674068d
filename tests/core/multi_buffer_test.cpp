#include <handclasp/core/multi_buffer.hpp>

#include "core/flaws.hpp"
#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/core/multi_buffer_archetype.hpp>

// The concept of an engine against a model that is complete, and against the same model with one flaw at a time; and
// which policies work side by side.
namespace hc = handclasp;
namespace archetype = handclasp::archetype;
using hc::result;
using test::flaw, test::given;

namespace {

using encryptions = std::span<const hc::chain_job<archetype::cipher::encryptor>>;
using decryptions = std::span<const hc::chain_job<archetype::cipher::decryptor>>;
using messages = std::span<const hc::mac_job<archetype::mac>>;

struct has_max_burst {
    static constexpr std::size_t max_burst = 128;
};
struct has_varying_max_burst {
    static inline std::size_t max_burst = 128;
};
struct has_max_octets {
    static constexpr std::size_t max_octets = 65535;
};

// size is max_burst and other_size max_octets; call, other_call and third_call are the three of bursts, of which the
// first stands for all where one of them is of another shape.
template <flaw Flaw>
struct engine_model : given<Flaw != flaw::size && Flaw != flaw::size_varies, has_max_burst>,
                      given<Flaw == flaw::size_varies, has_varying_max_burst>,
                      given<Flaw != flaw::other_size, has_max_octets> {
    static result<engine_model> make() noexcept(Flaw != flaw::make_throws)
        requires(Flaw != flaw::make && Flaw != flaw::make_returns);
    static engine_model make() noexcept
        requires(Flaw == flaw::make_returns);
    engine_model(const engine_model&)
        requires(Flaw == flaw::copies);
    engine_model(engine_model&&) noexcept(Flaw != flaw::move_throws);
    engine_model& operator=(engine_model&&) noexcept(Flaw != flaw::assignment_throws);
    ~engine_model();
    result<void> encrypt_chains(encryptions) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns);
    bool encrypt_chains(encryptions) noexcept
        requires(Flaw == flaw::call_returns);
    result<void> decrypt_chains(decryptions) noexcept(Flaw != flaw::other_call_throws)
        requires(Flaw != flaw::other_call && Flaw != flaw::other_call_returns);
    void decrypt_chains(decryptions) noexcept
        requires(Flaw == flaw::other_call_returns);
    result<void> authenticate(messages) noexcept
        requires(Flaw != flaw::third_call);
};

template <flaw Flaw>
concept engine_with = hc::multi_buffer_engine<engine_model<Flaw>, archetype::cipher, archetype::mac>;
static_assert(engine_with<flaw::no>);
static_assert(!engine_with<flaw::size>);
static_assert(!engine_with<flaw::size_varies>);
static_assert(!engine_with<flaw::other_size>);
static_assert(!engine_with<flaw::make>);
static_assert(!engine_with<flaw::make_throws>);
static_assert(!engine_with<flaw::make_returns>);
static_assert(!engine_with<flaw::copies>);
static_assert(!engine_with<flaw::move_throws>);
static_assert(!engine_with<flaw::assignment_throws>);
static_assert(!engine_with<flaw::call>);
static_assert(!engine_with<flaw::call_throws>);
static_assert(!engine_with<flaw::call_returns>);
static_assert(!engine_with<flaw::other_call>);
static_assert(!engine_with<flaw::other_call_throws>);
static_assert(!engine_with<flaw::other_call_returns>);
static_assert(!engine_with<flaw::third_call>);
// An engine for one pair of policies is none for another.
static_assert(!hc::multi_buffer_engine<engine_model<flaw::no>, archetype::cipher, archetype::lane_mac>);

// Policies work side by side where both name one engine that takes both.
template <class Engine>
struct cipher_in : archetype::cipher {
    using engine = Engine;
};
template <class Engine>
struct mac_in : archetype::lane_mac {
    using engine = Engine;
};
static_assert(hc::side_by_side<archetype::lane_cipher, archetype::lane_mac>);
static_assert(!hc::side_by_side<archetype::cipher, archetype::mac>);
static_assert(!hc::side_by_side<archetype::lane_cipher, archetype::mac>);
static_assert(!hc::side_by_side<archetype::cipher, archetype::lane_mac>);
static_assert(!hc::side_by_side<cipher_in<engine_model<flaw::no>>, archetype::lane_mac>);
static_assert(!hc::side_by_side<cipher_in<int>, mac_in<int>>);

template <class Job>
std::span<const Job> burst_of(const Job& job) {
    return std::span(&job, 1);
}

}  // namespace

TEST_CASE("the engine archetype does what its policies do") {
    using cipher = archetype::lane_cipher;
    const auto key = test::pattern(16), plain = test::pattern(48, 2);
    auto engine = archetype::engine::make().value();
    auto encryptor = cipher::encryptor::make(cipher::key(key)).value();
    auto decryptor = cipher::decryptor::make(cipher::key(key)).value();
    auto chain = plain, expected = plain;
    REQUIRE(encryptor.encrypt_chain(expected));
    REQUIRE(engine.encrypt_chains(burst_of(hc::chain_job<cipher::encryptor>{&encryptor, chain})));
    CHECK(chain == expected);
    REQUIRE(engine.decrypt_chains(burst_of(hc::chain_job<cipher::decryptor>{&decryptor, chain})));
    CHECK(chain == plain);

    const auto mac = archetype::lane_mac::make(std::span<const std::byte, 16>(key)).value();
    std::array<std::byte, 16> alone{}, in_burst{};
    REQUIRE(mac.authenticate(plain, alone));
    REQUIRE(engine.authenticate(burst_of(hc::mac_job<archetype::lane_mac>{&mac, plain, in_burst.data()})));
    CHECK(alone == in_burst);
}
