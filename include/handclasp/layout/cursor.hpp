#pragma once

#include <handclasp/core/octets.hpp>

namespace handclasp::layout {

// Takes fields of varying size off the front of a span. Asking for more than there is yields empty fields and marks
// the cursor, so a parser takes all its fields first and asks complete() once.
class reader {
public:
    explicit constexpr reader(octets source) noexcept : rest_(source) {}

    constexpr octets take(std::size_t size) noexcept {
        if (size > rest_.size()) {
            overrun_ = true;
            rest_ = {};
            return {};
        }
        const octets taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }

    // A big-endian integer; zero beyond the end.
    template <std::unsigned_integral Integer>
    constexpr Integer take_integer() noexcept {
        return load_big_endian<Integer>(take(sizeof(Integer)));
    }

    // A field whose size stands before it as a big-endian integer.
    template <std::unsigned_integral Size>
    constexpr octets take_sized() noexcept {
        return take(take_integer<Size>());
    }

    [[nodiscard]] constexpr std::size_t remaining() const noexcept { return rest_.size(); }

    // Whether every octet was taken, and none too many.
    [[nodiscard]] constexpr bool complete() const noexcept { return !overrun_ && rest_.empty(); }

private:
    octets rest_;
    bool overrun_ = false;
};

// Puts fields one behind the other into a span that the caller has sized for all of them.
class writer {
public:
    explicit constexpr writer(mutable_octets target) noexcept : rest_(target) {}

    void put(octets source) noexcept { copy(source, take(source.size())); }

    template <std::unsigned_integral Integer>
    constexpr void put_integer(Integer value) noexcept {
        store_big_endian(value, take(sizeof(Integer)));
    }

    // Room for a field that is written elsewhere.
    constexpr mutable_octets take(std::size_t size) noexcept {
        const mutable_octets taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }

private:
    mutable_octets rest_;
};

}  // namespace handclasp::layout
