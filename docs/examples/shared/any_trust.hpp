// A trust of one of several kinds. Which of them, shows at run time, so that a program has one type of handshake and
// not one for each kind.
#pragma once

#include <handclasp/handclasp.hpp>

#include <string>
#include <variant>

// It verifies certificates where all the kinds do.
template <handclasp::trust_decision... Kinds>
class any_trust {
public:
    using kinds = std::variant<Kinds...>;

    explicit any_trust(kinds held) : held_(std::move(held)) {}

    [[nodiscard]] handclasp::result<void> accept(const handclasp::peer_identity& peer) const {
        return std::visit([&](const auto& trust) { return trust.accept(peer); }, held_);
    }
    [[nodiscard]] handclasp::result<handclasp::fingerprint>
    verify_certificate(handclasp::octets chain, handclasp::octets message, handclasp::octets signature) const
        requires(handclasp::certificate_verifier<Kinds> && ...)
    {
        return std::visit([&](const auto& trust) { return trust.verify_certificate(chain, message, signature); },
                          held_);
    }

    // What was wrong with the peer that it refused last, for people; empty where its kind explains nothing.
    [[nodiscard]] std::string why() const {
        return std::visit(
            [](const auto& trust) {
                if constexpr (requires { trust.why(); }) return trust.why().text();
                return std::string();
            },
            held_);
    }

protected:
    [[nodiscard]] const kinds& held() const noexcept { return held_; }

private:
    kinds held_;
};
