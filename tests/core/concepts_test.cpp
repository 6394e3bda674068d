#include <handclasp/core/concepts.hpp>

#include "core/flaws.hpp"
#include "support/catch.hpp"

#include <string>

// Each concept against a model that is complete, and against the same model with one flaw at a time: a member that is
// missing, that may throw, or that is of another type.
namespace hc = handclasp;
using hc::mutable_octets, hc::octets, hc::result;
using test::flaw, test::given, test::has_name;

namespace {

struct has_size {
    static constexpr std::size_t size = 32;
};
struct has_varying_size {
    static inline std::size_t size = 32;
};
struct has_key_size {
    static constexpr std::size_t key_size = 16;
};
struct has_block_size {
    static constexpr std::size_t block_size = 16;
};
struct has_varying_block_size {
    static inline std::size_t block_size = 16;
};
struct has_nonce_size {
    static constexpr std::size_t nonce_size = 12;
};
struct has_varying_nonce_size {
    static inline std::size_t nonce_size = 12;
};
struct has_tag_size {
    static constexpr std::size_t tag_size = 16;
};
struct has_prk_size {
    static constexpr std::size_t prk_size = 32;
};

// random_source

template <flaw Flaw>
struct random_model {};
template <>
struct random_model<flaw::no> {
    static result<void> fill(mutable_octets) noexcept;
};
template <>
struct random_model<flaw::call_throws> {
    static result<void> fill(mutable_octets);
};
template <>
struct random_model<flaw::call_returns> {
    static bool fill(mutable_octets) noexcept;
};
static_assert(hc::random_source<random_model<flaw::no>>);
static_assert(!hc::random_source<random_model<flaw::call>>);
static_assert(!hc::random_source<random_model<flaw::call_throws>>);
static_assert(!hc::random_source<random_model<flaw::call_returns>>);
static_assert(!hc::random_source<int>);

// hash: call is update(), other_call is finish()

template <flaw Flaw>
struct hash_model : given<Flaw != flaw::size && Flaw != flaw::size_varies, has_size>,
                    given<Flaw == flaw::size_varies, has_varying_size>,
                    given<Flaw != flaw::name, has_name> {
    hash_model()
        requires(Flaw != flaw::no_default);
    hash_model(const hash_model&)
        requires(Flaw != flaw::no_copies);
    hash_model(hash_model&&) noexcept;
    hash_model& operator=(const hash_model&)
        requires(Flaw != flaw::no_copies);
    hash_model& operator=(hash_model&&) noexcept;
    ~hash_model();
    void update(octets) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call);
    void finish(std::span<std::byte, 32>) noexcept(Flaw != flaw::other_call_throws)
        requires(Flaw != flaw::other_call);
};
static_assert(hc::hash<hash_model<flaw::no>>);
static_assert(!hc::hash<hash_model<flaw::size>>);
static_assert(!hc::hash<hash_model<flaw::size_varies>>);
static_assert(!hc::hash<hash_model<flaw::name>>);
static_assert(!hc::hash<hash_model<flaw::no_default>>);
static_assert(!hc::hash<hash_model<flaw::no_copies>>);
static_assert(!hc::hash<hash_model<flaw::call>>);
static_assert(!hc::hash<hash_model<flaw::call_throws>>);
static_assert(!hc::hash<hash_model<flaw::other_call>>);
static_assert(!hc::hash<hash_model<flaw::other_call_throws>>);
static_assert(!hc::hash<std::string>);

// key_derivation: call is extract(), other_call is expand()

template <flaw Flaw>
struct key_derivation_model : given<Flaw != flaw::size, has_prk_size> {
    static result<void> extract(octets, octets, std::span<std::byte, 32>) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call);
    static result<void> expand(std::span<const std::byte, 32>, octets,
                               mutable_octets) noexcept(Flaw != flaw::other_call_throws)
        requires(Flaw != flaw::other_call && Flaw != flaw::other_call_returns);
    static void expand(std::span<const std::byte, 32>, octets, mutable_octets) noexcept
        requires(Flaw == flaw::other_call_returns);
};
static_assert(hc::key_derivation<key_derivation_model<flaw::no>>);
static_assert(!hc::key_derivation<key_derivation_model<flaw::size>>);
static_assert(!hc::key_derivation<key_derivation_model<flaw::call>>);
static_assert(!hc::key_derivation<key_derivation_model<flaw::call_throws>>);
static_assert(!hc::key_derivation<key_derivation_model<flaw::other_call>>);
static_assert(!hc::key_derivation<key_derivation_model<flaw::other_call_throws>>);
static_assert(!hc::key_derivation<key_derivation_model<flaw::other_call_returns>>);

