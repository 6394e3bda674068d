#pragma once

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/layout/request.hpp>
#include <handclasp/net/session.hpp>

namespace handclasp::net {

// The two sides of a handshake in one shape, for whoever moves the octets: start(); then write outgoing(), and unless
// it is complete() read a unit and take() it; again until it is. Then settle() hands the channel over.
template <protocol_suite Suite, trust_decision Trust>
class client_script {
public:
    client_script(Trust trust, octets first_message) noexcept
        : trust_(std::move(trust)), first_message_(first_message) {}

    // errc::invalid_argument, and nothing has happened; errc::random_source.
    [[nodiscard]] result<void> start(session<Suite>& owner) {
        met_ = &owner.server;
        if (first_message_.size() > Suite::limits::frame_limit) return errc::invalid_argument;
        auto made = client<Suite>::request(noting_trust{std::move(trust_), met_}, owner.settings.context);
        if (!made) return made.error();
        state_.emplace(*std::move(made));
        return {};
    }
    [[nodiscard]] octets outgoing() const noexcept { return session_ ? octets(session_->initial) : state_->request(); }
    [[nodiscard]] bool complete() const noexcept { return session_.has_value(); }
    [[nodiscard]] result<std::size_t> unit_size(octets header) const noexcept { return state_->unit_size(header); }

    [[nodiscard]] result<void> take(mutable_octets unit) {
        auto made = std::move(*state_).receive(unit, first_message_);
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
    [[nodiscard]] static octets refusal(errc) noexcept { return {}; }

    void settle(session<Suite>& owner, std::vector<std::byte>*) {
        auto [sending, receiving] = std::move(session_->channel).split();
        owner.outgoing.establish(std::move(sending));
        owner.incoming.establish(std::move(receiving));
        owner.exporter.emplace(std::move(session_->exporter));
    }

private:
    // Notes whom the client has met, trusted or not: somebody has to be told.
    struct noting_trust {
        Trust trust;
        fingerprint* met;

        [[nodiscard]] result<void> accept(const peer_identity& peer) const {
            *met = peer.name;
            return trust.accept(peer);
        }
    };

    Trust trust_;
    octets first_message_;
    fingerprint* met_ = nullptr;  // in the session
    std::optional<hello_awaited<Suite, noting_trust>> state_;
    std::optional<client_session<Suite>> session_;
};

// Keys is what forwarding makes of the supply: a reference to one that the caller keeps, or one that is kept here.
template <protocol_suite Suite, identity Identity, class Keys>
class server_script {
public:
    server_script(const Identity& identity, Keys&& keys) : identity_(&identity), keys_(std::forward<Keys>(keys)) {}

    // errc::invalid_argument, and nothing has happened.
    [[nodiscard]] result<void> start(session<Suite>& owner) {
        if (owner.settings.context.size() > max_context_size) return errc::invalid_argument;
        owner_ = &owner;
        message_limit_ = owner.settings.message_limit;
        return {};
    }
    [[nodiscard]] octets outgoing() const noexcept { return state_ ? state_->hello() : octets(); }
    [[nodiscard]] bool complete() const noexcept { return session_.has_value(); }
    [[nodiscard]] result<std::size_t> unit_size(octets header) const noexcept {
        if (!state_) return server<Suite>::unit_size(header);
        const auto size = state_->unit_size(header);
        if (!size) return size.error();
        const std::size_t body_size = *size - Suite::initial::body_offset;
        if (Suite::message_frame::min_message(body_size) > message_limit_) return errc::message_size;
        return *size;
    }

    [[nodiscard]] result<void> take(mutable_octets unit) {
        if (!state_) {
            auto answered = server<Suite>::answer(unit, *identity_, keys_if_wanted{this}, owner_->settings.context);
            if (!answered) return answered.error();
            state_.emplace(*std::move(answered));
            return {};
        }
        auto accepted = std::move(*state_).accept(unit);
        if (!accepted) return accepted.error();
        if (accepted->message.size() > message_limit_) return errc::message_size;
        first_message_.assign(accepted->message.begin(), accepted->message.end());
        session_.emplace(*std::move(accepted));
        state_.reset();
        return {};
    }

    [[nodiscard]] static std::string suite_named(octets unit) {
        const auto said = layout::parse_request(unit);
        return said ? std::string(said->suite_name) : std::string();
    }
    [[nodiscard]] static octets refusal(errc failure) noexcept {
        static constexpr auto unit = server<Suite>::refusal();
        return failure == errc::version || failure == errc::wrong_suite ? octets(unit) : octets();
    }

    void settle(session<Suite>& owner, std::vector<std::byte>* first_message) {
        auto [sending, receiving] = std::move(session_->channel).split();
        owner.outgoing.establish(std::move(sending));
        owner.incoming.establish(std::move(receiving));
        owner.exporter.emplace(std::move(session_->exporter));
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

    static constexpr std::size_t max_context_size =
        handshake::transcript<typename Suite::primitives::hash>::max_context_size;

    const Identity* identity_;
    Keys keys_;
    session<Suite>* owner_ = nullptr;
    std::size_t message_limit_ = 0;
    std::vector<std::byte> first_message_;
    std::optional<initial_awaited<Suite>> state_;
    std::optional<server_session<Suite>> session_;
};

}  // namespace handclasp::net
