#pragma once

#include <handclasp/core/concepts.hpp>

namespace handclasp {

// One chain of a burst, as a cipher's encrypt_chain() or decrypt_chain() takes it.
template <class Keyed>
struct chain_job {
    Keyed* key;
    mutable_octets chain;
};

// One message of a burst, as a MAC's authenticate() takes it. The tag may lie within the message.
template <class Mac>
struct mac_job {
    const Mac* key;
    octets message;
    std::byte* tag;  // of tag_size octets
};

// An engine that works on many chains and messages side by side, each under its own key. A cipher and a MAC that name
// the same one as their `engine` have their frames sealed and opened in bursts (channel/batch.hpp); policies without
// one go frame by frame. An engine is move-only, belongs to one thread, and has nothing in flight when a call returns.
// The jobs of a burst, at most max_burst of 1 to max_octets each (a chain: its IV and at least a block), come longest
// first, or nearly so. A call that fails (errc::backend) fails all of them and leaves their octets in any state.
template <class E, class Cipher, class Mac>
concept multi_buffer_engine = std::is_nothrow_move_constructible_v<E> && std::is_nothrow_move_assignable_v<E> &&
    !std::is_copy_constructible_v<E> &&
    requires {
        typename std::integral_constant<std::size_t, E::max_burst>;
        typename std::integral_constant<std::size_t, E::max_octets>;
    } &&
    requires(E e, std::span<const chain_job<typename Cipher::encryptor>> encryptions,
             std::span<const chain_job<typename Cipher::decryptor>> decryptions,
             std::span<const mac_job<Mac>> messages) {
        { E::make() } noexcept -> std::same_as<result<E>>;
        { e.encrypt_chains(encryptions) } noexcept -> std::same_as<result<void>>;
        { e.decrypt_chains(decryptions) } noexcept -> std::same_as<result<void>>;
        { e.authenticate(messages) } noexcept -> std::same_as<result<void>>;
    };

// Whether a cipher and a MAC work side by side: they name one engine, and it is one for both.
template <class Cipher, class Mac>
concept side_by_side = requires {
    typename Cipher::engine;
    typename Mac::engine;
    requires std::same_as<typename Cipher::engine, typename Mac::engine>;
    requires multi_buffer_engine<typename Cipher::engine, Cipher, Mac>;
};

}  // namespace handclasp
