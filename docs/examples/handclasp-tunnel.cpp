// Carries TCP connections through handclasp: one program at either end, and between them octets that nobody can read or
// change.
//
//     handclasp-tunnel --server --listen 192.0.2.1:4000 --connect 127.0.0.1:80 --identity server.identity
//     handclasp-tunnel --client --listen 127.0.0.1:8080 --connect 192.0.2.1:4000 --pin FINGERPRINT
//
// Each connection has a session and two threads, one for each direction. The end of a stream is passed on in its
// direction as an authenticated close; where a stream ends in any other way, both ends see a reset. A slow reader keeps
// the writer waiting, and what is between them is bounded. SIGHUP reads the files again: what is open goes on, and new
// connections begin with what the files say then.

#include "shared/command_line.hpp"
#include "shared/key_source.hpp"
#include "shared/line_log.hpp"
#include "shared/listening.hpp"
#include "shared/server_files.hpp"
#include "shared/standard_streams.hpp"
#include "shared/trust_options.hpp"
#include "tunnel/directions.hpp"
#include "tunnel/handshake.hpp"
#include "tunnel/link.hpp"
#include "tunnel/options.hpp"
#include "tunnel/places.hpp"
#include "tunnel/reload.hpp"

#include <handclasp/handclasp.hpp>
#if defined(HANDCLASP_WITH_IPSEC_MB) && HANDCLASP_WITH_IPSEC_MB
#include <handclasp/ipsec_mb.hpp>
#endif

#include <thread>

