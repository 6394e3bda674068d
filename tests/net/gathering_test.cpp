#include <handclasp/net/gathering.hpp>

#include "net/counted_suite.hpp"
#include "support/catch.hpp"

using namespace loopback;

namespace {

using gathering = hc::net::gathering<counted::suite>;
constexpr std::size_t many = 50;

struct outcome {
    bool done = false;
    std::error_code error = {};
    std::optional<bytes> received = {};

    auto handler() {
        return [this](std::error_code ended, std::optional<bytes> taken = std::nullopt) {
            done = true;
            error = ended;
            received = std::move(taken);
        };
    }
};

std::vector<counted::raw_session> establish(asio::io_context& io, std::size_t count, bool gathered) {
    const gathering together;
    std::vector<counted::raw_session> made;
    for (std::size_t i = 0; i < count; ++i) {
        made.push_back(counted::establish_raw(io, [&](tcp::socket socket) {
            return gathered ? counted::connection(std::move(socket), {}, together)
                            : counted::connection(std::move(socket));
        }));
    }
    counted::seen.reset();
    return made;
}

void run(asio::io_context& io) {
    io.restart();
    io.run();
}

// Runs handlers until so many operations of one direction have come to where they enlist, and none further.
void enlist(asio::io_context& io, std::size_t count) {
    io.restart();
    for (std::size_t i = 0; i < count; ++i) REQUIRE(io.run_one() == 1);
}

// Writes a frame to each server, and waits until all are there.
void write_to_all(std::vector<counted::raw_session>& sessions) {
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        const auto frame = sessions[i].frame(pattern(i));
        sessions[i].wire.write(frame);
        while (sessions[i].server.socket().available() < frame.size()) std::this_thread::yield();
    }
}

// A message, in however many fragments it comes.
bytes read_whole(counted::raw_session& session) {
    bytes received;
    for (bool last = false; !last;) {
        auto unit = session.wire.read_unit();
        const auto opened = session.client.open(unit).value();
        received.insert(received.end(), opened.data.begin(), opened.data.end());
        last = opened.kind == hc::event_kind::message;
    }
    return received;
}

}  // namespace

TEST_CASE("connections of one gathering seal in one burst, and open in one") {
    asio::io_context io;
    auto sessions = establish(io, many, true);
    std::vector<outcome> sent(many), received(many);
    std::vector<bytes> messages;
    for (std::size_t i = 0; i < many; ++i) messages.push_back(pattern(10 * i));
    for (std::size_t i = 0; i < many; ++i) sessions[i].server.async_send(messages[i], sent[i].handler());
    run(io);
    CHECK(counted::seen.largest_sealed == many);
    CHECK(counted::seen.sealed == many);
    write_to_all(sessions);
    for (std::size_t i = 0; i < many; ++i) sessions[i].server.async_receive(received[i].handler());
    run(io);
    CHECK(counted::seen.largest_opened == many);
    CHECK(counted::seen.opened == many);
    for (std::size_t i = 0; i < many; ++i) {
        CHECK((sent[i].done && !sent[i].error));
        CHECK(sessions[i].read_message() == messages[i]);
        CHECK(received[i].received == pattern(i));
    }
}

TEST_CASE("without a gathering every connection seals by itself") {
    asio::io_context io;
    auto sessions = establish(io, 3, false);
    std::vector<outcome> sent(3);
    for (std::size_t i = 0; i < 3; ++i) sessions[i].server.async_send(hc::as_octets("message"), sent[i].handler());
    run(io);
    CHECK(counted::seen.sealed == 0);
}

