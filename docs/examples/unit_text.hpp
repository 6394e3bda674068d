#pragma once

#include <handclasp/handclasp.hpp>

#include <string>

// What a unit is, and what it consists of, in a line of text. All of it comes from the four octets of its header and
// from the suite's constant layouts, so anyone on the wire can tell as much.
template <handclasp::protocol_suite Suite>
class unit_text {
    using frame = typename Suite::message_frame;
    using hello = typename Suite::hello;
    using initial = typename Suite::initial;
    using header = handclasp::layout::unit_header;
    using unit_type = handclasp::unit_type;

public:
    // Name and size in 13 columns: "initial   372".
    [[nodiscard]] static std::string name(handclasp::octets unit) {
        std::string text(name_of(header::type_of(unit)));
        const std::string size = std::to_string(unit.size());
        text.resize(13 - size.size(), ' ');
        return text + size;
    }

    // The parts in their order, as the protocol writes them: "header 4 | RSA(AES key, MAC key) 256 | IV 16 | ...".
    [[nodiscard]] static std::string parts(handclasp::octets unit) {
        const std::string start = part("header", header::size);
        if (unit.size() < least_size(header::type_of(unit))) return start + part(" | rest", unit.size() - header::size);
        switch (header::type_of(unit)) {
            case unit_type::request: return start + part(" | version, suite, nonce", unit.size() - header::size);
            case unit_type::refused: return start + part(" | version, suite", unit.size() - header::size);
            case unit_type::hello:
                return start + part(" | version, suite, nonce, flags", hello::public_key.offset - header::size) +
                    part(" | session key", hello::public_key.size) + part(" | proof", unit.size() - hello::fixed_size);
            case unit_type::initial:
                return start + part(" | RSA(AES key, MAC key)", initial::encapsulation.size) +
                    body(" | AES(tag, message)", unit.size() - initial::body_offset);
            case unit_type::close:
            case unit_type::rekey: return start + body(" | AES(tag, padding)", unit.size() - header::size);
            default: return start + body(" | AES(tag, message)", unit.size() - header::size);
        }
    }

private:
    [[nodiscard]] static std::string part(std::string_view what, std::size_t size) {
        return std::string(what) + ' ' + std::to_string(size);
    }
    [[nodiscard]] static std::string body(std::string_view encrypted, std::size_t size) {
        return part(" | IV", frame::iv.size) + part(encrypted, size - frame::iv.size);
    }

    // Below this a unit has no such parts.
    [[nodiscard]] static constexpr std::size_t least_size(unit_type type) noexcept {
        switch (type) {
            case unit_type::request:
            case unit_type::refused: return header::size;
            case unit_type::hello: return hello::fixed_size;
            case unit_type::initial: return initial::size(0);
            default: return frame::frame_size(0);
        }
    }

    [[nodiscard]] static constexpr std::string_view name_of(unit_type type) noexcept {
        switch (type) {
            case unit_type::message: return "message";
            case unit_type::fragment: return "fragment";
            case unit_type::close: return "close";
            case unit_type::rekey: return "rekey";
            case unit_type::credential: return "credential";
            case unit_type::request: return "request";
            case unit_type::hello: return "hello";
            case unit_type::initial: return "initial";
            case unit_type::refused: return "refused";
        }
        return "unknown";
    }
};
