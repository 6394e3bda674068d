// The vectors of docs/vectors, made by an implementation that shares no code with this one: every intermediate value, every
// unit, and every case that has to be refused. See docs/vectors/README.md for their format. The checks are templates over
// the suite, so that each backend's goes through them, and over what makes a trust that verifies certificates.
#pragma once

#include "support/catch.hpp"
#include "support/fixed_keys.hpp"
#include "support/scripted_random.hpp"

#include <handclasp/channel/assembler.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/policy/cryptopp/ed25519.hpp>

#include <nlohmann/json.hpp>

namespace test::vectors {

namespace hc = handclasp;
using nlohmann::json;

inline json load(const std::string& name) {
    return json::parse(test::read_file(std::string(HANDCLASP_VECTORS) + "/" + name + ".json"));
}

inline bytes octets_of(const json& value) {
    if (value.is_string()) return test::from_hex(value.get<std::string>());
    const bytes pattern = test::from_hex(value.at("repeat").get<std::string>());
    bytes repeated(value.at("size").get<std::size_t>());
    for (std::size_t i = 0; i < repeated.size(); ++i) repeated[i] = pattern[i % pattern.size()];
    return repeated;
}

inline std::string hex_of(const json& value) {
    return value.get<std::string>();
}

inline void will_draw(std::deque<bytes> draws) {
    test::scripted_random::script() = std::move(draws);
}

// What a client draws once it has the hello: with RSA the secrets and OAEP's seed, with X25519 a private key.
inline std::deque<bytes> draws_of_client(const json& inputs) {
    if (inputs.contains("client_key")) return {octets_of(inputs.at("client_key"))};
    return {octets_of(inputs.at("secrets")), octets_of(inputs.at("oaep_seed"))};
}

inline hc::ed25519_identity identity_of(const json& seed) {
    hc::secret<32> octets;
    hc::copy(octets_of(seed), octets.overwrite());
    return hc::ed25519_identity::from_seed(std::move(octets)).value();
}

inline const json& handshake_named(const json& file, const std::string& name) {
    for (const auto& handshake : file.at("handshakes")) {
        if (handshake.at("name") == name) return handshake;
    }
    throw std::runtime_error("no handshake is named " + name);
}

// Shows and signs what a proof of the vectors has, and signs nothing else.
class recorded_identity {
public:
    explicit recorded_identity(const json& proof)
        : kind_(static_cast<hc::proof_kind>(proof.at("kind").get<int>())), encoded_(octets_of(proof.at("identity"))),
          message_(octets_of(proof.at("signed_message"))), signature_(octets_of(proof.at("signature"))) {}

    hc::proof_kind kind() const noexcept { return kind_; }
    hc::octets encoded() const noexcept { return encoded_; }
    std::size_t signature_size() const noexcept { return signature_.size(); }
    hc::result<void> sign(hc::octets message, hc::mutable_octets signature) const noexcept {
        if (!std::ranges::equal(message, message_)) return hc::errc::bad_proof;
        hc::copy(signature_, signature);
        return {};
    }

private:
    hc::proof_kind kind_;
    bytes encoded_, message_, signature_;
};

// Calls back with the identity that has the seed of that name, the proof, or neither.
template <class Use>
auto with_identity(const json& seed, const json& proof, Use&& use) {
    if (!seed.is_null()) return use(identity_of(seed));
    if (proof.contains("identity")) return use(recorded_identity(proof));
    return use(hc::no_identity());
}

// Makes trusts that verify no certificates.
struct without_certificates {
    static constexpr bool verifies = false;
};

// Both sides of a handshake of the vectors, up to any of its steps. Where the vectors have no identity, a side has none.
template <class Suite, class Keys, class Certificates>
struct replayed {
    const json& vector;
    const json& inputs = vector.at("inputs");
    bytes context = octets_of(inputs.at("context"));
    json credential = vector.value("credential", json::object());

