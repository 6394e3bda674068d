#pragma once

#include "capture_file.hpp"
#include "unit_text.hpp"

#include <iomanip>
#include <iostream>

// What a dissector is told besides the octets.
struct dissection {
    std::optional<std::vector<capture_file::session_secrets>> key_log;  // none: nothing is decrypted
    std::string context;                                                // has to be the session's
    bool whole = false;                                                 // octets are not abbreviated
};

// Prints a session's units as they complete, from the octets of its two directions; and where it has the secrets, what
// is in them. A fault is told on standard error. It ends the direction in which no unit can be found any more, but a
// frame that does not open only ends the opening.
template <handclasp::protocol_suite Suite>
class dissector {
public:
    using side = capture_file::side;

    dissector(dissection given, std::ostream& out)
        : given_(std::move(given)), transcript_(handclasp::as_octets(given_.context)), out_(out) {
        out_ << "suite " << Suite::name << "\n\n";
    }

    // The next octets of a direction: in the order of their arrival, as far as that is known.
    void take(side from, handclasp::octets piece) {
        direction& way = of(from);
        way.pending.insert(way.pending.end(), piece.begin(), piece.end());
        std::size_t used = 0;
        while (const std::size_t size = next_size(way, handclasp::octets(way.pending).subspan(used))) {
            show(way, handclasp::octets(way.pending).subspan(used, size));
            used += size;
            way.offset += size;
        }
        way.pending.erase(way.pending.begin(), way.pending.begin() + static_cast<std::ptrdiff_t>(used));
    }

    // To be called after the last octets. Whether there was no fault.
    [[nodiscard]] bool finish() {
        if (client_.awaits == stage::hand && client_.pending.empty()) fault(client_, "there are no octets at all");
        for (const direction* const way : {&client_, &server_}) {
            if (way->awaits == stage::lost) continue;
            if (!way->pending.empty())
                fault(*way, "the stream ends inside a unit: " + what_is_there(way->pending));
            else if (way->awaits != stage::nothing)
                out_ << way->name << " direction: no close up to its end\n";
        }
        out_ << std::flush;
        return good_;
    }

private:
    using octets = handclasp::octets;
    using header = handclasp::layout::unit_header;
    using unit_type = handclasp::unit_type;
    using limits = handclasp::layout::length_limits;
    using initial = typename Suite::initial;
    using opener = handclasp::record::opener<Suite>;

    // What may come in a direction; nothing after a close or a refusal, and lost after octets that are no unit.
    enum class stage { hand, keys, frame, rest_of_message, nothing, lost };

    struct direction {
        std::string_view name;
        stage awaits = stage::hand;
        std::size_t offset = 0;  // in the stream, of what is pending
        capture_file::bytes pending{};
        std::uint64_t frames = 0;
        std::optional<handclasp::receiver<Suite>> receiver{};
    };

    [[nodiscard]] direction& of(side from) noexcept { return from == side::client ? client_ : server_; }
    [[nodiscard]] bool is_client(const direction& way) const noexcept { return &way == &client_; }

    // The lengths of a unit that may come now (docs/protocol.md, sections 3.3 and 7.2).
    [[nodiscard]] std::optional<limits> limits_of(const direction& way, unit_type type) const noexcept {
        using frame = typename Suite::message_frame;
        constexpr limits empty{frame::body_size(0), frame::body_size(0)};
        constexpr limits any{frame::body_size(0), frame::body_size(Suite::limits::frame_limit)};
        constexpr limits filled{frame::body_size(1), any.most};
        switch (way.awaits) {
            case stage::hand:
                if (is_client(way) && type == unit_type::request) return handclasp::layout::request_limits;
                if (is_client(way)) return std::nullopt;
                if (type == unit_type::hello) return Suite::hello::limits;
                if (type == unit_type::refused) return handclasp::layout::refused_limits;
                return std::nullopt;
            case stage::keys:
                if (type == unit_type::initial) return initial::limits;
                return std::nullopt;
            case stage::frame:
                if (type == unit_type::close) return empty;
                [[fallthrough]];
            case stage::rest_of_message:
                if (type == unit_type::message) return any;
                if (type == unit_type::fragment) return filled;
                if (type == unit_type::rekey) return empty;
                return std::nullopt;
            default: return std::nullopt;
        }
    }

