#pragma once

#include <handclasp/handclasp.hpp>
#include <handclasp/handshake/key_pool.hpp>

#include <optional>
#include <string>

// A server's key pairs: made ahead, or each one when it is needed. It models key_supply, for any number of threads.
template <class Suite>
class key_source {
public:
    // With so many made ahead at most. std::system_error.
    explicit key_source(std::size_t ahead) {
        if (ahead == 0) return;
        handclasp::key_pool_options options;
        options.low = (ahead + 1) / 2;
        options.high = ahead;
        pool_.emplace(handclasp::key_pool<Suite>::make(options).value());
    }

    [[nodiscard]] handclasp::result<typename Suite::key_transport::key_pair> take() {
        return pool_ ? pool_->take() : handclasp::fresh_keys<Suite>().take();
    }

    // What became of those made ahead, as text; empty where none are.
    [[nodiscard]] std::string counts() {
        if (!pool_) return {};
        const auto counted = pool_->counts();
        return std::to_string(counted.generated) + " made, " + std::to_string(counted.handed_out) + " handed out, " +
            std::to_string(counted.made_inline) + " made inline, " + std::to_string(counted.expired) + " expired";
    }

private:
    std::optional<handclasp::key_pool<Suite>> pool_;
};
