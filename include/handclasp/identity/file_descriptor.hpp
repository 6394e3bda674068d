#pragma once

#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

// What the readers and writers of files have in common.
namespace handclasp::files {

// An open file or folder, closed when destroyed. Empty where opening failed.
class descriptor {
public:
    descriptor() noexcept = default;
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    [[nodiscard]] explicit operator bool() const noexcept { return number_ >= 0; }
    [[nodiscard]] int number() const noexcept { return number_; }

    // False, with errno, where the system reports what it could not write earlier.
    [[nodiscard]] bool close() noexcept {
        const int number = std::exchange(number_, -1);
        return ::close(number) == 0 || errno == EINTR;  // after EINTR the descriptor is gone all the same on Linux
    }

private:
    int number_ = -1;
};

// Makes a system call again for as long as a signal interrupts it.
template <class Call>
[[nodiscard]] auto uninterrupted(Call call) -> decltype(call()) {
    for (;;) {
        const auto outcome = call();
        if (outcome >= 0 || errno != EINTR) return outcome;
    }
}

// What the system says about an errno.
[[nodiscard]] inline std::string reason(int error) {
    return std::generic_category().message(error);
}

}  // namespace handclasp::files