    template <class Trust = hc::trust::anyone>
    hc::hello_awaited<Suite, Trust> client(Trust trust = {}) const {
        will_draw({octets_of(inputs.at("client_nonce"))});
        return hc::client<Suite>::request(std::move(trust), context).value();
    }
    // Demands no credential, or one of these clients.
    template <class... Clients>
    auto server(hc::octets request, Clients... clients) const {
        will_draw({octets_of(inputs.at("server_nonce"))});
        Keys keys{inputs};
        return with_identity(inputs.value("identity_seed", json()), vector.at("proof"), [&](const auto& identity) {
            return hc::server<Suite>::answer(request, identity, keys, std::move(clients)..., context);
        });
    }
    hc::client_session<Suite> client_session() const {
        auto waiting = client(anyone());
        will_draw(draws_of_client(inputs));
        const auto hello = octets_of(vector.at("hello")), message = octets_of(inputs.at("message"));
        return with_identity(inputs.value("client_identity_seed", json()), credential, [&](const auto& shown) {
            return std::move(waiting).receive(hello, message, shown).value();
        });
    }
    // What accept() makes of the initial unit.
    template <class... Clients>
    auto accepted(bytes& initial, Clients... clients) const {
        auto waiting = server(octets_of(vector.at("request")), std::move(clients)...).value();
        will_draw({bytes(Suite::secrets_size)});
        return std::move(waiting).accept(initial).value();
    }
    hc::server_session<Suite> server_session(bytes& initial) const {
        if (!demanding()) return accepted(initial);
        auto unit = octets_of(credential.at("unit"));
        return accepted(initial, anyone()).accept(unit).value();
    }
    bool demanding() const { return !credential.empty(); }
    static auto anyone() {
        if constexpr (Certificates::verifies) {
            return Certificates::of(hc::trust::anyone());
        } else {
            return hc::trust::anyone();
        }
    }
};

template <class Source>
std::string derived(const Source& source, std::string_view label, std::size_t size) {
    bytes key(size);
    source.derive(label, key).value();
    return test::to_hex(key);
}

template <class Suite>
void check_schedule(const json& vector) {
    using kdf = typename Suite::key_derivation;
    hc::handshake::transcript<hc::sha256> transcript(octets_of(vector.at("inputs").at("context")));
    for (const char* part : {"request", "hello", "encapsulation"}) transcript.add(octets_of(vector.at(part)));
    const auto digest = std::move(transcript).finish();
    CHECK(test::to_hex(digest) == hex_of(vector.at("transcript_hash")));

    const auto secrets = octets_of(vector.at("inputs").at("secrets"));
    std::array<std::byte, 32> prk{};
    REQUIRE(kdf::extract(digest, secrets, prk));
    CHECK(test::to_hex(prk) == hex_of(vector.at("prk")));
    bytes expanded(32);
    for (const char* direction : {"client", "server"}) {
        REQUIRE(kdf::expand(prk, hc::as_octets("handclasp/1 " + std::string(direction) + " traffic"), expanded));
        CHECK(test::to_hex(expanded) == hex_of(vector.at(direction).at("traffic")));
    }
    REQUIRE(kdf::expand(prk, hc::as_octets("handclasp/1 exporter"), expanded));
    CHECK(test::to_hex(expanded) == hex_of(vector.at("exporter")));

    const auto made = hc::derived::derive<kdf>(digest, secrets).value();
    const auto check = [&](const auto& traffic, const json& keys) {
        for (const char* key : {"cipher", "mac", "iv"}) {
            const auto expected = hex_of(keys.at(key));
            CHECK(derived(traffic, "handclasp/1 " + std::string(key), expected.size() / 2) == expected);
        }
    };
    check(made.client, vector.at("client"));
    check(made.server, vector.at("server"));
}

template <class Suite>
void check_frames(hc::channel<Suite>& sealing, hc::channel<Suite>& opening, const json& stream) {
    REQUIRE_FALSE(stream.at("frames").empty());
    for (const auto& frame : stream.at("frames")) {
        CAPTURE(frame.at("number").get<int>());
        const auto type = frame.at("type").get<std::string>();
        const auto plaintext = octets_of(frame.at("plaintext"));
        bytes buffer(hc::sender<Suite>::sealed_size(plaintext.size()));
        const auto sealed = type == "message" ? sealing.seal(plaintext, buffer)
            : type == "fragment"              ? sealing.seal_fragment(plaintext, buffer)
            : type == "rekey"                 ? sealing.rekey(buffer)
                                              : sealing.close(buffer);
        REQUIRE(sealed);
        REQUIRE((test::to_hex(*sealed) == hex_of(frame.at("unit"))));

        auto unit = octets_of(frame.at("unit"));
        REQUIRE(opening.unit_size(unit).value() == unit.size());
        const auto event = opening.open(unit).value();
        CHECK(event.kind ==
              (type == "message"        ? hc::event_kind::message
                   : type == "fragment" ? hc::event_kind::fragment
                   : type == "rekey"    ? hc::event_kind::rekeyed
                                        : hc::event_kind::closed));
        CHECK(test::copy_of(event.data) == plaintext);
    }
    CHECK(opening.end());
}

inline void check_client(const hc::proven_identity& client, const json& credential) {
    if (credential.empty()) {
        CHECK(client.kind == hc::proof_kind::none);
        return;
    }
    CHECK(static_cast<int>(client.kind) == credential.at("kind").get<int>());
    CHECK(client.encoded == octets_of(credential.at("identity")));
    CHECK(client.name.text() == hex_of(credential.at("fingerprint")));
}

// Both sides make the vectors' octets from the vectors' inputs.
template <class Suite, class Keys, class Certificates = without_certificates>
void check_handshakes(const std::string& name) {
    const json file = load(name);
    CHECK(file.at("suite_name") == Suite::name);
    CHECK(file.at("handshakes").size() >= 2);
    for (const json& vector : file.at("handshakes")) {
        CAPTURE(vector.at("name").get<std::string>());
        const replayed<Suite, Keys, Certificates> sides{vector};
        check_schedule<Suite>(vector);
        const auto request = octets_of(vector.at("request"));
        CHECK(test::to_hex(sides.client().request()) == test::to_hex(request));
        const auto hello = sides.demanding() ? test::to_hex(sides.server(request, hc::trust::anyone())->hello())
                                             : test::to_hex(sides.server(request)->hello());
        CHECK(hello == hex_of(vector.at("hello")));

        auto client = sides.client_session();
        CHECK(test::to_hex(client.initial) == hex_of(vector.at("initial")) + sides.credential.value("unit", ""));
        if (vector.at("proof").contains("fingerprint")) {
            CHECK(client.server.text() == hex_of(vector.at("proof").at("fingerprint")));
        }
        auto initial = octets_of(vector.at("initial"));
        auto server = sides.server_session(initial);
        CHECK(test::copy_of(server.message) == octets_of(vector.at("inputs").at("message")));
        check_client(server.client, sides.credential);
        const json& exported = vector.at("exported");
        const auto label = exported.at("label").get<std::string>();
        bytes out(exported.at("size").get<std::size_t>());
        REQUIRE(server.exporter.derive(label, octets_of(exported.at("info")), out));
        CHECK(test::to_hex(out) == hex_of(exported.at("value")));
        REQUIRE(client.exporter.derive(label, octets_of(exported.at("info")), out));
        CHECK(test::to_hex(out) == hex_of(exported.at("value")));
    }
}

template <class Suite, class Keys>
void check_both_directions(const std::string& name) {
    const json file = load(name);
    const replayed<Suite, Keys, without_certificates> sides{
        handshake_named(file, file.at("client_frames").at("handshake"))};
    REQUIRE(file.at("server_frames").at("handshake") == file.at("client_frames").at("handshake"));
    auto client = sides.client_session();
    auto initial = client.initial;
    auto server = sides.server_session(initial);
    check_frames(client.channel, server.channel, file.at("client_frames"));
    check_frames(server.channel, client.channel, file.at("server_frames"));
}

inline std::string name_of(hc::errc error) {
    switch (error) {
        case hc::errc::unit_size: return "unit_size";
        case hc::errc::unexpected_unit: return "unexpected_unit";
        case hc::errc::malformed: return "malformed";
        case hc::errc::version: return "version";
        case hc::errc::wrong_suite: return "wrong_suite";
        case hc::errc::bad_public_key: return "bad_public_key";
        case hc::errc::bad_proof: return "bad_proof";
        case hc::errc::untrusted: return "untrusted";
        case hc::errc::credential_demanded: return "credential_demanded";
        case hc::errc::authentication_failed: return "authentication_failed";
        case hc::errc::truncated: return "truncated";
        case hc::errc::after_close: return "after_close";
        case hc::errc::key_limit: return "key_limit";
        case hc::errc::message_size: return "message_size";
        default: return "error " + std::to_string(static_cast<int>(error));
    }
}

// Reads a stream unit by unit as a socket's reader would, until something is refused. take() gets each whole unit.
template <class UnitSize, class Take>
std::optional<hc::errc> first_error(bytes stream, bool ends, UnitSize&& unit_size, Take&& take) {
    for (hc::mutable_octets rest(stream);;) {
        if (rest.size() < 4) return ends ? std::optional(hc::errc::truncated) : std::nullopt;
        const auto size = unit_size(hc::octets(rest.first(4)));
        if (!size) return size.error();
        if (rest.size() < *size) return ends ? std::optional(hc::errc::truncated) : std::nullopt;
        if (const auto error = take(rest.first(*size))) return error;
        rest = rest.subspan(*size);
        if (rest.empty()) return std::nullopt;
    }
}

template <class T>
std::optional<hc::errc> error_of(const hc::result<T>& outcome) {
    if (outcome) return std::nullopt;
    return outcome.error();
}

// Calls back with the trust that a case asks for.
template <class Certificates, class Use>
std::optional<hc::errc> with_trust(const json& one, Use&& use) {
    const auto& trust = one.at("trust");
    const auto with = [&](auto decision) -> std::optional<hc::errc> {
        if (!trust.value("certificates", false)) return use(std::move(decision));
        if constexpr (Certificates::verifies) return use(Certificates::of(std::move(decision)));
        throw std::runtime_error("a case with certificates");
    };
    if (trust.at("kind") == "anyone") return with(hc::trust::anyone());
    std::vector<hc::fingerprint> pins;
    for (const auto& pin : trust.at("fingerprints")) pins.push_back(hc::fingerprint::from_text(hex_of(pin)).value());
    return with(hc::trust::pinned(pins));
}

template <class Sides>
std::optional<hc::errc> refused_by_client(const Sides& sides, const json& one, auto trust) {
    auto waiting = sides.client(std::move(trust));
    return first_error(
        octets_of(one.at("octets")), one.contains("end"), [&](hc::octets header) { return waiting.unit_size(header); },
        [&](hc::mutable_octets unit) {
            will_draw(draws_of_client(sides.inputs));
            return error_of(std::move(waiting).receive(unit, {}));
        });
}

// A server that demands a credential. What stands behind one that it takes goes to the channel.
template <class Suite, class Sides>
std::optional<hc::errc> refused_after_initial(const Sides& sides, const json& one, auto clients) {
    auto initial = octets_of(sides.vector.at("initial"));
    auto waiting = sides.accepted(initial, std::move(clients));
    CHECK(initial == bytes(initial.size()));
    std::optional<hc::server_session<Suite>> session;
    return first_error(
        octets_of(one.at("octets")), one.contains("end"),
        [&](hc::octets header) { return session ? session->channel.unit_size(header) : waiting.unit_size(header); },
        [&](hc::mutable_octets unit) -> std::optional<hc::errc> {
            if (session) return error_of(session->channel.open(unit));
            auto outcome = std::move(waiting).accept(unit);
            if (outcome) session.emplace(*std::move(outcome));
            return error_of(outcome);
        });
}

template <class Suite, class Sides>
std::optional<hc::errc> refused_by_server(const Sides& sides, const json& one) {
    if (one.at("stage") == "request") {
        const auto error = first_error(octets_of(one.at("octets")), one.contains("end"), hc::server<Suite>::unit_size,
                                       [&](hc::mutable_octets unit) { return error_of(sides.server(unit)); });
        if (one.contains("response")) CHECK(test::to_hex(hc::server<Suite>::refusal()) == hex_of(one.at("response")));
        CHECK(one.contains("response") == (error == hc::errc::version || error == hc::errc::wrong_suite));
        return error;
    }
    auto waiting = sides.server(octets_of(sides.vector.at("request"))).value();
    return first_error(
        octets_of(one.at("octets")), one.contains("end"), [&](hc::octets header) { return waiting.unit_size(header); },
        [&](hc::mutable_octets unit) {
            will_draw({bytes(Suite::secrets_size)});
            return error_of(std::move(waiting).accept(unit));
        });
}

template <class Suite, class Sides>
std::optional<hc::errc> refused_by_channel(const Sides& sides, const json& one) {
    auto client = sides.client_session();
    auto initial = client.initial;
    auto server = sides.server_session(initial);
    auto& channel = one.at("receiver") == "client" ? client.channel : server.channel;
    hc::assembler<Suite> message(one.value("reassembly_limit", std::size_t{1} << 20));
    bool closed = false;
    const auto unit_size = [&](hc::octets header) -> hc::result<std::size_t> {
        const auto size = channel.unit_size(header);
        if (!size) return size;
        if (const auto admitted = message.admit(header); !admitted) return admitted.error();
        return size;
    };
    const auto take = [&](hc::mutable_octets unit) -> std::optional<hc::errc> {
        const auto event = channel.open(unit);
        if (!event) return event.error();
        closed = event->kind == hc::event_kind::closed;
        if (const auto added = message.add(event->data); !added) return added.error();
        if (event->kind == hc::event_kind::message) static_cast<void>(message.take());
        return std::nullopt;
    };
    for (const auto& unit : one.at("preceding")) {
        REQUIRE(first_error(octets_of(unit), false, unit_size, take) == std::nullopt);
    }
    const auto octets = octets_of(one.at("octets"));
    if (closed && !octets.empty()) return error_of(channel.unit_size(octets));
    const auto error = first_error(octets, one.contains("end"), unit_size, take);
    if (!error && one.contains("end")) return error_of(channel.end());
    return error;
}

template <class Suite, class Keys, class Certificates>
std::optional<hc::errc> refused(const json& handshake, const json& one) {
    const replayed<Suite, Keys, Certificates> sides{handshake};
    const auto stage = one.at("stage").get<std::string>();
    if (stage == "frame") return refused_by_channel<Suite>(sides, one);
    if (stage == "request" || stage == "initial") return refused_by_server<Suite>(sides, one);
    return with_trust<Certificates>(one, [&](auto trust) {
        if (stage == "hello") return refused_by_client(sides, one, std::move(trust));
        return refused_after_initial<Suite>(sides, one, std::move(trust));
    });
}

// Every invalid case is refused with its own error.
template <class Suite, class Keys, class Certificates = without_certificates>
void check_invalid_cases(const std::string& name) {
    const json valid = load(name), file = load(name + "_invalid");
    int ran = 0, left_out = 0;
    for (const json& one : file.at("cases")) {
        CAPTURE(one.at("id").get<std::string>(), one.at("what").get<std::string>());
        if (one.contains("counters")) {  // a state that only counting to 2^32 reaches; tests/channel has small limits
            ++left_out;
            continue;
        }
        const json& handshake = handshake_named(valid, one.value("handshake", hex_of(file.at("handshake"))));
        const auto error = refused<Suite, Keys, Certificates>(handshake, one);
        const auto outcome = error ? name_of(*error) : "taken";
        if (outcome != one.value("also", "")) CHECK(outcome == one.at("expect").get<std::string>());
        ++ran;
    }
    CHECK(ran >= 60);
    WARN(name << ": " << ran << " invalid cases ran, " << left_out << " left out (key counters)");
}

}  // namespace test::vectors
