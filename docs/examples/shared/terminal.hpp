// The terminal that a program was started from: questions, and answers that nobody else sees.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <string>

namespace terminal {

// Signals that would end or stop the program while the terminal shows nothing of what is typed. They end the waiting for
// an answer, and come again once the terminal is as it was. Those that the program ignores it goes on to ignore.
class held_signals {
public:
    held_signals() {
        interrupted_by() = 0;
        struct sigaction handler {};
        handler.sa_handler = [](int signal) { interrupted_by() = signal; };
        sigset_t held;
        ::sigemptyset(&held);
        for (const int signal : signals) ::sigaddset(&held, signal);
        ::pthread_sigmask(SIG_BLOCK, &held, &mask_before_);
        for (std::size_t i = 0; i < signals.size(); ++i) {
            ::sigaction(signals[i], nullptr, &before_[i]);
            if (before_[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &handler, nullptr);
        }
    }
    held_signals(const held_signals&) = delete;
    held_signals& operator=(const held_signals&) = delete;
    ~held_signals() {
        for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &before_[i], nullptr);
        ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
        if (interrupted_by() != 0) ::raise(interrupted_by());
    }

    // Waits until there is something to read, or its end or a failure; false where one of the signals has come. They are
    // let through here alone, so that none comes unnoticed between a look for it and the waiting.
    [[nodiscard]] bool await(int descriptor) const noexcept {
        pollfd wanted{descriptor, POLLIN, 0};
        while (::ppoll(&wanted, 1, nullptr, &mask_before_) < 0 && errno == EINTR) {
            if (interrupted_by() != 0) return false;
        }
        return true;
    }

private:
    static constexpr std::array signals{SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGTSTP, SIGALRM,
                                        SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGPIPE};

    static volatile std::sig_atomic_t& interrupted_by() noexcept {
        static volatile std::sig_atomic_t signal = 0;
        return signal;
    }

    std::array<struct sigaction, signals.size()> before_{};
    sigset_t mask_before_{};
};

// The terminal of this program, whatever its standard input and output are; one that is not open where there is none.
class device {
public:
    device() noexcept : descriptor_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {}
    device(const device&) = delete;
    device& operator=(const device&) = delete;
    ~device() {
        if (is_open()) ::close(descriptor_);
    }

    [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    // What cannot be said is not worth more than the next read's failure.
    void say(const std::string& text) const {
        [[maybe_unused]] const auto written = ::write(descriptor_, text.data(), text.size());
    }

    // Asks until the answer is yes or no; the terminal's end is no. What was typed before the question is no answer.
    [[nodiscard]] bool confirms(const std::string& question) const {
        for (;;) {
            ::tcflush(descriptor_, TCIFLUSH);
            say(question + "? (yes or no) ");
            const auto answer = line();
            if (!answer || *answer == "no") return false;
            if (*answer == "yes") return true;
        }
    }

    // One line, without its end; none at the terminal's end.
    [[nodiscard]] std::optional<std::string> line() const {
        std::string read;
        for (char character = 0;;) {
            const ssize_t count = ::read(descriptor_, &character, 1);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return std::nullopt;
            if (character == '\n') return read;
            if (read.size() < 1024) read += character;
        }
    }

private:
    int descriptor_;
};

// Turns the terminal's echo off, and on again.
class silence {
public:
    explicit silence(const device& at) : at_(at.descriptor()) {
        if (::tcgetattr(at_, &before_) != 0) throw std::runtime_error("cannot turn off the terminal's echo");
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
        if (!set(quiet)) throw std::runtime_error("cannot turn off the terminal's echo");
    }
    silence(const silence&) = delete;
    silence& operator=(const silence&) = delete;
    ~silence() { set(before_); }

private:
    // A signal that comes meanwhile does not leave it undone.
    bool set(const termios& state) const noexcept {
        int done = 0;
        do {
            done = ::tcsetattr(at_, TCSAFLUSH, &state);
        } while (done != 0 && errno == EINTR);
        return done == 0;
    }

    int at_;
    termios before_{};
};

}  // namespace terminal
