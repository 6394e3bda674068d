// One client of an echo_server, which gets back every message that it sends.
#pragma once

#include "shared/client_session.hpp"
#include "shared/newcomers.hpp"

#include <asio/post.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

// Its steps call one another, each when the one before has completed, and share the session, which ends where none is
// left. Coroutines and strands would be shorter; but with Asio 1.22 a program ends where one of them finds no memory for an
// operation, and here only the session does.
template <class Suite, class Keys>
class echo_session : public std::enable_shared_from_this<echo_session<Suite, Keys>> {
public:
    // Hears who a client has proved to be that was asked, and why a session has failed.
    struct listener {
        void (*known)(std::string_view peer, std::string_view name);
        void (*failed)(std::string_view peer, std::string_view why) noexcept;
    };

    // From its request to its close, under the identity and the trust that hold when it comes. The keys have to outlive
    // it.
    echo_session(asio::ip::tcp::socket socket, handclasp::net::options options,
                 std::optional<client_options::client_trust> trust,
                 std::shared_ptr<const identity_options::any_identity> identity, Keys& keys, listener said)
        : client_(std::move(socket), std::move(options), std::move(trust)), identity_(std::move(identity)),
          keys_(&keys), said_(said) {}

    // On the thread of its socket. Until its handshake is complete it is one of these newcomers, which have to outlive
    // it as well.
    void start(newcomers& entrance) {
        newcomer_.emplace(entrance, [this](const char* why) { give_way(why); });
        asio::post(client_.connection().get_executor(), [self = this->shared_from_this()] { self->shake_hands(); });
    }

private:
    void shake_hands() {
        client_.async_handshake(*identity_, *keys_, then([](auto& self, std::vector<std::byte> first) {
            if (!self.newcomer_->settle()) throw std::runtime_error(self.client_.text_of({}));
            if (const auto name = self.client_.name()) self.said_.known(self.client_.peer(), *name);
            self.send(std::move(first));
        }));
    }

    // From another thread. Without memory its socket stays open until the deadline.
    void give_way(const char* why) noexcept {
        client_.give_way(why);
        try {
            asio::post(client_.connection().get_executor(), [weak = this->weak_from_this()] {
                std::error_code ignored;
                if (const auto self = weak.lock()) self->client_.connection().socket().close(ignored);
            });
        } catch (const std::exception&) {
            return;
        }
    }

    void send(std::vector<std::byte> message) {
        message_ = std::move(message);
        client_.connection().async_send(message_, then([](auto& self) { self.receive(); }));
    }

    void receive() {
        client_.connection().async_receive(then([](auto& self, std::optional<std::vector<std::byte>> message) {
            if (message) return self.send(*std::move(message));
            self.client_.connection().async_close(self.then([](auto&) {}));
        }));
    }

    // The handler of an operation: the next step where that has succeeded.
    template <class Step>
    auto then(Step step) {
        return [self = this->shared_from_this(), step](const std::error_code& failure, auto... outcome) noexcept {
            try {
                if (failure) return self->said_.failed(self->client_.peer(), self->client_.text_of(failure));
                step(*self, std::move(outcome)...);
            } catch (const std::exception& error) {
                self->said_.failed(self->client_.peer(), error.what());
            }
        };
    }

    client_session<Suite> client_;
    std::shared_ptr<const identity_options::any_identity> identity_;
    Keys* keys_;
    listener said_;
    std::vector<std::byte> message_;
    std::optional<newcomers::entry> newcomer_;
};
