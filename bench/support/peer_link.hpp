#pragma once

#include "peers/peer.hpp"
#include "support/link.hpp"

#include <memory>

namespace bench {

// A library beside this one as a link. Its objects need not move.
template <peers::peer Peer>
class peer_link {
public:
    explicit peer_link(std::uint64_t number) : peer_(std::make_unique<Peer>(keys_of(number))) {}

    [[nodiscard]] static std::string title() { return std::string(Peer::name); }

    [[nodiscard]] static std::size_t sealed_size(std::size_t message) { return Peer::sealed_size(message); }

    [[nodiscard]] std::size_t seal(hc::octets message, hc::mutable_octets out) {
        const auto sealed = peer_->seal(message, out);
        return sealed ? sealed->size() : 0;
    }

    template <class Sink>
    [[nodiscard]] bool open(hc::mutable_octets sealed, Sink&& sink) {
        const auto message = peer_->open(sealed);
        if (message) sink(hc::octets(*message));
        return message.has_value();
    }

private:
    using keys = typename Peer::keys;

    // Keys are plain arrays of octets, or nothing where a handshake makes them.
    static keys keys_of(std::uint64_t number) {
        static_assert(std::is_trivially_copyable_v<keys>);
        keys made{};
        if constexpr (!std::is_empty_v<keys>) std::memcpy(&made, pattern(sizeof made, number).data(), sizeof made);
        return made;
    }

    std::unique_ptr<Peer> peer_;
};

}  // namespace bench
