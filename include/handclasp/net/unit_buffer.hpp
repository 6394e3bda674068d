#pragma once

#include <handclasp/layout/unit.hpp>

#include <algorithm>
#include <vector>

namespace handclasp::net {

// Gathers one unit at a time from a stream, however it is cut up: first the four octets of a header, then, once
// somebody has said how many that announces, exactly as many. So a length that is not admitted is never buffered for,
// and an octet that belongs to the next unit is never taken. Between two units it keeps little.
class unit_buffer {
public:
    static constexpr std::size_t idle_size = 1024;  // octets that are kept for the next unit

    // Where the octets that come next belong; never empty before the unit is complete.
    [[nodiscard]] mutable_octets room() noexcept {
        const std::size_t end = size_ == 0 ? layout::unit_header::size : size_;
        return mutable_octets(storage_).first(end).subspan(filled_);
    }
    void filled(std::size_t count) noexcept { filled_ += count; }

    // Whether the header is there and its unit's size has yet to be announced.
    [[nodiscard]] bool header_complete() const noexcept { return size_ == 0 && filled_ == layout::unit_header::size; }
    [[nodiscard]] octets header() const noexcept { return octets(storage_).first(layout::unit_header::size); }

    // The size of the whole unit, header included.
    void announce(std::size_t size) {
        if (storage_.size() < size) storage_.resize(size);
        size_ = size;
    }
    [[nodiscard]] bool announced() const noexcept { return size_ != 0; }

    // Octets that came before anybody asked for them, at most what is missing.
    void put(octets source) noexcept {
        const octets taken = source.first(std::min(source.size(), room().size()));
        copy(taken, room());
        filled(taken.size());
    }

    // What has come of the unit.
    [[nodiscard]] octets begun() const noexcept { return octets(storage_).first(filled_); }
    [[nodiscard]] bool empty() const noexcept { return filled_ == 0; }
    [[nodiscard]] bool complete() const noexcept { return size_ != 0 && filled_ == size_; }
    [[nodiscard]] mutable_octets unit() noexcept { return mutable_octets(storage_).first(size_); }

    // Makes room for the next unit.
    void next() {
        filled_ = size_ = 0;
        if (storage_.size() > idle_size) storage_ = std::vector<std::byte>(layout::unit_header::size);
    }

private:
    std::vector<std::byte> storage_ = std::vector<std::byte>(layout::unit_header::size);
    std::size_t filled_ = 0;
    std::size_t size_ = 0;  // zero while the header is awaited
};

}  // namespace handclasp::net
