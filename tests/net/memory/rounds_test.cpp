#include <handclasp/net/round.hpp>

#include "net/counted_suite.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <deque>
#include <new>

// What the sessions of a gathering do to each other where one of them gets no memory. This program has an allocator that
// fails once, on one thread, at an allocation that the test chooses.
namespace {

thread_local long until_failure = -1;  // allocations; none fails while it is negative

void* allocate(std::size_t size) {
    if (until_failure >= 0 && until_failure-- == 0) throw std::bad_alloc();
    if (void* const made = std::malloc(size > 0 ? size : 1)) return made;
    throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
    return allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    try {
        return allocate(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
// Not inlined: g++ sees a free() of what `new` gave otherwise, and takes it for a mistake.
__attribute__((noinline)) void operator delete(void* place) noexcept {
    std::free(place);
}
__attribute__((noinline)) void operator delete(void* place, std::size_t) noexcept {
    std::free(place);
}

using namespace loopback;

namespace {

// One session of the gathering: what its server sends, what its client has sent, and what became of both.
struct member {
    explicit member(counted::raw_session made) : session(std::move(made)) {}

    counted::raw_session session;
    std::vector<bytes> messages;  // of either direction
    std::vector<hc::octets> views;
    std::optional<std::error_code> sent, received;
    std::optional<bytes> message;

    void prepare(std::vector<bytes> texts) {
        messages = std::move(texts);
        views.assign(messages.begin(), messages.end());
        std::size_t size = 0;
        for (const auto& text : messages) {
            const auto frame = session.frame(text);
            session.wire.write(frame);
            size += frame.size();
        }
        while (session.server.socket().available() < size) std::this_thread::yield();
    }
    void start() {
        session.server.async_send(std::span<const hc::octets>(views), [this](std::error_code why) { sent = why; });
        session.server.async_receive([this](std::error_code why, std::optional<bytes> taken) {
            received = why;
            message = std::move(taken);
        });
    }

    // Whether nothing came that was not sent, and all of it where the operation says so.
    [[nodiscard]] bool is_whole() {
        if (received && !*received && message != messages.front()) return false;
        session.server = counted::connection(tcp::socket(session.wire.socket().get_executor()));
        const auto came = session.wire.read_to_end();
        std::size_t count = 0;
        for (auto rest = hc::octets(came); rest.size() > hc::layout::unit_header::size; ++count) {
            const auto size = session.client.unit_size(rest);
            if (!size) return false;
            if (*size > rest.size()) break;
            bytes unit(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(*size));
            const auto opened = session.client.open(unit);
            if (!opened || count >= messages.size() || !std::ranges::equal(opened->data, messages[count])) return false;
            rest = rest.subspan(*size);
        }
        return !sent || *sent || count == messages.size();
    }
};

struct outcome {
    bool failed = false;   // an allocation did
    bool escaped = false;  // to the caller, from Asio itself
    bool whole = true;
    bool lost = false;  // an operation that never completed
};

// The same work with the allocation of that number failing: on a thread of its own, which has nothing yet.
outcome with_failure_at(long number) {
    outcome seen;
    asio::io_context io;
    const hc::net::gathering<counted::suite> together;
    std::deque<member> members;
    for (int i = 0; i < 2; ++i) {
        members.emplace_back(counted::establish_raw(
            io, [&](tcp::socket socket) { return counted::connection(std::move(socket), {}, together); }));
    }
    members[0].prepare({bytes(200, std::byte{'a'}), bytes(201, std::byte{'b'}), bytes(202, std::byte{'c'})});
    members[1].prepare({bytes(5000, std::byte{'d'})});
    until_failure = number;
    for (auto& each : members) {
        try {
            each.start();
        } catch (const std::bad_alloc&) {
            seen.escaped = true;
        }
    }
    for (bool running = true; running;) {
        try {
            io.run();
            running = false;
        } catch (const std::bad_alloc&) {
            seen.escaped = true;
        }
    }
    seen.failed = std::exchange(until_failure, -1) < 0;
    for (auto& each : members) {
        seen.whole &= each.is_whole();
        seen.lost |= !each.sent || !each.received;
    }
    return seen;
}

}  // namespace

TEST_CASE("a session of a gathering that gets no memory harms no other") {
    long failures = 0;
    for (;; ++failures) {
        const auto seen = std::async(std::launch::async, with_failure_at, failures).get();
        CAPTURE(failures);
        CHECK(seen.whole);
        CHECK((!seen.lost || seen.escaped));
        if (!seen.failed) break;
    }
    CHECK(failures > 10);
}
