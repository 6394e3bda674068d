#pragma once

#include <handclasp/handclasp.hpp>

#include <string>
#include <vector>

// A part of a unit, and who can read it.
struct unit_field {
    enum class secrecy { clear, key_transport, cipher };

    std::string_view group;  // fields that a short text takes together, by the name that it gives them
    std::string_view name;
    handclasp::layout::field place;
    secrecy how = secrecy::clear;
};

// What a unit is, and what it consists of. All of it comes from the four octets of its header and from the suite's
// constant layouts, so anyone on the wire can tell as much.
template <handclasp::protocol_suite Suite>
class unit_text {
    using frame = typename Suite::message_frame;
    using header = handclasp::layout::unit_header;
    using unit_type = handclasp::unit_type;
    using field = handclasp::layout::field;
    using secrecy = unit_field::secrecy;

public:
    // Name and size in 14 columns: "initial    372".
    [[nodiscard]] static std::string name(handclasp::octets unit) {
        std::string text(name_of(header::type_of(unit)));
        const std::string size = std::to_string(unit.size());
        text.resize(14 - size.size(), ' ');
        return text + size;
    }

    // The parts in their order, as the protocol writes them: "header 4 | RSA(AES key, MAC key) 256 | IV 16 | ...".
    [[nodiscard]] static std::string parts(handclasp::octets unit) {
        const auto all = fields(unit);
        std::string text;
        for (auto first = all.begin(); first != all.end();) {
            std::size_t size = 0;
            auto next = first;
            for (; next != all.end() && next->group == first->group; ++next) size += next->place.size;
            text += (text.empty() ? "" : " | ") + std::string(first->group) + ' ' + std::to_string(size);
            first = next;
        }
        return text;
    }

    // Every field of the unit, in their order and without a gap. Where its size is not one of its type's, all that
    // follows the header is the field "rest".
    [[nodiscard]] static std::vector<unit_field> fields(handclasp::octets unit) {
        std::vector<unit_field> found{{"header", "header", {0, header::size}}};
        switch (header::type_of(unit)) {
            case unit_type::request: add_request(found, unit); break;
            case unit_type::refused: add_refused(found, unit); break;
            case unit_type::hello: add_hello(found, unit); break;
            case unit_type::initial:
                if (unit.size() < Suite::initial::size(0)) break;
                add_encapsulation(found);
                add_body(found, Suite::initial::body_offset, content::message, unit.size());
                break;
            case unit_type::close:
            case unit_type::rekey: add_body(found, header::size, content::nothing, unit.size()); break;
            case unit_type::credential: add_body(found, header::size, content::proof, unit.size()); break;
            default: add_body(found, header::size, content::message, unit.size());
        }
        if (const std::size_t end = found.back().place.end(); end < unit.size()) {
            found.push_back({"rest", "rest", {end, unit.size() - end}});
        }
        return found;
    }

private:
    using list = std::vector<unit_field>;

    // Of a request and a refusal that name another suite only that suite knows the layout.
    static void add_request(list& to, handclasp::octets unit) {
        using request = typename Suite::request;
        constexpr std::string_view group = "version, suite, nonce";
        if (unit.size() != request::size) return;
        to.push_back({group, "version", request::version});
        to.push_back({group, "name size", request::name_size});
        to.push_back({group, "suite", request::name});
        to.push_back({group, "client nonce", request::nonce});
    }
    static void add_refused(list& to, handclasp::octets unit) {
        using refused = typename Suite::refused;
        constexpr std::string_view group = "version, suite";
        if (unit.size() != refused::size) return;
        to.push_back({group, "version", refused::version});
        to.push_back({group, "name size", refused::name_size});
        to.push_back({group, "suite", refused::name});
    }

