// A server's session with one client, and what there is to say of it.
#pragma once

#include "shared/failure_text.hpp"
#include "shared/listening.hpp"
#include "shared/server_files.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <atomic>
#include <optional>
#include <string>
#include <utility>

template <class Suite>
class client_session {
public:
    // The trust is this session's own; without one the client is not asked who it is.
    client_session(asio::ip::tcp::socket socket, handclasp::net::options options,
                   std::optional<client_options::client_trust> trust)
        : peer_(listening::peer_of(socket)), trust_(std::move(trust)),
          connection_(std::move(socket), std::move(options)) {}

    // Says why its handshake has to end, for which nothing that takes long is done from then on; whoever runs it has to
    // close the socket. For any thread.
    void give_way(const char* why) noexcept { given_way_ = why; }

    // As connection::async_handshake. The identity, the keys and this have to live until the completion.
    template <class Keys, class CompletionToken>
    auto async_handshake(const identity_options::any_identity& identity, Keys& keys, CompletionToken&& token) {
        // One type, whichever of the handshakes it is.
        return trust_
            ? connection_.async_handshake(identity, noting<Keys>{&keys, this}, *trust_,
                                          std::forward<CompletionToken>(token))
            : connection_.async_handshake(identity, noting<Keys>{&keys, this}, std::forward<CompletionToken>(token));
    }

    [[nodiscard]] handclasp::net::connection<Suite>& connection() noexcept { return connection_; }

    // Its address.
    [[nodiscard]] const std::string& peer() const noexcept { return peer_; }

    // Who it has proved to be; none where it was not asked.
    [[nodiscard]] std::optional<std::string> name() const {
        if (!trust_) return std::nullopt;
        return trust_->name_of(connection_.client());
    }

    // What to say of a failure.
    [[nodiscard]] std::string text_of(const std::error_code& failure) const {
        if (const char* why = given_way_) return why;
        if (trust_) {
            if (const auto why = trust_->why(); !why.empty()) return "client refused: " + why;
        }
        const bool left = greeted_ && !connection_.established() && failure_text::is_end(failure);
        return failure_text::of(connection_, failure) + (left ? failure_text::client_left(trust_.has_value()) : "");
    }

private:
    // Keys, and a note that they were asked for: a hello goes out, then. One who has had to give way gets none.
    template <class Keys>
    struct noting {
        Keys* keys;
        client_session* session;

        [[nodiscard]] decltype(std::declval<Keys&>().take()) take() {
            if (session->given_way_ != nullptr) return handclasp::errc::timed_out;
            session->greeted_ = true;
            return keys->take();
        }
    };

    std::string peer_;
    std::optional<client_options::client_trust> trust_;
    bool greeted_ = false;
    std::atomic<const char*> given_way_ = nullptr;
    handclasp::net::connection<Suite> connection_;
};
