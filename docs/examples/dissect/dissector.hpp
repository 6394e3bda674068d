#pragma once

#include "dissect/capture_file.hpp"
#include "dissect/dissection_page.hpp"
#include "dissect/proof_text.hpp"
#include "dissect/unit_order.hpp"
#include "shared/unit_text.hpp"

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
        : given_(std::move(given)), page_(out, given_.whole), transcript_(handclasp::as_octets(given_.context)) {
        page_.line("suite " + std::string(Suite::name) + "\n");
    }

    // The next octets of a direction: in the order of their arrival, as far as that is known.
    void take(side from, handclasp::octets piece) {
        direction& way = from == side::client ? client_ : server_;
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
        if (client_.order.is_at_start() && client_.pending.empty()) fault(client_, "there are no octets at all");
        for (const direction* const way : {&client_, &server_}) {
            if (way->order.is_lost()) continue;
            if (!way->pending.empty())
                fault(*way, "the stream ends inside a unit: " + what_is_there(way->pending));
            else if (!way->order.has_ended())
                page_.line(std::string(way->name) + " direction: no close up to its end");
        }
        return page_.finish();
    }

private:
    using octets = handclasp::octets;
    using header = handclasp::layout::unit_header;
    using unit_type = handclasp::unit_type;
    using initial = typename Suite::initial;
    using opener = handclasp::record::opener<Suite>;
    using hash = typename Suite::primitives::hash;
    using demand = typename unit_order<Suite>::demand;

    struct direction {
        std::string_view name;
        unit_order<Suite> order;
        std::size_t offset = 0;  // in the stream, of what is pending
        capture_file::bytes pending{};
        std::uint64_t frames = 0;
        std::optional<opener> keys{};  // until the receiver has them: of a client, until its credential is there
        std::optional<handclasp::receiver<Suite>> receiver{};
    };

    // The size of the unit that is there as a whole, or 0.
    [[nodiscard]] std::size_t next_size(direction& way, octets there) {
        if (way.order.is_lost() || there.empty()) return 0;
        if (way.order.has_ended()) return lose(way, there, "octets follow the end of this direction"), 0;
        if (there.size() < header::size) return 0;
        const auto admitted = way.order.limits_of(header::type_of(there));
        if (!admitted) return lose(way, there, "this is no unit of handclasp that can stand here"), 0;
        const auto size = handclasp::layout::admitted_size(there, *admitted);
        if (!size) return lose(way, there, "a unit of this type cannot have such a length"), 0;
        return *size <= there.size() ? *size : 0;
    }

    void lose(direction& way, octets there, std::string_view why) {
        fault(way,
              std::string(why) + ": " + handclasp::text::to_hex(there.first(std::min(there.size(), header::size))));
        way.order.lose();
    }

    void fault(const direction& way, const std::string& what) { page_.fault(way.name, way.offset, what); }
    void fault(const direction& way, handclasp::errc what) { fault(way, message_of(what)); }

    void show(direction& way, octets unit) {
        const auto type = header::type_of(unit);
        const bool frame = !way.order.is_at_start();
        page_.head(way.name, way.offset, unit_text<Suite>::name(unit),
                   frame ? std::optional(way.frames) : std::nullopt);
        for (const unit_field& field : unit_text<Suite>::fields(unit)) page_.field(field, unit);
        way.order.take(type, demanded_);
        switch (type) {
            case unit_type::request: take_request(way, unit); break;
            case unit_type::hello: take_hello(way, unit); break;
            case unit_type::refused: take_refused(way, unit); break;
            case unit_type::initial: take_initial(way, unit); break;
            case unit_type::credential: take_credential(way, unit); break;
            default: take_frame(way, unit);
        }
        if (frame) ++way.frames;
        page_.line("");
    }

    void take_request(direction& way, octets unit) {
        const auto said = handclasp::layout::parse_request(unit);
        if (!said)
            fault(way, said.error());
        else if (said->suite_name != Suite::name)
            fault(way, "the suite is " + std::string(said->suite_name));
        transcript_.add(unit);
        request_.assign(unit.begin(), unit.end());
    }

    void take_hello(direction& way, octets unit) {
        const auto said = Suite::hello::parse(unit);
        if (!said) return fault(way, said.error());
        // Anyone who has seen the request can check the signature.
        if (!request_.empty())
            note_proof(way, said->proof, handclasp::handshake::hello_message::make<hash>(request_, said->signed_part));
        demanded_ = said->flags == Suite::hello::credential_demanded ? demand::credential : demand::none;
        if (demanded_ == demand::credential) page_.note("the server demands a credential", "");
        transcript_.add(unit);
    }

    void note_proof(const direction& way, const handclasp::layout::proof& proof, octets message) {
        if (const auto held = proof_text<Suite>::note(page_, proof, message); !held) fault(way, held.error());
    }

    void take_refused(direction& way, octets unit) {
        client_.order.end();
        const auto said = handclasp::layout::parse_refused(unit);
        if (!said) return fault(way, said.error());
        page_.note("the server takes  ", std::string(said->suite_name));
    }

    void take_initial(direction& way, octets unit) {
        transcript_.add(initial::encapsulation.of(unit));
        transcript_hash_ = std::move(transcript_).finish();
        if (demanded_ != demand::unknown) page_.note("transcript hash  ", handclasp::text::to_hex(transcript_hash_));
        if (!given_.key_log || !derive_keys(way)) return;
        capture_file::bytes copy(unit.begin(), unit.end());
        const auto body = handclasp::mutable_octets(copy).subspan(initial::body_offset);
        const auto message = way.keys->open_body(unit.first(header::size), body);
        if (!message) return not_opened(way, message.error());
        opened("message", *message);
        if (demanded_ == demand::none) start_receiving(way);
    }

    // Gives both directions their keys, where the key log has the session.
    [[nodiscard]] bool derive_keys(const direction& way) {
        if (demanded_ == demand::unknown)
            return fault(way, "without the server's hello nothing can be decrypted"), false;
        using session = capture_file::session_secrets;
        const auto known = std::ranges::find(*given_.key_log, transcript_hash_, &session::transcript);
        if (known == given_.key_log->end()) {
            fault(way, "the key log has no line for this session: is it another session's, or is there a --context?");
            return false;
        }
        if (known->secrets.size() != Suite::secrets_size) {
            fault(way,
                  "the key log's secrets have " + std::to_string(known->secrets.size()) +
                      " octets, and this suite's have " + std::to_string(Suite::secrets_size));
            return false;
        }
        auto keys =
            Suite::key_schedule::template derive<typename Suite::key_derivation>(transcript_hash_, known->secrets);
        client_.keys.emplace(opener::make(std::move(keys.value().client)).value());
        server_.keys.emplace(opener::make(std::move(keys.value().server)).value());
        start_receiving(server_);
        return true;
    }

    static void start_receiving(direction& way) {
        way.receiver.emplace(*std::move(way.keys));
        way.keys.reset();
    }

    void take_credential(direction& way, octets unit) {
        if (!way.keys) return;
        capture_file::bytes copy(unit.begin(), unit.end());
        const auto body = handclasp::mutable_octets(copy).subspan(header::size);
        const auto message = way.keys->open_body(unit.first(header::size), body);
        if (!message) return not_opened(way, message.error());
        const auto proof = handclasp::handshake::credential<Suite>::format::parse(*message);
        if (!proof || proof->kind == handclasp::proof_kind::none) return not_opened(way, handclasp::errc::malformed);
        page_.note("opened  ",
                   "credential of " + std::to_string(message->size()) + ": " + proof_text<Suite>::summary(*proof));
        const auto signed_part = message->first(handclasp::layout::proof::signed_size(proof->identity.size()));
        note_proof(way, *proof, handclasp::handshake::credential_message::make<hash>(transcript_hash_, signed_part));
        start_receiving(way);
    }

    void take_frame(direction& way, octets unit) {
        if (!way.receiver) return;
        capture_file::bytes copy(unit.begin(), unit.end());
        const auto event = way.receiver->open(copy);
        if (!event) return not_opened(way, event.error());
        switch (event->kind) {
            case handclasp::event_kind::message: opened("message", event->data); break;
            case handclasp::event_kind::fragment: opened("fragment", event->data); break;
            case handclasp::event_kind::rekeyed:
                page_.note("opened  ", "rekey: new keys from the next frame on");
                break;
            case handclasp::event_kind::closed:
                page_.note("opened  ", "close: the direction's end is authentic");
                break;
        }
    }

    void opened(const std::string& what, octets content) {
        page_.note("opened  ", what + " of " + std::to_string(content.size()) + ": " + page_.shown(content, 32));
    }

    void not_opened(direction& way, handclasp::errc why) {
        way.keys.reset();
        way.receiver.reset();
        page_.note("not opened  ", "nor is what follows in this direction");
        fault(way, "frame " + std::to_string(way.frames) + ": " + message_of(why));
    }

    [[nodiscard]] static std::string message_of(handclasp::errc failure) { return make_error_code(failure).message(); }

    [[nodiscard]] static std::string what_is_there(octets pending) {
        const std::size_t whole =
            pending.size() < header::size ? header::size : header::size + header::length_of(pending);
        return std::to_string(pending.size()) + " octets of " + std::to_string(whole);
    }

    dissection given_;
    dissection_page page_;
    handclasp::handshake::transcript<hash> transcript_;
    std::array<std::byte, hash::size> transcript_hash_{};
    direction client_{"client", unit_order<Suite>(side::client)}, server_{"server", unit_order<Suite>(side::server)};
    capture_file::bytes request_;
    demand demanded_ = demand::unknown;
};
