#pragma once

#include <handclasp/testing/conform/suite_use.hpp>

// What holds of a suite's handshakes, each with fresh keys.
namespace handclasp::conform {

template <protocol_suite S>
void check_handshake(examination& of) {
    check_name(of, S::name);
    of.check("name in the handshake", "A request says what S::name is; a server refuses any other", [](problems& seen) {
        auto awaited = must(client<S>::request(trust::anyone()), "request()");
        bytes request = copy_of(awaited.request());
        const auto said = layout::parse_request(request);
        if (!said || said->suite_name != std::string_view(S::name)) return seen.add("a request says another name");
        const auto at = static_cast<std::size_t>(said->suite_name.data() - as_text(request).data());
        for (std::size_t i = 0; i < said->suite_name.size(); ++i) {
            bytes other = request;
            other[at + i] = other[at + i] == std::byte{'x'} ? std::byte{'y'} : std::byte{'x'};
            const auto answer = server<S>::answer(other, no_identity(), fresh_keys<S>());
            if (answer || answer.error() != errc::wrong_suite) seen.add("a request for another suite is answered");
        }
    });
    of.check("handshake", "client and server come to the same keys, and the first message arrives", [](problems& seen) {
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{S::limits::frame_limit}}) {
            const bytes first = pattern(size);
            auto run = shake_hands<S>(first);
            if (run.message != first) seen.add("a first message of ", size, " octets arrives as another");
            const bytes reply = pattern(20, 2), question = pattern(20, 3);
            if (conform::opened(run.client.channel, conform::sealed(run.server.channel, reply)) != reply)
                seen.add("a reply is another");
            if (conform::opened(run.server.channel, conform::sealed(run.client.channel, question)) != question) {
                seen.add("the client's second message arrives as another");
            }
            if (!run.client.channel.confirmed()) seen.add("the client is not confirmed by a reply");
        }
    });
    of.check("sizes of the handshake", "The constants of the layout are the sizes on the wire", [](problems& seen) {
        for (const std::size_t size : {std::size_t{0}, std::size_t{15}, std::size_t{16}}) {
            if (size > S::limits::frame_limit) continue;
            const auto run = shake_hands<S>(pattern(size));
            if (run.request.size() != S::request::size) seen.add("request::size is not that of a request");
            if (run.hello.size() != S::hello::size(0, 0)) seen.add("hello::size is not that of a hello");
            if (run.initial.size() != S::initial::size(size)) seen.add("initial::size is not that of an initial unit");
        }
    });
    of.check("altered initial units", "Nobody may change what brings the keys", [](problems& seen) {
        constexpr std::size_t places = 6;
        const bytes message = pattern(std::min<std::size_t>(10, S::limits::frame_limit));
        const std::size_t size = S::initial::size(message.size());
        for (std::size_t place = 0; place < places; ++place) {
            const std::size_t at =
                layout::unit_header::size + place * (size - 1 - layout::unit_header::size) / (places - 1);
            const auto run = shake_hands<S>(message, [at](mutable_octets unit) { flip(unit, 8 * at + 1); });
            if (run) seen.add("an initial unit with octet ", at, " changed is accepted");
            if (!run && run.error() != errc::authentication_failed) {
                seen.add("an initial unit with octet ", at, " changed is \"", make_error_code(run.error()).message(),
                         "\"");
            }
        }
    });
    of.check("sessions differ", "Each session has keys of its own", [](problems& seen) {
        auto first = shake_hands<S>({}), second = shake_hands<S>({});
        const bytes message = pattern(40);
        if (conform::sealed(first.client.channel, message) == conform::sealed(second.client.channel, message)) {
            seen.add("two sessions seal a message alike");
        }
        auto stray = conform::sealed(first.client.channel, message);
        if (second.server.channel.open(stray)) seen.add("a frame of one session is opened in another");
    });
    of.check("exporter", "Both ends of a session, and nobody else, derive the same", [](problems& seen) {
        const auto first = shake_hands<S>({}), second = shake_hands<S>({});
        const auto derived = [](const auto& exporter, std::string_view label) {
            bytes out(48);
            must(exporter.derive(label, as_octets("info"), out), "derive()");
            return out;
        };
        const bytes mine = derived(first.client.exporter, "conform one");
        if (mine != derived(first.server.exporter, "conform one"))
            seen.add("the ends of a session derive different secrets");
        if (mine == derived(first.client.exporter, "conform two")) seen.add("two labels give the same secret");
        if (mine == derived(second.client.exporter, "conform one")) seen.add("two sessions give the same secret");
    });
}

}  // namespace handclasp::conform
