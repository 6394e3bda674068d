#include <handclasp/core/concepts.hpp>

#include "core/flaws.hpp"
#include "support/catch.hpp"

// As in concepts_test.cpp: the concepts of a handshake's two ends.
namespace hc = handclasp;
using hc::mutable_octets, hc::octets, hc::random_function, hc::result;
using test::flaw, test::given, test::has_name;

namespace {

// key_transport: call is decapsulate() of the key pair, other_call is public_key()

template <flaw Flaw>
struct key_pair_model {
    static result<key_pair_model> generate(random_function) noexcept(Flaw != flaw::make_throws)
        requires(Flaw != flaw::make && Flaw != flaw::make_returns);
    static key_pair_model generate(random_function) noexcept
        requires(Flaw == flaw::make_returns);
    key_pair_model(const key_pair_model&)
        requires(Flaw == flaw::copies);
    key_pair_model(key_pair_model&&) noexcept(Flaw != flaw::move_throws);
    key_pair_model& operator=(key_pair_model&&) noexcept(Flaw != flaw::assignment_throws);
    ~key_pair_model();
    std::span<const std::byte, 8> public_key() const noexcept(Flaw != flaw::other_call_throws)
        requires(Flaw != flaw::other_call && Flaw != flaw::other_call_returns);
    std::span<const std::byte, 9> public_key() const noexcept
        requires(Flaw == flaw::other_call_returns);
    bool decapsulate(octets, mutable_octets) && noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns && Flaw != flaw::call_on_lvalue_alone);
    result<void> decapsulate(octets, mutable_octets) && noexcept
        requires(Flaw == flaw::call_returns);
    bool decapsulate(octets, mutable_octets) & noexcept
        requires(Flaw == flaw::call_on_lvalue_alone);
};

struct has_public_key_size {
    static constexpr std::size_t public_key_size = 8;
};
struct has_encapsulation_size {
    static constexpr std::size_t encapsulation_size = 64;
};
struct has_max_secrets_size {
    static constexpr std::size_t max_secrets_size = 48;
};
template <flaw KeyPair>
struct has_key_pair {
    using key_pair = key_pair_model<KeyPair>;
};

template <flaw Flaw, flaw KeyPair = flaw::no>
struct key_transport_model : given<Flaw != flaw::size, has_public_key_size>,
                             given<Flaw != flaw::other_size, has_encapsulation_size>,
                             given<Flaw != flaw::size_varies, has_max_secrets_size>,
                             given<Flaw != flaw::name, has_name>,
                             given<Flaw != flaw::type, has_key_pair<KeyPair>> {
    static result<void> encapsulate(octets, mutable_octets, mutable_octets,
                                    random_function) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns);
    static bool encapsulate(octets, mutable_octets, mutable_octets, random_function) noexcept
        requires(Flaw == flaw::call_returns);
};
static_assert(hc::key_transport<key_transport_model<flaw::no>>);
static_assert(!hc::key_transport<key_transport_model<flaw::size>>);
static_assert(!hc::key_transport<key_transport_model<flaw::other_size>>);
static_assert(!hc::key_transport<key_transport_model<flaw::size_varies>>);
static_assert(!hc::key_transport<key_transport_model<flaw::name>>);
static_assert(!hc::key_transport<key_transport_model<flaw::type>>);
static_assert(!hc::key_transport<key_transport_model<flaw::call>>);
static_assert(!hc::key_transport<key_transport_model<flaw::call_throws>>);
static_assert(!hc::key_transport<key_transport_model<flaw::call_returns>>);

template <flaw Flaw>
concept no_key_pair_with = !hc::key_transport<key_transport_model<flaw::no, Flaw>>;
static_assert(no_key_pair_with<flaw::make>);
static_assert(no_key_pair_with<flaw::make_throws>);
static_assert(no_key_pair_with<flaw::make_returns>);
static_assert(no_key_pair_with<flaw::copies>);
static_assert(no_key_pair_with<flaw::move_throws>);
static_assert(no_key_pair_with<flaw::assignment_throws>);
static_assert(no_key_pair_with<flaw::call>);
static_assert(no_key_pair_with<flaw::call_throws>);
static_assert(no_key_pair_with<flaw::call_returns>);
static_assert(no_key_pair_with<flaw::call_on_lvalue_alone>);
static_assert(no_key_pair_with<flaw::other_call>);
static_assert(no_key_pair_with<flaw::other_call_throws>);
static_assert(no_key_pair_with<flaw::other_call_returns>);

// identity: call is sign(), other_call is encoded(), third_call is kind()

template <flaw Flaw>
struct identity_model {
    hc::proof_kind kind() const noexcept
        requires(Flaw != flaw::third_call);
    octets encoded() const noexcept(Flaw != flaw::other_call_throws)
        requires(Flaw != flaw::other_call);
    std::size_t signature_size() const noexcept
        requires(Flaw != flaw::size);
    result<void> sign(octets, mutable_octets) const noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::not_const);
    result<void> sign(octets, mutable_octets) noexcept
        requires(Flaw == flaw::not_const);
};
static_assert(hc::identity<identity_model<flaw::no>>);
static_assert(!hc::identity<identity_model<flaw::third_call>>);
static_assert(!hc::identity<identity_model<flaw::other_call>>);
static_assert(!hc::identity<identity_model<flaw::other_call_throws>>);
static_assert(!hc::identity<identity_model<flaw::size>>);
static_assert(!hc::identity<identity_model<flaw::call>>);
static_assert(!hc::identity<identity_model<flaw::call_throws>>);
static_assert(!hc::identity<identity_model<flaw::not_const>>);

}  // namespace

TEST_CASE("the concepts of a handshake's ends take a complete model and refuse one with any flaw") {
    SUCCEED("decided at compile time, above");
}
