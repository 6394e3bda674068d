#pragma once

#include <memory>
#include <mutex>
#include <string>

namespace handclasp {

// Why a trust refused the last peer that it was asked about, in words for the local user: errc::untrusted tells no
// more than that it did. Copies share one text, so that a copy which is kept outside a handshake hears what is said
// inside. Safe to use from any thread; where handshakes share a trust, the text is that of whichever was refused last.
class explanation {
public:
    explanation() : shared_(std::make_shared<state>()) {}

    // A move is a copy, so that no object is ever without a text.
    explanation(const explanation&) noexcept = default;
    explanation& operator=(const explanation&) noexcept = default;
    ~explanation() = default;

    // Empty where nothing was refused.
    [[nodiscard]] std::string text() const {
        const std::lock_guard guard(shared_->mutex);
        return shared_->text;
    }

    void set(std::string text) const noexcept {
        const std::lock_guard guard(shared_->mutex);
        shared_->text.swap(text);
    }

private:
    struct state {
        std::mutex mutex;
        std::string text;
    };
    std::shared_ptr<state> shared_;
};

}  // namespace handclasp