TEST_CASE("a gathering changes no octet") {
    constexpr std::size_t count = 5;
    const auto large = pattern(100000), small = pattern(70);
    const std::vector<hc::octets> list{small, {}, large};
    std::vector<std::vector<bytes>> streams;
    for (const bool gathered : {false, true}) {
        asio::io_context io;
        auto sessions = establish(io, count, gathered);
        std::vector<std::future<bytes>> readers;
        for (auto& session : sessions)
            readers.push_back(std::async(std::launch::async, [&session] { return session.wire.read_to_end(); }));
        for (std::size_t round = 0; round < 4; ++round) {
            std::vector<outcome> sent(count);
            for (std::size_t i = 0; i < count; ++i) {
                if ((round + i) % 4 == 0) sessions[i].server.async_send(large, sent[i].handler());
                if ((round + i) % 4 == 1) sessions[i].server.async_send(list, sent[i].handler());
                if ((round + i) % 4 == 2) sessions[i].server.async_rekey(sent[i].handler());
                if ((round + i) % 4 == 3) sessions[i].server.async_send(small, sent[i].handler());
            }
            run(io);
            for (const auto& one : sent) REQUIRE((one.done && !one.error));
        }
        std::vector<outcome> closed(count);
        for (std::size_t i = 0; i < count; ++i) sessions[i].server.async_close(closed[i].handler());
        run(io);
        streams.emplace_back();
        for (auto& reader : readers) streams.back().push_back(reader.get());
    }
    CHECK(streams[0][0].size() > 200000);
    CHECK(streams[0] == streams[1]);
}

TEST_CASE("large messages of many connections take turns, also where their peers read late") {
    constexpr std::size_t count = 6;
    asio::io_context io;
    auto sessions = establish(io, count, true);
    const auto large = pattern(9 << 20);
    std::vector<outcome> sent(count);
    for (std::size_t i = 0; i < count; ++i) {
        sessions[i].server.socket().set_option(asio::socket_base::send_buffer_size(65536));
        sessions[i].server.async_send(large, sent[i].handler());
    }
    background running(io);
    for (auto& session : sessions) {
        CHECK(read_whole(session) == large);
    }
}

TEST_CASE("a failure in a gathering is its own connection's") {
    asio::io_context io;
    auto sessions = establish(io, 5, true);
    std::vector<outcome> received(5);
    auto altered = sessions[2].frame(hc::as_octets("altered"));
    altered.back() ^= std::byte{1};
    for (std::size_t i = 0; i < 5; ++i) {
        if (i == 2) sessions[i].wire.write(altered);
        if (i == 4) sessions[i].wire.end();
        if (i != 2 && i != 4) sessions[i].wire.write(sessions[i].frame(hc::as_octets("good")));
    }
    for (std::size_t i = 0; i < 5; ++i) sessions[i].server.async_receive(received[i].handler());
    run(io);
    for (const std::size_t i : {0U, 1U, 3U}) CHECK(received[i].received == to_bytes("good"));
    CHECK(received[2].error == hc::errc::authentication_failed);
    CHECK(received[4].error == hc::errc::truncated);
    for (std::size_t i = 0; i < 5; ++i) CHECK(bool(sessions[i].server.failure()) == (i == 2 || i == 4));
}

TEST_CASE("what has enlisted to send may be cancelled, destroyed or dropped before it is sealed") {
    asio::io_context io;
    auto sessions = establish(io, 4, true);
    asio::cancellation_signal signal;
    std::vector<outcome> sent(4);
    for (std::size_t i = 0; i < 4; ++i) {
        sessions[i].server.async_send(
            hc::as_octets("first"),
            asio::bind_cancellation_slot(i == 1 ? signal.slot() : asio::cancellation_slot(), sent[i].handler()));
    }
    enlist(io, 4);
    CHECK(counted::seen.sealed == 0);
    for (const auto& one : sent) REQUIRE_FALSE(one.done);
    signal.emit(asio::cancellation_type::total);
    { const auto gone = std::move(sessions[2].server); }
    CHECK(sessions[0].wire.socket().available() == 0);
    run(io);
    CHECK(counted::seen.largest_sealed == 2);
    CHECK_FALSE(sent[0].error);
    CHECK(sent[1].error == asio::error::operation_aborted);
    CHECK(sent[2].error == asio::error::operation_aborted);
    CHECK(sessions[0].read_message() == to_bytes("first"));
    CHECK(sessions[3].read_message() == to_bytes("first"));
    CHECK(sessions[2].wire.read_to_end().empty());

    outcome next;  // what was taken back left no trace
    sessions[1].server.async_send(hc::as_octets("second"), next.handler());
    run(io);
    CHECK_FALSE(next.error);
    CHECK(sessions[1].read_message() == to_bytes("second"));
}

