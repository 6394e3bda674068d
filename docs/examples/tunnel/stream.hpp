// A socket of the tunnel: reads and writes several buffers at once, and waits with poll(), where a deadline and the end
// of the connection reach it.
#pragma once

#include <handclasp/core/errc.hpp>
#include <handclasp/core/octets.hpp>

#include <asio/buffer.hpp>
#include <asio/connect_pipe.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/readable_pipe.hpp>
#include <asio/writable_pipe.hpp>

#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

namespace tunnel {

namespace hc = handclasp;
using tcp = asio::ip::tcp;
using deadline = std::optional<std::chrono::steady_clock::time_point>;

// What a connection has failed of, in words: the first failure, in whichever direction. It wakes whoever waits.
class downfall {
public:
    explicit downfall(asio::io_context& io) : waking_(io), woken_(io) { asio::connect_pipe(woken_, waking_); }

    void record(std::string_view why) noexcept {
        const std::lock_guard lock(mutex_);
        if (first_) return;
        try {
            first_ = why;
        } catch (const std::exception&) {
            first_.emplace();  // for want of memory
        }
        happened_ = true;
        std::error_code ignored;
        waking_.write_some(asio::buffer("", 1), ignored);
    }
    [[nodiscard]] std::optional<std::string> first() const {
        const std::lock_guard lock(mutex_);
        return first_;
    }

    [[nodiscard]] bool happened() const noexcept { return happened_; }

    // Readable from the failure on; nobody reads it.
    [[nodiscard]] int descriptor() { return woken_.native_handle(); }

private:
    mutable std::mutex mutex_;
    std::optional<std::string> first_;
    std::atomic<bool> happened_ = false;
    asio::writable_pipe waking_;
    asio::readable_pipe woken_;
};

// One of a connection's two sockets. Every failure is a std::runtime_error that names the side and says what happened.
// Two threads may use it, one that reads and one that writes.
class stream {
public:
    stream(tcp::socket socket, std::string name, downfall& common)
        : socket_(std::move(socket)), name_(std::move(name)), common_(&common) {
        std::error_code ignored;  // a socket that is not connected any more shows itself when it is used
        socket_.non_blocking(true, ignored);
        socket_.set_option(tcp::no_delay(true), ignored);
        socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;
    ~stream() {
        std::error_code ignored;
        socket_.close(ignored);  // a destructor of Asio's would not reset
    }

    // Some octets of the stream into the buffers, in their order; zero at its end. While it waits it also looks after
    // `other`, from which nobody may be reading any more, and fails where that is reset.
    [[nodiscard]] std::size_t read_some(std::span<const asio::mutable_buffer> buffers, const deadline& until = {},
                                        stream* other = nullptr, const std::function<std::string()>& hint = {}) {
        for (;;) {
            check_common();
            std::error_code error;
            const std::size_t count = socket_.read_some(buffers, error);
            if (!error) return count;
            if (error == asio::error::eof) return 0;
            if (error != asio::error::would_block) fail(error, hint ? hint() : std::string());
            wait(POLLIN, until, other);
        }
    }

    // All of these octets; the end of the stream before is errc::truncated, of which `hint` says more.
    void read(hc::mutable_octets target, const deadline& until, const std::string& hint = {}) {
        while (!target.empty()) {
            const std::array buffers{asio::mutable_buffer(target.data(), target.size())};
            const std::size_t count = read_some(buffers, until);
            if (count == 0) fail(hc::errc::truncated, hint);
            target = target.subspan(count);
        }
    }

    // All of the buffers, in their order. It uses them up.
    void write(std::span<asio::const_buffer> buffers, const deadline& until = {}) {
        for (;;) {
            while (!buffers.empty() && buffers.front().size() == 0) buffers = buffers.subspan(1);
            if (buffers.empty()) return;
            check_common();
            std::error_code error;
            std::size_t count = socket_.write_some(buffers, error);
            if (error && error != asio::error::would_block) fail(error);
            if (error) wait(POLLOUT, until, nullptr);
            for (auto& buffer : buffers) {
                const std::size_t gone = std::min(count, buffer.size());
                buffer += gone;
                count -= gone;
                if (count == 0) break;
            }
        }
    }
    void write(hc::octets source, const deadline& until = {}) {
        std::array buffers{asio::const_buffer(source.data(), source.size())};
        write(buffers, until);
    }

    // For the time before this is a channel's: fails where nobody wants what comes next any more, because the other
    // threads have failed, the deadline has passed or the peer has left; to be asked before work that takes long. A
    // peer has not left while there is something of its to read, as before an end that is authenticated.
    void require_wanted(const deadline& until) {
        check_common();
        if (until && std::chrono::steady_clock::now() >= *until) fail(hc::errc::timed_out);
        pollfd state{socket_.native_handle(), 0, 0};
        if (::poll(&state, 1, 0) > 0 && (state.revents & interrupted) != 0) fail(asio::error::connection_reset);
        std::byte octet{};
        std::error_code none;
        socket_.receive(asio::mutable_buffer(&octet, 1), asio::socket_base::message_peek, none);
        if (none && none != asio::error::would_block) fail(hc::errc::truncated);
    }

    // Ends the stream in this direction.
    void end() {
        std::error_code error;
        socket_.shutdown(tcp::socket::shutdown_send, error);
        if (error) fail(error);
    }

    // From now on the peer sees a reset when this socket is closed, also where the program is killed; until finish()
    // says that both directions have ended as they should.
    void reset_unless_finished() { linger(true); }
    void finish() { linger(false); }

    [[noreturn]] void fail(std::error_code why) const { fail(why, {}); }
    [[noreturn]] void fail(std::error_code why, const std::string& hint) const {
        throw std::runtime_error(name_ + ": " + why.message() + hint);
    }

private:
    static constexpr short interrupted = POLLERR | POLLHUP;  // reported unasked

    void linger(bool on) {
        std::error_code ignored;
        socket_.set_option(asio::socket_base::linger(on, 0), ignored);
    }

    // Who finds octets always ready would not wait, and not hear of it.
    void check_common() const {
        if (common_->happened()) throw std::runtime_error("the other direction failed");
    }

    void wait(short events, const deadline& until, stream* other) {
        std::array<pollfd, 3> entries{pollfd{socket_.native_handle(), events, 0},
                                      pollfd{common_->descriptor(), POLLIN, 0},
                                      pollfd{other != nullptr ? other->socket_.native_handle() : -1, 0, 0}};
        for (;;) {
            int milliseconds = -1;
            if (until) {
                const auto left =
                    std::chrono::ceil<std::chrono::milliseconds>(*until - std::chrono::steady_clock::now());
                if (left.count() <= 0) fail(hc::errc::timed_out);
                milliseconds = static_cast<int>(std::min<std::chrono::milliseconds::rep>(left.count(), INT_MAX));
            }
            const int ready = ::poll(entries.data(), entries.size(), milliseconds);
            if (ready < 0 && errno != EINTR) fail({errno, asio::error::get_system_category()});
            if (ready <= 0) continue;
            check_common();
            if (entries[0].revents != 0) return;
            if (other != nullptr && (entries[2].revents & interrupted) != 0) other->fail(asio::error::connection_reset);
        }
    }

    tcp::socket socket_;
    std::string name_;
    downfall* common_;
};

}  // namespace tunnel