// cipher: call is encrypt_chain() and decrypt_chain(), other_call is encrypt_block()

template <flaw Flaw>
struct encryptor_model {
    static result<encryptor_model> make(std::span<const std::byte, 16>) noexcept(Flaw != flaw::make_throws)
        requires(Flaw != flaw::make && Flaw != flaw::make_returns);
    static encryptor_model make(std::span<const std::byte, 16>) noexcept
        requires(Flaw == flaw::make_returns);
    encryptor_model(encryptor_model&&) noexcept(Flaw != flaw::move_throws);
    encryptor_model& operator=(encryptor_model&&) noexcept(Flaw != flaw::assignment_throws);
    ~encryptor_model();
    result<void> encrypt_chain(mutable_octets) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns);
    void encrypt_chain(mutable_octets) noexcept
        requires(Flaw == flaw::call_returns);
    result<void> encrypt_block(std::span<std::byte, 16>) noexcept(Flaw != flaw::other_call_throws)
        requires(Flaw != flaw::other_call && Flaw != flaw::other_call_returns);
    void encrypt_block(std::span<std::byte, 16>) noexcept
        requires(Flaw == flaw::other_call_returns);
};
template <flaw Flaw>
struct decryptor_model {
    static result<decryptor_model> make(std::span<const std::byte, 16>) noexcept(Flaw != flaw::make_throws)
        requires(Flaw != flaw::make && Flaw != flaw::make_returns);
    static decryptor_model make(std::span<const std::byte, 16>) noexcept
        requires(Flaw == flaw::make_returns);
    decryptor_model(decryptor_model&&) noexcept(Flaw != flaw::move_throws);
    decryptor_model& operator=(decryptor_model&&) noexcept(Flaw != flaw::assignment_throws);
    ~decryptor_model();
    result<void> decrypt_chain(mutable_octets) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns);
    void decrypt_chain(mutable_octets) noexcept
        requires(Flaw == flaw::call_returns);
};

template <flaw Encryptor>
struct has_encryptor {
    using encryptor = encryptor_model<Encryptor>;
};
template <flaw Decryptor>
struct has_decryptor {
    using decryptor = decryptor_model<Decryptor>;
};

template <flaw Flaw, flaw Encryptor = flaw::no, flaw Decryptor = flaw::no>
struct cipher_model : given<Flaw != flaw::other_size, has_key_size>,
                      given<Flaw != flaw::size && Flaw != flaw::size_varies, has_block_size>,
                      given<Flaw == flaw::size_varies, has_varying_block_size>,
                      given<Flaw != flaw::name, has_name>,
                      given<Flaw != flaw::type, has_encryptor<Encryptor>>,
                      given<Flaw != flaw::other_type, has_decryptor<Decryptor>> {};
static_assert(hc::cipher<cipher_model<flaw::no>>);
static_assert(!hc::cipher<cipher_model<flaw::size>>);
static_assert(!hc::cipher<cipher_model<flaw::size_varies>>);
static_assert(!hc::cipher<cipher_model<flaw::other_size>>);
static_assert(!hc::cipher<cipher_model<flaw::name>>);
static_assert(!hc::cipher<cipher_model<flaw::type>>);
static_assert(!hc::cipher<cipher_model<flaw::other_type>>);

template <flaw Flaw>
concept no_encryptor_with = !hc::cipher<cipher_model<flaw::no, Flaw>>;
static_assert(no_encryptor_with<flaw::make>);
static_assert(no_encryptor_with<flaw::make_throws>);
static_assert(no_encryptor_with<flaw::make_returns>);
static_assert(no_encryptor_with<flaw::move_throws>);
static_assert(no_encryptor_with<flaw::assignment_throws>);
static_assert(no_encryptor_with<flaw::call>);
static_assert(no_encryptor_with<flaw::call_throws>);
static_assert(no_encryptor_with<flaw::call_returns>);
static_assert(no_encryptor_with<flaw::other_call>);
static_assert(no_encryptor_with<flaw::other_call_throws>);
static_assert(no_encryptor_with<flaw::other_call_returns>);

