#pragma once

#include <handclasp/net/attempt.hpp>
#include <handclasp/net/session.hpp>

namespace handclasp::net {

// What sessions of one thread do together: of one that is by itself, or of all that a gathering has. It never waits,
// and what goes wrong is noted in the session that it concerns.
template <protocol_suite Suite>
class round {
public:
    using members = std::span<session<Suite>* const>;

    // Seals what each has to send next, all of it together, and writes as much of it as each socket takes.
    static void send(members waiting) noexcept { each_part(waiting, &session<Suite>::outgoing, send_part); }

    // Reads what each socket has, and opens all of it together. An inbox for which nothing came stays as it is.
    static void receive(members waiting) noexcept { each_part(waiting, &session<Suite>::incoming, receive_part); }

    // Writes what is sealed.
    static void write(session<Suite>& member) noexcept {
        auto& box = member.outgoing;
        const octets pending = box.pending();
        if (pending.empty()) return;
        std::error_code error;
        box.written(member.socket.write_some(asio::const_buffer(pending.data(), pending.size()), error));
        if (error && error != asio::error::would_block) return box.fail(error);
        const auto kept = attempt([&] { return box.keep(); });
        if (!kept) box.fail(kept.error());
    }

private:
    // Goes on until all have had their turn; a part is what the room of the thread's batch takes, at least one.
    template <class Box, class Part>
    static void each_part(members waiting, Box session<Suite>::*box, Part&& part) noexcept {
        try {
            auto& own = thread_batch<Suite>::here();
            while (!waiting.empty()) waiting = waiting.subspan(part(waiting, own));
        } catch (...) {  // the thread has no memory for a batch
            for (auto* const member : waiting) (member->*box).fail(errc::backend);
        }
    }

    static std::size_t send_part(members waiting, thread_batch<Suite>& own) noexcept {
        own.outgoing.clear();
        mutable_octets room = own.room();
        std::size_t count = 0;
        for (; count < waiting.size(); ++count) {
            auto& member = *waiting[count];
            const std::size_t listed = own.outgoing.size();
            const auto used = attempt([&] { return member.outgoing.plan(room, own.outgoing); });
            if (used) {
                room = room.subspan(*used);
            } else if (used.error() == errc::buffer_size && count > 0) {
                break;
            } else {
                own.outgoing.resize(listed);
                member.outgoing.fail(used.error());
            }
            member.sending.cancellable = asio::cancellation_type::terminal;
        }
        own.touched(own.room().size() - room.size());
        own.seal();
        std::size_t at = 0;
        for (auto* const member : waiting.first(count)) {
            at += member->outgoing.collect(std::span(own.outgoing).subspan(at));
            write(*member);
        }
        return count;
    }

    static std::size_t receive_part(members waiting, thread_batch<Suite>& own) noexcept {
        constexpr std::size_t most = inbox<Suite>::read_size;
        own.incoming.clear();
        mutable_octets room = own.room();
        std::size_t count = 0;
        for (; count < waiting.size() && room.size() >= most; ++count) {
            room = room.subspan(read(*waiting[count], room.first(most), own.incoming));
        }
        own.touched(own.room().size() - room.size());
        own.open();
        std::size_t at = 0;
        for (auto* const member : waiting.first(count)) {
            at += member->incoming.opened(std::span(own.incoming).subspan(at));
        }
        return count;
    }

    // How many octets of room what came takes.
    static std::size_t read(session<Suite>& member, mutable_octets room,
                            std::vector<typename batch<Suite>::incoming>& items) noexcept {
        auto& box = member.incoming;
        const auto [first, second] = box.places(room);
        const std::array places{asio::mutable_buffer(first.data(), first.size()),
                                asio::mutable_buffer(second.data(), second.size())};
        std::error_code error;
        const std::size_t count = member.socket.read_some(places, error);
        if (error == asio::error::would_block) return 0;
        if (error) {
            box.fail(error == asio::error::eof ? make_error_code(errc::truncated) : error);
            return 0;
        }
        const std::size_t listed = items.size();
        const auto used = attempt([&] { return box.filled(room, count, items); });
        if (used) return *used;
        items.resize(listed);
        box.fail(used.error());
        return 0;
    }
};

}  // namespace handclasp::net
