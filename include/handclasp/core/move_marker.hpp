#pragma once

namespace handclasp {

// Whether an object still holds what it was made with: true until it is moved from. For types that are keys, where a
// moved-from object would otherwise go on with a key of zeros, which everybody knows.
class move_marker {
public:
    move_marker() noexcept = default;
    move_marker(move_marker&& other) noexcept : present_(other.present_) { other.present_ = false; }
    move_marker& operator=(move_marker&& other) noexcept {
        const bool taken = other.present_;
        other.present_ = false;
        present_ = taken;
        return *this;
    }
    move_marker(const move_marker&) = delete;
    move_marker& operator=(const move_marker&) = delete;
    ~move_marker() = default;

    [[nodiscard]] explicit operator bool() const noexcept { return present_; }

private:
    bool present_ = true;
};

}  // namespace handclasp
