#pragma once

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/layout/request.hpp>
#include <handclasp/net/noting_trust.hpp>
#include <handclasp/net/session.hpp>

namespace handclasp::net {

// The two sides of a handshake in one shape, for whoever moves the octets: start(); then write outgoing(), and unless
// it is complete() read a unit and take() it; again until it is. Then settle() hands the channel over. Identities are
// the caller's to keep.
template <protocol_suite Suite, trust_decision Trust, identity Credential>
class client_script {
public:
    client_script(Trust trust, const Credential& credential, octets first_message) noexcept
        : trust_(std::move(trust)), credential_(&credential), first_message_(first_message) {}

    // errc::invalid_argument, and nothing has happened; errc::random_source.
    [[nodiscard]] result<void> start(session<Suite>& owner) {
        if (first_message_.size() > Suite::limits::frame_limit) return errc::invalid_argument;
        if (!handshake::credential<Suite>::fits(*credential_)) return errc::invalid_argument;
        auto made = client<Suite>::request(noting{std::move(trust_), &owner.server}, owner.settings.context);
        if (!made) return made.error();
        state_.emplace(*std::move(made));
        return {};
    }
    [[nodiscard]] octets outgoing() const noexcept { return session_ ? octets(session_->initial) : state_->request(); }
    [[nodiscard]] bool complete() const noexcept { return session_.has_value(); }
    [[nodiscard]] result<std::size_t> unit_size(octets header) const noexcept { return state_->unit_size(header); }

    [[nodiscard]] result<void> take(mutable_octets unit) {
        auto made = std::move(*state_).receive(unit, first_message_, *credential_);
        if (!made) return made.error();
        session_.emplace(*std::move(made));
        return {};
    }

    // The suite that the peer names in a unit: in a hello or refusal, behind the version.
    [[nodiscard]] static std::string suite_named(octets unit) {
        layout::reader in(unit.subspan(layout::unit_header::size));
        static_cast<void>(in.take_integer<std::uint8_t>());
        const auto name = as_text(in.take_sized<std::uint8_t>());
        return text::is_name(name) ? std::string(name) : std::string();
    }
    // What to send after such a failure, before the connection closes.
    [[nodiscard]] octets refusal(errc) const noexcept { return {}; }

    void settle(session<Suite>& owner, std::vector<std::byte>*) { owner.establish(*std::move(session_)); }

private:
    using noting = noting_trust<Trust, fingerprint>;

    Trust trust_;
    const Credential* credential_;
    octets first_message_;
    std::optional<hello_awaited<Suite, noting>> state_;
    std::optional<client_session<Suite>> session_;
};

// Keys is what forwarding makes of the supply: a reference to one that the caller keeps, or one that is kept here.
// Clients is a trust, or what stands in its place where no client is asked who it is.
template <protocol_suite Suite, identity Identity, class Keys, class Clients = handshake::anonymous_clients>
class server_script {
    static constexpr bool demanding = !std::is_same_v<Clients, handshake::anonymous_clients>;

public:
    server_script(const Identity& identity, Keys&& keys, Clients clients = {})
        : identity_(&identity), keys_(std::forward<Keys>(keys)), clients_(std::move(clients)) {}

    // errc::invalid_argument, and nothing has happened.
    [[nodiscard]] result<void> start(session<Suite>& owner) {
        if (owner.settings.context.size() > max_context_size) return errc::invalid_argument;
        owner_ = &owner;
        message_limit_ = owner.settings.message_limit;
        return {};
    }
    [[nodiscard]] octets outgoing() const noexcept { return initial_awaited_ ? initial_awaited_->hello() : octets(); }
    [[nodiscard]] bool complete() const noexcept { return session_.has_value(); }
    [[nodiscard]] result<std::size_t> unit_size(octets header) const noexcept {
        if constexpr (demanding) {
            if (credential_awaited_) return credential_awaited_->unit_size(header);
        }
        if (!initial_awaited_) return server<Suite>::unit_size(header);
        const auto size = initial_awaited_->unit_size(header);
        if (!size) return size.error();
        const std::size_t body_size = *size - Suite::initial::body_offset;
        if (Suite::message_frame::min_message(body_size) > message_limit_) return errc::message_size;
        return *size;
    }

    [[nodiscard]] result<void> take(mutable_octets unit) {
        if constexpr (demanding) {
            if (credential_awaited_) return take_session(std::move(*credential_awaited_).accept(unit));
        }
        if (!initial_awaited_) return take_request(unit);
        auto accepted = std::move(*initial_awaited_).accept(unit);
        initial_awaited_.reset();
        if constexpr (demanding) {
            if (!accepted) return accepted.error();
            credential_awaited_.emplace(*std::move(accepted));
            return {};
        } else {
            return take_session(std::move(accepted));
        }
    }

    [[nodiscard]] static std::string suite_named(octets unit) {
        const auto said = layout::parse_request(unit);
        return said ? std::string(said->suite_name) : std::string();
    }
    // Only a request is refused: behind a hello such a failure is one of the user's trust.
    [[nodiscard]] octets refusal(errc failure) const noexcept {
        static constexpr auto unit = server<Suite>::refusal();
        const bool other_peer = failure == errc::version || failure == errc::wrong_suite;
        return other_peer && !answered_ ? octets(unit) : octets();
    }

    void settle(session<Suite>& owner, std::vector<std::byte>* first_message) {
        owner.establish(*std::move(session_));
        *first_message = std::move(first_message_);
    }

private:
    // A key pair is not made for a client that has left, nor past the deadline: it costs more than a request does.
    struct keys_if_wanted {
        server_script* script;

        [[nodiscard]] result<typename Suite::key_transport::key_pair> take() {
            if (const auto wanted = script->owner_->still_wanted(); !wanted) return wanted.error();
            return script->keys_.take();
        }
    };

    [[nodiscard]] result<void> take_request(octets request) {
        auto answered = answer(request);
        if (!answered) return answered.error();
        initial_awaited_.emplace(*std::move(answered));
        answered_ = true;
        return {};
    }
    [[nodiscard]] auto answer(octets request) {
        const octets context = owner_->settings.context;
        if constexpr (demanding) {
            return server<Suite>::answer(request, *identity_, keys_if_wanted{this},
                                         noting{std::move(clients_), &owner_->client}, context);
        } else {
            return server<Suite>::answer(request, *identity_, keys_if_wanted{this}, context);
        }
    }

    // The message may stand in the unit that was taken, and the next one overwrites it.
    [[nodiscard]] result<void> take_session(result<server_session<Suite>> made) {
        if (!made) return made.error();
        if (made->message.size() > message_limit_) return errc::message_size;
        first_message_.assign(made->message.begin(), made->message.end());
        session_.emplace(*std::move(made));
        return {};
    }

    static constexpr std::size_t max_context_size =
        handshake::transcript<typename Suite::primitives::hash>::max_context_size;

    using noting = noting_trust<Clients, std::unique_ptr<proven_identity>>;
    using asked = std::conditional_t<demanding, noting, Clients>;
    using awaits_credential = std::conditional_t<demanding, credential_awaited<Suite, asked>, std::monostate>;

    const Identity* identity_;
    Keys keys_;
    [[no_unique_address]] Clients clients_;
    session<Suite>* owner_ = nullptr;
    std::size_t message_limit_ = 0;
    bool answered_ = false;
    std::vector<std::byte> first_message_;
    std::optional<initial_awaited<Suite, asked>> initial_awaited_;
    std::optional<awaits_credential> credential_awaited_;
    std::optional<server_session<Suite>> session_;
};

}  // namespace handclasp::net