    // The size of the unit that is there as a whole, or 0.
    [[nodiscard]] std::size_t next_size(direction& way, octets there) {
        if (way.awaits == stage::lost || there.empty()) return 0;
        if (way.awaits == stage::nothing) return lose(way, there, "octets follow the end of this direction"), 0;
        if (there.size() < header::size) return 0;
        const auto admitted = limits_of(way, header::type_of(there));
        if (!admitted) return lose(way, there, "this is no unit of handclasp that can stand here"), 0;
        const auto size = handclasp::layout::admitted_size(there, *admitted);
        if (!size) return lose(way, there, "a unit of this type cannot have such a length"), 0;
        return *size <= there.size() ? *size : 0;
    }

    void lose(direction& way, octets there, std::string_view why) {
        fault(way,
              std::string(why) + ": " + handclasp::text::to_hex(there.first(std::min(there.size(), header::size))));
        way.awaits = stage::lost;
    }

    void fault(const direction& way, const std::string& what) {
        out_ << std::flush;
        std::cerr << "handclasp-dissect: " << way.name << " direction, offset " << way.offset << ": " << what << "\n";
        good_ = false;
    }

    void show(direction& way, octets unit) {
        const auto type = header::type_of(unit);
        const bool frame = way.awaits != stage::hand;
        out_ << std::left << std::setw(6) << way.name << " @" << std::setw(8) << way.offset
             << unit_text<Suite>::name(unit);
        if (frame) out_ << "  frame " << way.frames;
        out_ << "\n" << std::right;
        for (const unit_field& field : unit_text<Suite>::fields(unit)) show(field, unit);
        switch (type) {
            case unit_type::request: take_request(way, unit); break;
            case unit_type::hello: take_hello(way, unit); break;
            case unit_type::refused: take_refused(way, unit); break;
            case unit_type::initial: take_initial(way, unit); break;
            default: take_frame(way, type, unit);
        }
        if (frame) ++way.frames;
        out_ << "\n";
    }

    void show(const unit_field& field, octets unit) {
        using secrecy = unit_field::secrecy;
        const octets content = field.place.of(unit);
        const auto* const how = field.how == secrecy::clear ? "clear"
            : field.how == secrecy::cipher                  ? "encrypted"
                                                            : "under RSA";
        out_ << std::setw(16) << field.place.offset << std::setw(7) << field.place.size << "  " << std::left
             << std::setw(11) << how << std::setw(18) << field.name << std::right;
        if (field.how != secrecy::clear)
            out_ << "-";
        else if (content.size() <= 2)
            out_ << handclasp::load_big_endian<unsigned>(content);
        else
            out_ << shown(content, 16);
        out_ << "\n";
    }

    // As text where all of it is printable ASCII, and in hexadecimal digits elsewhere.
    [[nodiscard]] std::string shown(octets content, std::size_t most_in_hex) const {
        const bool text =
            std::ranges::all_of(handclasp::as_text(content), [](char c) { return c >= 0x20 && c < 0x7f; });
        const std::size_t most = given_.whole ? content.size() : text ? 80 : most_in_hex;
        const octets part = content.first(std::min(content.size(), most));
        const auto written = text ? '"' + std::string(handclasp::as_text(part)) + '"' : handclasp::text::to_hex(part);
        return written + (part.size() < content.size() ? " ..." : "");
    }

    void note(std::string_view name, const std::string& text) { out_ << "                  " << name << text << "\n"; }

    void take_request(direction& way, octets unit) {
        way.awaits = stage::keys;
        const auto said = handclasp::layout::parse_request(unit);
        if (!said)
            fault(way, message_of(said.error()));
        else if (said->suite_name != Suite::name)
            fault(way, "the suite is " + std::string(said->suite_name));
        transcript_.add(unit);
        request_.assign(unit.begin(), unit.end());
    }

    void take_hello(direction& way, octets unit) {
        way.awaits = stage::frame;
        const auto said = Suite::hello::parse(unit);
        if (!said) return fault(way, message_of(said.error()));
        check_proof(way, *said);
        transcript_.add(unit);
        has_hello_ = true;
    }

