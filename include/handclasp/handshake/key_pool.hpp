#pragma once

#include <handclasp/handshake/key_supply.hpp>
#include <handclasp/handshake/shared_stock.hpp>

namespace handclasp {

// A supply of key pairs that are made ahead, by threads of the pool's own: so a handshake need not wait for the longest
// of its steps. Each pair is handed out once and never comes back, whatever becomes of its handshake. Those that nobody
// has taken are wiped when they reach their maximum age, and when the pool ends.
//
// Any number of threads may call the members but for moves and destruction. Pass the pool itself, not a copy (there is
// none): `answer(request, identity, pool)`.
//
// Fork: a child never hands out a key pair that its parent also has, and nothing waits in it for a lock or a thread
// that it does not have. Its copy of the pool wipes what it has inherited on the first call of a member, destruction
// included, and has no threads: take() makes each key pair itself, or refuses where if_empty says so. A pool that is
// made after the fork is better. What other threads held at the moment of the fork stays in the child's memory, out of
// reach; locks within a cryptographic library are that library's.
template <protocol_suite Suite>
class key_pool {
public:
    using key_pair = typename Suite::key_transport::key_pair;

    // Starts the threads. errc::invalid_argument for options outside their ranges; errc::backend where there is no
    // memory or no thread left.
    [[nodiscard]] static result<key_pool> make(const key_pool_options& options = {}) noexcept {
        if (!options.valid()) return errc::invalid_argument;
        try {
            auto shared = std::make_unique<handshake::shared_stock<Suite>>(options);
            shared->start();
            return key_pool(std::move(shared));
        } catch (...) {
            return errc::backend;
        }
    }

    key_pool(key_pool&&) noexcept = default;
    key_pool& operator=(key_pool&&) noexcept = default;
    key_pool(const key_pool&) = delete;
    key_pool& operator=(const key_pool&) = delete;

    // Calls that wait return errc::closed, and have returned when the destructor does. No call may begin during it, and
    // none that makes a key pair itself may be under way. It takes as long as the key pairs that are being made.
    ~key_pool() = default;

    // A key pair that nobody else has or will have. errc::exhausted or errc::timed_out where none is ready, as chosen
    // by if_empty, or instead of them what keeps the pool from making any: errc::random_source, errc::backend.
    // errc::closed for a pool that was moved away or is ending.
    [[nodiscard]] result<key_pair> take() noexcept {
        if (!shared_) return errc::closed;
        return shared_->take();
    }

    // Fills the pool, and waits until so many key pairs are ready at once, at most for limit unless that is zero: for a
    // server that is about to start. errc::invalid_argument for more than `high`; errc::timed_out; errc::random_source
    // or errc::backend where one could not be made; errc::exhausted in the child of a fork; errc::closed.
    [[nodiscard]] result<void> wait_until_ready(std::size_t count, key_pool_options::duration limit = {}) noexcept {
        if (!shared_) return errc::closed;
        return shared_->wait_until_ready(count, limit);
    }

    // Does not lock. All zeros for a pool that was moved away.
    [[nodiscard]] key_pool_counts counts() noexcept { return shared_ ? shared_->counts() : key_pool_counts(); }

private:
    explicit key_pool(std::unique_ptr<handshake::shared_stock<Suite>> shared) noexcept : shared_(std::move(shared)) {}

    std::unique_ptr<handshake::shared_stock<Suite>> shared_;
};

}  // namespace handclasp
