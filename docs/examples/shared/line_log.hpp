// What a server says while it runs.
#pragma once

#include <handclasp/identity/plain_text.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>

// Lines on standard output or error, from any thread, until the program's end. Strangers choose when there is one, and
// perhaps nobody reads: none is waited for. A line that cannot go at once is lost, and so is one for want of memory; the
// next that goes comes after one that says how many were.
class line_log {
public:
    // To be made while there are descriptors: it takes one of its own.
    explicit line_log(int descriptor) : descriptor_(without_waiting(descriptor)) {}
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
    // poll() promises room for one octet on a terminal, and on a pipe somebody else may take the room meanwhile; so a
    // write must not wait either. O_NONBLOCK would be for all who have the same open file: this is another one, of the same
    // pipe or terminal. The same descriptor where it is neither, where nothing can be written, and without /proc.
    [[nodiscard]] static int without_waiting(int descriptor) {
        struct stat status {};
        const bool waits = ::fstat(descriptor, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode));
        const int flags = ::fcntl(descriptor, F_GETFL);
        if (!waits || flags < 0 || (flags & O_ACCMODE) == O_RDONLY) return descriptor;
        const auto name = "/proc/self/fd/" + std::to_string(descriptor);
        const int own = ::open(name.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        return own < 0 ? descriptor : own;
    }

    // Without the last character where that is cut.
    static void shorten(std::string& line, std::size_t most) {
        if (line.size() <= most) return;
        const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(line[at]); };
        while (most > 0 && (octet(most) & 0xC0U) == 0x80U) --most;
        line.resize(most);
    }

    [[nodiscard]] bool write(std::string_view what) {
        auto line = handclasp::text::printable(what);
        shorten(line, PIPE_BUF - 1);
        line += '\n';
        if (cut_) line.insert(line.begin(), '\n');
        pollfd ready{descriptor_, POLLOUT, 0};
        if (::poll(&ready, 1, 0) != 1) return false;
        for (std::string_view rest = line; !rest.empty();) {
            const auto count = ::write(descriptor_, rest.data(), rest.size());
            if (count < 0 && errno != EINTR) return false;
            if (count < 0) continue;
            rest.remove_prefix(static_cast<std::size_t>(count));
            cut_ = !rest.empty();
        }
        return true;
    }

    int descriptor_;
    std::mutex mutex_;
    std::size_t lost_ = 0;
    bool cut_ = false;  // whether a part of a line has gone
};