namespace {

namespace hc = handclasp;
using tunnel::link;
using tunnel::settings;
using tunnel::stream;
using tunnel::tcp;

line_log& errors() {
    static line_log log(STDERR_FILENO);
    return log;
}

void report(std::string_view what) noexcept {
    errors().say("handclasp-tunnel", what);
}

void report_end(const link& over) noexcept {
    try {
        if (const auto why = over.failure.first()) report(over.from + " to " + over.chosen.connect + ": " + *why);
    } catch (const std::exception& error) {
        report(error.what());  // for want of memory
    }
}

// Both directions, until each has ended or one has failed. has_credential: whether this is a client that has one.
template <hc::protocol_suite Suite>
void carry(stream& secure, stream& plain, hc::channel<Suite> channel, tunnel::downfall& failure, bool has_credential) {
    secure.reset_unless_finished();
    auto halves = std::move(channel).split();
    std::thread sealing(
        [&] { guard(failure, [&] { tunnel::seal_all<Suite>(plain, secure, std::move(halves.sender)); }); });
    guard(failure, [&] { tunnel::opening<Suite>(secure, plain, std::move(halves.receiver), has_credential).run(); });
    sealing.join();
    if (failure.happened()) return;
    secure.finish();
    plain.finish();
}

template <hc::protocol_suite Suite>
void serve(link& client, newcomers& others, const server_files::current& own, key_source<Suite>& keys) {
    const auto context = hc::as_octets(client.chosen.context);
    const auto identity = own.identity(0);
    const auto clients = own.clients();
    auto session = clients ? tunnel::as_server<Suite>(client.accepted, *identity, keys, *clients, context, client.until)
                           : tunnel::as_server<Suite>(client.accepted, *identity, keys, context, client.until);
    if (clients) report("client " + client.from + " is " + clients->name_of(session.identity));
    client.place.settle(client.accepted, client.until);
    client.until = client.deadline_from_now();
    stream plain(tunnel::making_room(others, [&] { return connect(client); }), "plain side", client.failure);
    plain.reset_unless_finished();
    plain.write(session.first_message);
    carry(client.accepted, plain, std::move(session.channel), client.failure, false);
}

// What says whom to trust is read anew for each connection.
trust_options::server_trust trust_of(const settings& chosen) {
    auto without_questions = chosen.trust;
    if (without_questions.unknown == "ask") without_questions.unknown = "refuse";  // there is nobody to answer
    return trust_options::server_trust(without_questions, command_line::split(chosen.connect));
}

template <hc::protocol_suite Suite>
void forward(link& application, const server_files::current& own) {
    const auto trust = trust_of(application.chosen);
    stream secure(connect(application), "channel", application.failure);
    auto channel = tunnel::as_client<Suite>(secure, trust, *own.identity(0), hc::as_octets(application.chosen.context),
                                            application.until);
    carry(secure, application.accepted, std::move(channel), application.failure, application.chosen.identity.chosen());
}

// Gives each connection that comes a thread, which hands it to tunnel_through. It does not return.
template <class Tunnel>
int listen(const settings& chosen, const std::string& fingerprint, const Tunnel& tunnel_through) {
    asio::io_context io;
    tcp::acceptor acceptor = listening::acceptor_at(io, chosen.listen);
    std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
    if (!fingerprint.empty()) std::cout << "fingerprint " << fingerprint << std::endl;

    tunnel::places places(chosen.connections);
    for (;; std::this_thread::sleep_for(listening::pause)) {
        try {
            for (;;) {
                places.wait_for_one();
                auto socket = tunnel::making_room(places.entrance(), [&] { return acceptor.accept(); });
                auto accepted = tunnel::make_link(std::move(socket), chosen, places);
                std::thread([&tunnel_through, &places, connection = std::move(accepted)] {
                    guard(connection->failure, [&] { tunnel_through(*connection, places.entrance()); });
                    report_end(*connection);
                }).detach();
            }
        } catch (const std::exception& error) {
            report(error.what());  // too many open files, or no memory, perhaps: that passes
        }
    }
}

template <hc::protocol_suite Suite>
int run(const settings& chosen) {
    server_files::current own(server_files::of_one(chosen.identity, chosen.clients));
    tunnel::read_again_on_hangup(own, report);
    if (chosen.client) {
        static_cast<void>(trust_of(chosen));  // what is wrong with its files should be known now
        if (const auto remark = trust_options::remark(chosen.trust); !remark.empty()) report(remark);
        return listen(chosen, {}, [&](link& from, newcomers&) { forward<Suite>(from, own); });
    }
    const auto fingerprint = own.fingerprint_text(0);
    if (fingerprint.empty()) report("no identity: clients can only use --trust anyone");
    own.warn(report);
    key_source<Suite> keys(chosen.key_pool);
    return listen(chosen, fingerprint, [&](link& from, newcomers& others) { serve<Suite>(from, others, own, keys); });
}

// The same suite on one of two backends, which differ in speed and not on the wire.
template <hc::protocol_suite Fast, hc::protocol_suite Elsewhere>
int run_fastest(const settings& chosen) {
    if constexpr (!std::is_same_v<Fast, Elsewhere>) {
        const auto engine = hc::batch<Fast>::make();
        if (!engine && engine.error() == hc::errc::unsupported_processor) {
            report(hc::make_error_code(engine.error()).message() + ": going on with Crypto++");
            return run<Elsewhere>(chosen);
        }
    }
    return run<Fast>(chosen);
}

#if defined(HANDCLASP_WITH_IPSEC_MB) && HANDCLASP_WITH_IPSEC_MB
namespace fast = hc::ipsec_mb;
#else
namespace fast = hc;
#endif

// Another suite is another line.
struct {
    std::string_view name;
    int (*run)(const settings&);
} constexpr suites[] = {
    {"standard", run_fastest<fast::standard, hc::standard>},
    {"standard_256", run_fastest<fast::standard_256, hc::standard_256>},
    {"encrypt_then_mac", run_fastest<fast::encrypt_then_mac, hc::encrypt_then_mac>},
    {"gcm", run_fastest<fast::gcm, hc::gcm>},
    {"chacha", run<hc::chacha>},
    {"modern", run_fastest<fast::modern, hc::modern>},
};

}  // namespace

int main(int count, char** arguments) {
    standard_streams::occupy();
    settings chosen;
    CLI::App app("Carries TCP connections through handclasp.", "handclasp-tunnel");
    tunnel::add_options(app, chosen, suites);
    try {
        app.parse(count, arguments);
        tunnel::check(chosen);
        listening::prepare();
        static_cast<void>(errors());  // while there are descriptors
        return command_line::run(suites, chosen.suite, chosen);
    } catch (const CLI::ParseError& wrong) {
        return command_line::refuse(app, wrong, tunnel::usage);
    } catch (const std::exception& error) {
        report(error.what());
        return 1;
    }
}