TEST_CASE("what was sealed for another operation's sake cannot be taken back") {
    asio::io_context io;
    auto sessions = establish(io, 2, true);
    const auto large = pattern(1000000);
    sessions[1].server.socket().set_option(asio::socket_base::send_buffer_size(65536));
    asio::cancellation_signal signal;
    outcome first, second;
    sessions[0].server.async_send(hc::as_octets("first"), first.handler());
    sessions[1].server.async_send(large, asio::bind_cancellation_slot(signal.slot(), second.handler()));
    enlist(io, 3);  // the first of both has sealed for both, and written what the sockets took
    REQUIRE((first.done && !second.done));
    signal.emit(asio::cancellation_type::total);
    background running(io);
    CHECK(read_whole(sessions[1]) == large);
}

TEST_CASE("what has enlisted to receive may be cancelled, destroyed or dropped before it is read") {
    asio::io_context io;
    auto sessions = establish(io, 4, true);
    write_to_all(sessions);
    asio::cancellation_signal signal;
    std::vector<outcome> received(4);
    for (std::size_t i = 0; i < 4; ++i) {
        sessions[i].server.async_receive(
            asio::bind_cancellation_slot(i == 1 ? signal.slot() : asio::cancellation_slot(), received[i].handler()));
    }
    enlist(io, 4);
    signal.emit(asio::cancellation_type::partial);
    { const auto gone = std::move(sessions[2].server); }
    run(io);
    CHECK(received[0].received == pattern(0));
    CHECK(received[1].error == asio::error::operation_aborted);
    CHECK(received[2].error == asio::error::operation_aborted);
    CHECK(received[3].received == pattern(3));
    outcome again;
    sessions[1].server.async_receive(again.handler());
    run(io);
    CHECK(again.received == pattern(1));
}

TEST_CASE("a gathering outlives neither its context nor its connections") {
    std::vector<outcome> ended(3);
    auto io = std::make_unique<asio::io_context>();
    auto sessions = establish(*io, 3, true);
    write_to_all(sessions);
    for (std::size_t i = 0; i < 3; ++i) {
        sessions[i].server.async_receive(ended[i].handler());
        sessions[i].server.async_send(hc::as_octets("never"), [](std::error_code) {});
    }
    enlist(*io, 3);
    sessions.clear();
    io.reset();  // with operations that have enlisted and never run
    for (const auto& one : ended) CHECK_FALSE(one.done);
}

TEST_CASE("sessions of a gathering talk, whatever they do in what order") {
    constexpr std::size_t count = 20;
    asio::io_context io;
    const gathering together;
    struct talker {
        talker(counted::connection own, std::size_t number) : session(std::move(own)), sent(pattern(number * 37)) {}

        counted::connection session;
        bytes sent;
        std::size_t left = 30;
        bool good = true;

        void send() {
            session.async_send(sent, [this](std::error_code error) { good = good && !error; });
        }
        void receive() {
            session.async_receive([this](std::error_code error, std::optional<bytes> message) {
                good = good && !error && message == sent;
                if (!good || --left == 0) return;
                sent.push_back(std::byte{1});
                send();
                receive();
            });
        }
    };
    struct echo {
        explicit echo(counted::connection own) : session(std::move(own)) {}

        counted::connection session;
        bytes heard;

        void go() {
            session.async_receive([this](std::error_code error, std::optional<bytes> message) {
                if (error || !message) return;
                heard = *std::move(message);
                session.async_send(heard, [this](std::error_code failed) {
                    if (!failed) go();
                });
            });
        }
    };
    std::vector<std::unique_ptr<talker>> talkers;
    std::vector<std::unique_ptr<echo>> echoes;
    for (std::size_t i = 0; i < count; ++i) {
        auto ends = connect(io);
        counted::connection server(std::move(ends.server), {}, together), client(std::move(ends.client), {}, together);
        auto served = std::async(std::launch::async,
                                 [&] { server.handshake(hc::no_identity(), hc::fresh_keys<counted::suite>()); });
        client.handshake(hc::trust::anyone(), {});
        served.get();
        talkers.push_back(std::make_unique<talker>(std::move(client), i));
        echoes.push_back(std::make_unique<echo>(std::move(server)));
        echoes.back()->go();
        talkers.back()->send();
        talkers.back()->receive();
    }
    const auto end = std::chrono::steady_clock::now() + 20s;
    const auto busy = [&] {
        return std::ranges::any_of(talkers, [](const auto& one) { return one->good && one->left > 0; });
    };
    while (busy() && std::chrono::steady_clock::now() < end) io.run_one_for(10ms);
    for (const auto& one : talkers) CHECK((one->good && one->left == 0));
}