template <flaw Flaw>
concept no_decryptor_with = !hc::cipher<cipher_model<flaw::no, flaw::no, Flaw>>;
static_assert(no_decryptor_with<flaw::make>);
static_assert(no_decryptor_with<flaw::make_throws>);
static_assert(no_decryptor_with<flaw::make_returns>);
static_assert(no_decryptor_with<flaw::move_throws>);
static_assert(no_decryptor_with<flaw::assignment_throws>);
static_assert(no_decryptor_with<flaw::call>);
static_assert(no_decryptor_with<flaw::call_throws>);
static_assert(no_decryptor_with<flaw::call_returns>);

// mac: call is authenticate()

template <flaw Flaw>
struct mac_model : given<Flaw != flaw::other_size, has_key_size>,
                   given<Flaw != flaw::size, has_tag_size>,
                   given<Flaw != flaw::name, has_name> {
    static result<mac_model> make(std::span<const std::byte, 16>) noexcept(Flaw != flaw::make_throws)
        requires(Flaw != flaw::make && Flaw != flaw::make_returns);
    static mac_model make(std::span<const std::byte, 16>) noexcept
        requires(Flaw == flaw::make_returns);
    mac_model(mac_model&&) noexcept(Flaw != flaw::move_throws);
    mac_model& operator=(mac_model&&) noexcept(Flaw != flaw::assignment_throws);
    ~mac_model();
    result<void> authenticate(octets, std::span<std::byte, 16>) const noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns && Flaw != flaw::not_const);
    void authenticate(octets, std::span<std::byte, 16>) const noexcept
        requires(Flaw == flaw::call_returns);
    result<void> authenticate(octets, std::span<std::byte, 16>) noexcept
        requires(Flaw == flaw::not_const);
};
static_assert(hc::mac<mac_model<flaw::no>>);
static_assert(!hc::mac<mac_model<flaw::size>>);
static_assert(!hc::mac<mac_model<flaw::other_size>>);
static_assert(!hc::mac<mac_model<flaw::name>>);
static_assert(!hc::mac<mac_model<flaw::make>>);
static_assert(!hc::mac<mac_model<flaw::make_throws>>);
static_assert(!hc::mac<mac_model<flaw::make_returns>>);
static_assert(!hc::mac<mac_model<flaw::move_throws>>);
static_assert(!hc::mac<mac_model<flaw::assignment_throws>>);
static_assert(!hc::mac<mac_model<flaw::call>>);
static_assert(!hc::mac<mac_model<flaw::call_throws>>);
static_assert(!hc::mac<mac_model<flaw::call_returns>>);
static_assert(!hc::mac<mac_model<flaw::not_const>>);

// aead: size is the nonce's and other_size the key's; call is encrypt() and decrypt()

template <flaw Flaw>
struct aead_encryptor_model {
    static result<aead_encryptor_model> make(std::span<const std::byte, 16>) noexcept(Flaw != flaw::make_throws)
        requires(Flaw != flaw::make && Flaw != flaw::make_returns);
    static aead_encryptor_model make(std::span<const std::byte, 16>) noexcept
        requires(Flaw == flaw::make_returns);
    aead_encryptor_model(aead_encryptor_model&&) noexcept(Flaw != flaw::move_throws);
    aead_encryptor_model& operator=(aead_encryptor_model&&) noexcept(Flaw != flaw::assignment_throws);
    ~aead_encryptor_model();
    result<void> encrypt(std::span<const std::byte, 12>, octets, mutable_octets,
                         std::span<std::byte, 16>) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns);
    void encrypt(std::span<const std::byte, 12>, octets, mutable_octets, std::span<std::byte, 16>) noexcept
        requires(Flaw == flaw::call_returns);
};
template <flaw Flaw>
struct aead_decryptor_model {
    static result<aead_decryptor_model> make(std::span<const std::byte, 16>) noexcept(Flaw != flaw::make_throws)
        requires(Flaw != flaw::make && Flaw != flaw::make_returns);
    static aead_decryptor_model make(std::span<const std::byte, 16>) noexcept
        requires(Flaw == flaw::make_returns);
    aead_decryptor_model(aead_decryptor_model&&) noexcept(Flaw != flaw::move_throws);
    aead_decryptor_model& operator=(aead_decryptor_model&&) noexcept(Flaw != flaw::assignment_throws);
    ~aead_decryptor_model();
    result<void> decrypt(std::span<const std::byte, 12>, octets, mutable_octets,
                         std::span<const std::byte, 16>) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns);
    bool decrypt(std::span<const std::byte, 12>, octets, mutable_octets, std::span<const std::byte, 16>) noexcept
        requires(Flaw == flaw::call_returns);
};