    static void add_hello(list& to, handclasp::octets unit) {
        using hello = typename Suite::hello;
        constexpr std::string_view group = "version, suite, nonce, flags";
        if (unit.size() < hello::fixed_size + handclasp::layout::proof::fixed_size) return;
        to.push_back({group, "version", hello::version});
        to.push_back({group, "name size", hello::name_size});
        to.push_back({group, "suite", hello::name});
        to.push_back({group, "server nonce", hello::nonce});
        to.push_back({group, "flags", hello::flags});
        to.push_back({group, "key size", hello::key_size});
        to.push_back({"session key", "session key", hello::public_key});
        add_proof(to, unit);
    }
    static void add_proof(list& to, handclasp::octets unit) {
        const field kind = to.back().place.then(1);
        const field identity_size = kind.then(2);
        const field identity = identity_size.then(number(unit, identity_size));
        const field signature_size = identity.then(2);
        if (signature_size.end() > unit.size()) return;
        const field signature = signature_size.then(number(unit, signature_size));
        if (signature.end() != unit.size()) return;
        to.push_back({"proof", "proof kind", kind});
        to.push_back({"proof", "identity size", identity_size});
        to.push_back({"proof", "identity", identity});
        to.push_back({"proof", "signature size", signature_size});
        to.push_back({"proof", "signature", signature});
    }
    [[nodiscard]] static std::size_t number(handclasp::octets unit, field place) {
        return handclasp::load_big_endian<std::size_t>(place.of(unit));
    }

    // RSA hides what it carries. With X25519 it is a public key, and the secrets are nowhere in it.
    static void add_encapsulation(list& to) {
        constexpr field place = Suite::initial::encapsulation;
        if constexpr (!requires { Suite::key_transport::modulus_bits; }) {
            to.push_back({"client key", "client key", place});
        } else if constexpr (has_iv) {
            to.push_back({"RSA(AES key, MAC key)", "AES key, MAC key", place, secrecy::key_transport});
        } else {
            to.push_back({"RSA(secrets)", "secrets", place, secrecy::key_transport});
        }
    }

    // What the suite's composition makes of a frame, told by its layout: a tag within the cipher has a fixed place, one
    // behind the ciphertext has not, and an AEAD sends no IV.
    static constexpr bool has_iv = requires { frame::iv; };
    static constexpr bool tag_is_last = requires { frame::tag(std::size_t{}); };

    // Of a frame: what comes of a message, of a credential's proof, or of the emptiness of a close or a rekey.
    enum class content { message, proof, nothing };
    [[nodiscard]] static constexpr std::string_view group_of(content encrypted) noexcept {
        const bool proof = encrypted == content::proof;
        if (!has_iv) return proof ? "AEAD(proof)" : "AEAD(message)";
        if (encrypted == content::nothing) return tag_is_last ? "AES(padding)" : "AES(tag, padding)";
        if (tag_is_last) return proof ? "AES(proof)" : "AES(message)";
        return proof ? "AES(tag, proof)" : "AES(tag, message)";
    }
    [[nodiscard]] static constexpr std::string_view name_of(content encrypted) noexcept {
        const bool proof = encrypted == content::proof;
        if (!has_iv) return proof ? "proof" : "message";
        if (encrypted == content::nothing) return "padding";
        return proof ? "proof, padding" : "message, padding";
    }

    // The layout of a body counts from its start.
    static void add_body(list& to, std::size_t start, content encrypted, std::size_t size) {
        if (size < start + frame::body_size(0)) return;
        const auto in_unit = [start](field place) { return field{start + place.offset, place.size}; };
        const std::size_t message = start + frame::message_offset;
        const std::string_view group = group_of(encrypted), name = name_of(encrypted);
        if constexpr (has_iv) to.push_back({"IV", "IV", in_unit(frame::iv)});
        if constexpr (tag_is_last) {
            const field tag = in_unit(frame::tag(size - start));
            if (message < tag.offset) to.push_back({group, name, {message, tag.offset - message}, secrecy::cipher});
            to.push_back({"tag", "tag", tag});
        } else {
            to.push_back({group, "tag", in_unit(frame::tag), secrecy::cipher});
            to.push_back({group, name, {message, size - message}, secrecy::cipher});
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
