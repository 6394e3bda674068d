#pragma once

#include <handclasp/net/handshake_script.hpp>

namespace handclasp::net {

// A handshake on its way: its script, and the unit that it waits for.
template <class Script>
struct handshake_progress {
    Script script;
    unit_buffer unit = {};

    // So many octets were put into unit.room(). Whether that completed a unit, and the script took it.
    template <protocol_suite Suite>
    [[nodiscard]] result<bool> filled(session<Suite>& owner, std::size_t count) {
        unit.filled(count);
        if (unit.header_complete()) {
            const auto size = script.unit_size(unit.header());
            if (!size) return size.error();
            unit.announce(*size);
        }
        if (!unit.complete()) return false;
        if (const auto taken = script.take(unit.unit()); !taken) {
            const bool other_peer = taken.error() == errc::wrong_suite || taken.error() == errc::version;
            if (other_peer) owner.peer_suite = Script::suite_named(unit.unit());
            wipe(unit.unit());
            return taken.error();
        }
        wipe(unit.unit());  // the first message was opened in place
        unit.next();
        return true;
    }
};

// How a server leaves after a refusal. It ends its own direction and takes for a moment what the client still sends:
// closing a socket on octets that nobody has read resets the connection, and the refusal might be lost with it.
struct farewell {
    // As long again as the handshake may take, and a second at most.
    [[nodiscard]] static options::duration time_limit(const options& settings) noexcept {
        constexpr options::duration most = std::chrono::seconds(1);
        const bool unlimited = settings.handshake_deadline == options::duration::zero();
        return unlimited ? most : std::min(most, settings.handshake_deadline);
    }
    static constexpr std::size_t octet_limit = 16384;

    std::array<std::byte, 256> unread;
    std::size_t taken = 0;
};

}  // namespace handclasp::net
