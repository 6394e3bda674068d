#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/cryptopp/library.hpp>

#if __has_include(<sys/random.h>)
#include <sys/random.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <stdexcept>

namespace handclasp {

// The operating system's generator. It keeps no state here, so threads and forks need no care.
struct os_random {
    // errc::random_source.
    [[nodiscard]] static result<void> fill(mutable_octets target) noexcept {
#if __has_include(<sys/random.h>)
        // By a call that needs no file descriptor: Crypto++ opens the device for each draw, which fails in a server to
        // which as many clients have come as it has descriptors.
        constexpr std::size_t most = 256;  // of one call
        while (!target.empty()) {
            const mutable_octets piece = target.first(std::min(target.size(), most));
            if (::getentropy(piece.data(), piece.size()) != 0) break;
            target = target.subspan(piece.size());
        }
        if (target.empty()) return {};
#endif
        try {
            CryptoPP::OS_GenerateRandomBlock(false, cryptopp::bytes(target), target.size());
            return {};
        } catch (...) {
            return errc::random_source;
        }
    }
};
static_assert(random_source<os_random>);

}  // namespace handclasp

namespace handclasp::cryptopp {

// Lends a random_function to Crypto++, whose only way to hear of a failure is an exception.
class generator final : public CryptoPP::RandomNumberGenerator {
public:
    struct failure : std::runtime_error {
        using std::runtime_error::runtime_error;
    };

    explicit generator(random_function source) noexcept : source_(source) {}

    void GenerateBlock(CryptoPP::byte* target, std::size_t size) override {
        if (!source_(std::as_writable_bytes(std::span(target, size)))) throw failure("random source failed");
    }

private:
    random_function source_;
};

// For a policy on Crypto++: runs what may throw, and turns an exception into the error that it means.
template <class Action>
[[nodiscard]] auto guarded(Action&& action) noexcept -> std::invoke_result_t<Action> {
    try {
        return std::forward<Action>(action)();
    } catch (const generator::failure&) {
        return errc::random_source;
    } catch (...) {
        return errc::backend;
    }
}

}  // namespace handclasp::cryptopp
