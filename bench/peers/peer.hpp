#pragma once

#include <handclasp/core/secret.hpp>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>

// The libraries that handclasp is measured against, each as somebody writes it who knows that library: contexts kept
// where the peer's name says so, every error asked for, and no plaintext before it is authenticated.
namespace peers {

using handclasp::mutable_octets;
using handclasp::octets;

// What a call gave, within its buffer; nothing where it failed. An empty message is not nothing.
using outcome = std::optional<mutable_octets>;

// Both ends of one direction in one object. seal() takes out of at least sealed_size(message) octets, apart from the
// message, and returns the frame, of exactly that size, or less from 64 KiB on. open() returns the message: within the frame or within a
// buffer of the object's own that the next call uses again. Both ends count, so a frame opens once and in its order;
// one that is refused is spoilt, and leaves the count where it was. Constructors throw what the library reports.
template <class P>
concept peer = std::constructible_from<P, const typename P::keys&> &&
    requires(P p, octets message, mutable_octets space, std::size_t size) {
        { P::name } -> std::convertible_to<std::string_view>;
        { P::sealed_size(size) } -> std::same_as<std::size_t>;
        { p.seal(message, space) } -> std::same_as<outcome>;
        { p.open(space) } -> std::same_as<outcome>;
    };

// Where octets lie, as every one of these libraries takes them.
template <class Range>
[[nodiscard]] auto* bytes(Range&& range) noexcept {
    auto* const data = std::data(range);
    using octet = std::remove_pointer_t<decltype(data)>;
    static_assert(std::is_same_v<std::remove_const_t<octet>, std::byte>);
    return reinterpret_cast<std::conditional_t<std::is_const_v<octet>, const unsigned char, unsigned char>*>(data);
}

// For constructors: throws where a call of the library failed.
inline void require(bool done, const char* call) {
    if (!done) throw std::runtime_error(std::string("peers: failed: ") + call);
}

// Ends a call that refuses its frame: what has been decrypted of it goes.
inline outcome refused(mutable_octets frame) noexcept {
    handclasp::wipe(frame);
    return std::nullopt;
}

}  // namespace peers