template <flaw Encryptor>
struct has_aead_encryptor {
    using encryptor = aead_encryptor_model<Encryptor>;
};
template <flaw Decryptor>
struct has_aead_decryptor {
    using decryptor = aead_decryptor_model<Decryptor>;
};

template <flaw Flaw, flaw Encryptor = flaw::no, flaw Decryptor = flaw::no>
struct aead_model : given<Flaw != flaw::other_size, has_key_size>,
                    given<Flaw != flaw::size && Flaw != flaw::size_varies, has_nonce_size>,
                    given<Flaw == flaw::size_varies, has_varying_nonce_size>,
                    given<Flaw != flaw::third_size, has_tag_size>,
                    given<Flaw != flaw::name, has_name>,
                    given<Flaw != flaw::type, has_aead_encryptor<Encryptor>>,
                    given<Flaw != flaw::other_type, has_aead_decryptor<Decryptor>> {};
static_assert(hc::aead<aead_model<flaw::no>>);
static_assert(!hc::aead<aead_model<flaw::size>>);
static_assert(!hc::aead<aead_model<flaw::size_varies>>);
static_assert(!hc::aead<aead_model<flaw::other_size>>);
static_assert(!hc::aead<aead_model<flaw::third_size>>);
static_assert(!hc::aead<aead_model<flaw::name>>);
static_assert(!hc::aead<aead_model<flaw::type>>);
static_assert(!hc::aead<aead_model<flaw::other_type>>);
static_assert(!hc::aead<cipher_model<flaw::no>>);
static_assert(!hc::cipher<aead_model<flaw::no>>);

template <flaw Flaw>
concept no_aead_encryptor_with = !hc::aead<aead_model<flaw::no, Flaw>>;
static_assert(no_aead_encryptor_with<flaw::make>);
static_assert(no_aead_encryptor_with<flaw::make_throws>);
static_assert(no_aead_encryptor_with<flaw::make_returns>);
static_assert(no_aead_encryptor_with<flaw::move_throws>);
static_assert(no_aead_encryptor_with<flaw::assignment_throws>);
static_assert(no_aead_encryptor_with<flaw::call>);
static_assert(no_aead_encryptor_with<flaw::call_throws>);
static_assert(no_aead_encryptor_with<flaw::call_returns>);

template <flaw Flaw>
concept no_aead_decryptor_with = !hc::aead<aead_model<flaw::no, flaw::no, Flaw>>;
static_assert(no_aead_decryptor_with<flaw::make>);
static_assert(no_aead_decryptor_with<flaw::make_throws>);
static_assert(no_aead_decryptor_with<flaw::make_returns>);
static_assert(no_aead_decryptor_with<flaw::move_throws>);
static_assert(no_aead_decryptor_with<flaw::assignment_throws>);
static_assert(no_aead_decryptor_with<flaw::call>);
static_assert(no_aead_decryptor_with<flaw::call_throws>);
static_assert(no_aead_decryptor_with<flaw::call_returns>);

// signature_verifier

template <flaw Flaw>
struct verifier_model {
    static bool verify(octets, octets, octets) noexcept(Flaw != flaw::call_throws)
        requires(Flaw != flaw::call && Flaw != flaw::call_returns);
    static int verify(octets, octets, octets) noexcept
        requires(Flaw == flaw::call_returns);
};
static_assert(hc::signature_verifier<verifier_model<flaw::no>>);
static_assert(!hc::signature_verifier<verifier_model<flaw::call>>);
static_assert(!hc::signature_verifier<verifier_model<flaw::call_throws>>);
static_assert(!hc::signature_verifier<verifier_model<flaw::call_returns>>, "libraries disagree about what 0 means");

// primitives

template <flaw Hash, flaw Kdf = flaw::no, flaw Random = flaw::no, flaw Signature = flaw::no>
struct primitives_model {
    using hash = hash_model<Hash>;
    using key_derivation = key_derivation_model<Kdf>;
    using random = random_model<Random>;
    using signature = verifier_model<Signature>;
};
static_assert(hc::primitives<primitives_model<flaw::no>>);
static_assert(!hc::primitives<primitives_model<flaw::size>>);
static_assert(!hc::primitives<primitives_model<flaw::no, flaw::call>>);
static_assert(!hc::primitives<primitives_model<flaw::no, flaw::no, flaw::call>>);
static_assert(!hc::primitives<primitives_model<flaw::no, flaw::no, flaw::no, flaw::call>>);
static_assert(!hc::primitives<int>);

}  // namespace

TEST_CASE("concepts take a complete model and refuse one with any flaw") {
    SUCCEED("decided at compile time, above");
}
