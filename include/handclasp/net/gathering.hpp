#pragma once

#include <handclasp/net/round.hpp>

namespace handclasp::net {

// Where operations meet that can go on in the same turn of their executor. Each one enlists, and posts itself: behind
// all that the executor has ready just now. The first of them to run then does the work of all that have enlisted, and
// the others find it done. So nobody waits for anybody, and no timer runs.
template <protocol_suite Suite>
class rendezvous {
public:
    // errc::backend, for want of memory.
    [[nodiscard]] result<void> enlist_sender(const std::shared_ptr<session<Suite>>& member) noexcept {
        return enlist(senders_, member, &session<Suite>::sending);
    }
    [[nodiscard]] result<void> enlist_receiver(const std::shared_ptr<session<Suite>>& member) noexcept {
        return enlist(receivers_, member, &session<Suite>::receiving);
    }

    // What an operation calls when it runs again: for all that have enlisted, unless that was done already.
    void send(const session<Suite>& member) noexcept {
        if (member.sending.enlisted) round<Suite>::send(ready(senders_, &session<Suite>::sending));
    }
    void receive(const session<Suite>& member) noexcept {
        if (member.receiving.enlisted) round<Suite>::receive(ready(receivers_, &session<Suite>::receiving));
    }

private:
    // Weak, because an executor that is destroyed drops operations that it has not run.
    using list = std::vector<std::weak_ptr<session<Suite>>>;

    [[nodiscard]] result<void> enlist(list& enlisted, const std::shared_ptr<session<Suite>>& member,
                                      activity session<Suite>::*which) noexcept {
        return attempt([&]() -> result<void> {
            enlisted.push_back(member);
            members_.reserve(enlisted.capacity());
            ((*member).*which).enlisted = true;
            return {};
        });
    }

    // All but those whose session has ended meanwhile, or whose operation was cancelled.
    [[nodiscard]] std::span<session<Suite>* const> ready(list& enlisted, activity session<Suite>::*which) noexcept {
        members_.clear();
        for (const auto& weak : enlisted) {
            const auto alive = weak.lock();
            if (!alive) continue;
            activity& operation = (*alive).*which;
            operation.enlisted = false;
            if (operation.outstanding && !operation.cancelled && !alive->failure.load())
                members_.push_back(alive.get());
        }
        enlisted.clear();
        return members_;
    }

    list senders_, receivers_;
    std::vector<session<Suite>*> members_;
};

// Lets the connections of one thread seal together what they send in the same turn of its executor, and open together
// what has come for them: for servers of many connections, on suites whose policies work side by side. Their octets,
// their errors and what becomes of each are the same as without. It is given to each connection as it is made; copies
// are the same gathering. Its connections' asynchronous operations have to run on one thread, or on one strand.
template <protocol_suite Suite>
class gathering {
public:
    gathering() : shared_(std::make_shared<rendezvous<Suite>>()) {}

private:
    template <protocol_suite>
    friend class connection;

    std::shared_ptr<rendezvous<Suite>> shared_;
};

}  // namespace handclasp::net
