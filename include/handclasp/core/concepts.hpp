#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/core/proof_kind.hpp>
#include <handclasp/core/result.hpp>

#include <type_traits>

// What a policy has to offer. A policy is a plain struct with these members; nothing is inherited or registered. What
// a concept cannot say stands in the comment above it, and generic code relies on it. Sizes are octets and constants.
//
// Where a size is part of another requirement's parameters it is required before, on its own: so a compiler that misses
// it says its name.
namespace handclasp {

// Fills target with unpredictable octets, or fails. A plain function, so that policies need no template for it.
using random_function = result<void> (*)(mutable_octets target) noexcept;

// A source of unpredictable octets. Safe to call from any thread, and on both sides of a fork.
template <class R>
concept random_source = requires {
    { R::fill } -> std::convertible_to<random_function>;
};

// A collision-resistant hash in progress. Copying forks it; finish() writes the digest and ends the object's use.
template <class H>
concept hash = std::default_initializable<H> && std::copyable<H> && requires {
    typename std::integral_constant<std::size_t, H::size>;
    { H::name } -> std::convertible_to<std::string_view>;
} && requires(H h, octets piece, std::span<std::byte, H::size> digest) {
    { h.update(piece) } noexcept;
    { h.finish(digest) } noexcept;
};

// HKDF's two steps (RFC 5869, sections 2.2 and 2.3) over one hash. out is at most 255 times prk_size.
template <class K>
concept key_derivation = requires { typename std::integral_constant<std::size_t, K::prk_size>; } &&
    requires(octets input, std::span<std::byte, K::prk_size> prk, std::span<const std::byte, K::prk_size> from,
             mutable_octets out) {
        { K::extract(input, input, prk) } noexcept -> std::same_as<result<void>>;
        { K::expand(from, input, out) } noexcept -> std::same_as<result<void>>;
    };

// A keyed direction of a cipher in CBC mode (NIST SP 800-38A, section 6.2) over a span whose first block is the IV and
// whose other blocks are transformed in place: one call a frame and no chaining register. The span is whole blocks.
// encrypt_block() is the bare block cipher: it makes each frame's IV out of the frame's number. A call that fails
// (errc::backend) may leave the span in any state; nothing of it is sent.
template <class E, class Cipher>
concept cipher_encryptor = std::is_nothrow_move_constructible_v<E> && std::is_nothrow_move_assignable_v<E> &&
    requires(E e, mutable_octets chain, std::span<const std::byte, Cipher::key_size> key,
             std::span<std::byte, Cipher::block_size> block) {
        { E::make(key) } noexcept -> std::same_as<result<E>>;
        { e.encrypt_chain(chain) } noexcept -> std::same_as<result<void>>;
        { e.encrypt_block(block) } noexcept -> std::same_as<result<void>>;
    };

template <class D, class Cipher>
concept cipher_decryptor = std::is_nothrow_move_constructible_v<D> && std::is_nothrow_move_assignable_v<D> &&
    requires(D d, mutable_octets chain, std::span<const std::byte, Cipher::key_size> key) {
        { D::make(key) } noexcept -> std::same_as<result<D>>;
        { d.decrypt_chain(chain) } noexcept -> std::same_as<result<void>>;
    };

// A block cipher in CBC mode. Its objects hold key schedules, wipe them, and keep nothing between two calls.
template <class C>
concept cipher = requires {
    typename std::integral_constant<std::size_t, C::key_size>;
    typename std::integral_constant<std::size_t, C::block_size>;
    { C::name } -> std::convertible_to<std::string_view>;
    typename C::encryptor;
    typename C::decryptor;
} && cipher_encryptor<typename C::encryptor, C> && cipher_decryptor<typename C::decryptor, C>;

// A MAC bound to one key: a pseudo-random function that writes the whole tag and compares nothing (openers do, with
// constant_time::equal). One call over one contiguous span, because every composition lays its frame out so. The
// object does not change between calls, and wipes its key. A library's keyed object that cannot be moved without
// throwing, or used while const, is held through a std::unique_ptr.
template <class M>
concept mac = std::is_nothrow_move_constructible_v<M> && std::is_nothrow_move_assignable_v<M> &&
    requires {
        typename std::integral_constant<std::size_t, M::key_size>;
        typename std::integral_constant<std::size_t, M::tag_size>;
        { M::name } -> std::convertible_to<std::string_view>;
    } &&
    requires(const M m, octets message, std::span<const std::byte, M::key_size> key,
             std::span<std::byte, M::tag_size> tag) {
        { M::make(key) } noexcept -> std::same_as<result<M>>;
        { m.authenticate(message, tag) } noexcept -> std::same_as<result<void>>;
    };

// A keyed direction of an AEAD (RFC 5116, section 2) over a text that is transformed in place; the tag stands apart. A
// nonce is used once under a key, which is the caller's to see to. Nothing is kept between two calls.
template <class E, class Aead>
concept aead_encryptor = std::is_nothrow_move_constructible_v<E> && std::is_nothrow_move_assignable_v<E> &&
    requires(E e, std::span<const std::byte, Aead::key_size> key, std::span<const std::byte, Aead::nonce_size> nonce,
             octets associated, mutable_octets text, std::span<std::byte, Aead::tag_size> tag) {
        { E::make(key) } noexcept -> std::same_as<result<E>>;
        { e.encrypt(nonce, associated, text, tag) } noexcept -> std::same_as<result<void>>;
    };

// decrypt() compares the tag in constant time: errc::authentication_failed where it is not the text's, which is then in
// any state and the caller's to wipe.
template <class D, class Aead>
concept aead_decryptor = std::is_nothrow_move_constructible_v<D> && std::is_nothrow_move_assignable_v<D> &&
    requires(D d, std::span<const std::byte, Aead::key_size> key, std::span<const std::byte, Aead::nonce_size> nonce,
             octets associated, mutable_octets text, std::span<const std::byte, Aead::tag_size> tag) {
        { D::make(key) } noexcept -> std::same_as<result<D>>;
        { d.decrypt(nonce, associated, text, tag) } noexcept -> std::same_as<result<void>>;
    };

// An AEAD with nonces of 12 octets, which takes the place of cipher and MAC. Its objects hold a key, and wipe it. Text
// and associated data may be empty. For suite_report it may state block_size (octets of its block cipher, 0 for none)
// and forgery_exponent(octets of text), the chance of one forgery as a power of 2.
template <class A>
concept aead = requires {
    typename std::integral_constant<std::size_t, A::key_size>;
    typename std::integral_constant<std::size_t, A::nonce_size>;
    typename std::integral_constant<std::size_t, A::tag_size>;
    { A::name } -> std::convertible_to<std::string_view>;
    typename A::encryptor;
    typename A::decryptor;
} && aead_encryptor<typename A::encryptor, A> && aead_decryptor<typename A::decryptor, A>;

// The key pair of one session. Its private key opens one encapsulation, by type: decapsulate() consumes the object
// and wipes the key whatever the outcome. False, with secrets left in any state, for an encapsulation that does not
// open.
template <class P, class Transport>
concept session_key_pair = std::is_nothrow_move_constructible_v<P> && std::is_nothrow_move_assignable_v<P> &&
    !std::is_copy_constructible_v<P> &&
    requires(P p, const P view, octets encapsulation, mutable_octets secrets, random_function random) {
        { P::generate(random) } noexcept -> std::same_as<result<P>>;
        { view.public_key() } noexcept -> std::convertible_to<std::span<const std::byte, Transport::public_key_size>>;
        { std::move(p).decapsulate(encapsulation, secrets) } noexcept -> std::same_as<bool>;
        requires !requires { p.decapsulate(encapsulation, secrets); };  // once: on an rvalue alone
    };

// A way to send secrets to the holder of a key pair. encapsulate() checks the public key before it computes with it
// (errc::bad_public_key), writes fresh secrets and their encapsulation, of encapsulation_size octets.
template <class K>
concept key_transport =
    requires(octets public_key, mutable_octets secrets, mutable_octets encapsulation, random_function random) {
        typename std::integral_constant<std::size_t, K::public_key_size>;
        typename std::integral_constant<std::size_t, K::encapsulation_size>;
        typename std::integral_constant<std::size_t, K::max_secrets_size>;
        { K::name } -> std::convertible_to<std::string_view>;
        { K::encapsulate(public_key, secrets, encapsulation, random) } noexcept -> std::same_as<result<void>>;
        typename K::key_pair;
    } && session_key_pair<typename K::key_pair, K>;

// Verification of signatures of one kind; false, too, for a key or a signature of another form or size. A model for
// Ed25519 (RFC 8032, section 5.1.7) also refuses non-canonical and small-order points; one for RSASSA-PSS (RFC 8017,
// section 8.1.2) takes one size of modulus and one exponent.
template <class V>
concept signature_verifier = requires(octets public_key, octets message, octets signature) {
    { V::verify(public_key, message, signature) } noexcept -> std::same_as<bool>;
};

// Who a peer is, and the means to prove it. encoded() is what the wire calls identity; sign() fills signature_size()
// octets. Both stay the same for the object's life.
template <class I>
concept identity = requires(const I i, octets message, mutable_octets signature) {
    { i.kind() } noexcept -> std::same_as<proof_kind>;
    { i.encoded() } noexcept -> std::same_as<octets>;
    { i.signature_size() } noexcept -> std::same_as<std::size_t>;
    { i.sign(message, signature) } noexcept -> std::same_as<result<void>>;
};

// The algorithms around a suite's cipher, MAC and key transport: a model brings the protocol's SHA-256, HKDF-SHA-256
// and Ed25519 from one library, and that library's random numbers.
template <class P>
concept primitives =
    requires {
        typename P::hash;
        typename P::key_derivation;
        typename P::random;
        typename P::signature;
    } && hash<typename P::hash> && key_derivation<typename P::key_derivation> && random_source<typename P::random> &&
    signature_verifier<typename P::signature>;

}  // namespace handclasp
