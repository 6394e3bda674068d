// What a server says while it runs.
#pragma once

#include <handclasp/identity/plain_text.hpp>

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>

// Lines on standard output or error, from any thread. Strangers choose when there is one, and perhaps nobody reads: none
// is waited for. A line that cannot go at once is lost, and so is one for want of memory; the next that goes comes after
// one that says how many were.
class line_log {
public:
    explicit line_log(int descriptor) noexcept : descriptor_(descriptor) {}
    line_log(const line_log&) = delete;
    line_log& operator=(const line_log&) = delete;

    // Texts of others in it come escaped, and a line ends after PIPE_BUF octets, which is as much as a pipe takes at once.
    void say(std::string_view what) noexcept {
        const std::lock_guard guard(mutex_);
        try {
            if (lost_ > 0 && write(std::to_string(lost_) + " lines are lost here, because nobody took them")) lost_ = 0;
            if (lost_ > 0 || !write(what)) ++lost_;
        } catch (const std::exception&) {
            ++lost_;
        }
    }
    void say(std::string_view who, std::string_view what) noexcept {
        try {
            say(std::string(who) + ": " + std::string(what));
        } catch (const std::exception&) {
            say("a line is lost for want of memory");
        }
    }

private:
    [[nodiscard]] bool write(std::string_view what) {
        auto line = handclasp::text::printable(what);
        if (line.size() >= PIPE_BUF) {
            line.resize(PIPE_BUF - 1);
            while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0x80U) != 0) line.pop_back();
        }
        line += '\n';
        pollfd ready{descriptor_, POLLOUT, 0};
        if (::poll(&ready, 1, 0) != 1) return false;
        for (std::string_view rest = line; !rest.empty();) {
            const auto count = ::write(descriptor_, rest.data(), rest.size());
            if (count < 0 && errno != EINTR) return false;
            if (count > 0) rest.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    int descriptor_;
    std::mutex mutex_;
    std::size_t lost_ = 0;
};