    // Anyone who has seen the request can check the signature; whom to trust is for a client to say.
    void check_proof(const direction& way, const typename Suite::hello::parsed& said) {
        if (request_.empty()) return;
        const auto message = handclasp::handshake::hello_message::make<hash>(request_, said.signed_part);
        const auto peer = handclasp::handshake::verify<typename Suite::primitives>(said.proof, message);
        if (!peer) return fault(way, message_of(peer.error()));
        const bool proved = peer->kind != handclasp::proof_kind::none;
        note("proof  ", proved ? "verifies, fingerprint " + peer->name.text() : "none");
    }

    void take_refused(direction& way, octets unit) {
        way.awaits = client_.awaits = stage::nothing;
        const auto said = handclasp::layout::parse_refused(unit);
        if (!said) return fault(way, message_of(said.error()));
        note("the server takes  ", std::string(said->suite_name));
    }

    void take_initial(direction& way, octets unit) {
        way.awaits = stage::frame;
        transcript_.add(initial::encapsulation.of(unit));
        const auto transcript = std::move(transcript_).finish();
        if (has_hello_) note("transcript hash  ", handclasp::text::to_hex(transcript));
        if (!given_.key_log) return;
        if (!has_hello_) return fault(way, "without the server's hello nothing can be decrypted");

        const auto known = std::ranges::find(*given_.key_log, transcript, &capture_file::session_secrets::transcript);
        if (known == given_.key_log->end()) {
            return fault(way,
                         "the key log has no line for this session: is it another session's, or is there a --context?");
        }
        if (known->secrets.size() != Suite::secrets_size) {
            return fault(way,
                         "the key log's secrets have " + std::to_string(known->secrets.size()) +
                             " octets, and this suite's have " + std::to_string(Suite::secrets_size));
        }
        auto keys = Suite::key_schedule::template derive<typename Suite::key_derivation>(transcript, known->secrets);
        auto client = opener::make(std::move(keys.value().client));
        auto server = opener::make(std::move(keys.value().server));
        server_.receiver.emplace(std::move(server).value());

        capture_file::bytes copy(unit.begin(), unit.end());
        const auto body = handclasp::mutable_octets(copy).subspan(initial::body_offset);
        const auto message = client.value().open_body(unit.first(header::size), body);
        if (!message) return not_opened(way, message.error());
        opened("message", *message);
        way.receiver.emplace(std::move(client).value());
    }

    void take_frame(direction& way, unit_type type, octets unit) {
        if (type == unit_type::message) way.awaits = stage::frame;
        if (type == unit_type::fragment) way.awaits = stage::rest_of_message;
        if (type == unit_type::close) way.awaits = stage::nothing;
        if (!way.receiver) return;
        capture_file::bytes copy(unit.begin(), unit.end());
        const auto event = way.receiver->open(copy);
        if (!event) {
            way.receiver.reset();
            return not_opened(way, event.error());
        }
        switch (event->kind) {
            case handclasp::event_kind::message: opened("message", event->data); break;
            case handclasp::event_kind::fragment: opened("fragment", event->data); break;
            case handclasp::event_kind::rekeyed: note("opened  ", "rekey: new keys from the next frame on"); break;
            case handclasp::event_kind::closed: note("opened  ", "close: the direction's end is authentic"); break;
        }
    }

    void opened(const std::string& what, octets content) {
        note("opened  ", what + " of " + std::to_string(content.size()) + ": " + shown(content, 32));
    }
    void not_opened(direction& way, handclasp::errc why) {
        note("not opened  ", "nor is what follows in this direction");
        fault(way, "frame " + std::to_string(way.frames) + ": " + message_of(why));
    }

    [[nodiscard]] static std::string message_of(handclasp::errc failure) { return make_error_code(failure).message(); }

    [[nodiscard]] static std::string what_is_there(octets pending) {
        const std::size_t whole =
            pending.size() < header::size ? header::size : header::size + header::length_of(pending);
        return std::to_string(pending.size()) + " octets of " + std::to_string(whole);
    }

    using hash = typename Suite::primitives::hash;

    dissection given_;
    handclasp::handshake::transcript<hash> transcript_;
    std::ostream& out_;
    direction client_{"client"}, server_{"server"};
    capture_file::bytes request_;
    bool has_hello_ = false;
    bool good_ = true;
};
