#pragma once

#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/reference/suite.hpp>

#include <optional>

namespace handclasp::reference {

template <class Suite>
class hello_awaited;
template <class Suite>
class initial_awaited;

// The two keys of a session. They serve both directions, which is why frames can be reflected.
template <class Suite>
struct session_keys {
    secret<Suite::key_size> cipher;
    secret<Suite::key_size> mac;
};

// The sending half.
template <class Suite>
class sender {
public:
    // errc::backend.
    [[nodiscard]] static result<sender> make(const session_keys<Suite>& keys) noexcept {
        auto cipher = encryptor::make(keys.cipher.expose());
        if (!cipher) return cipher.error();
        auto mac = Suite::mac::make(keys.mac.expose());
        if (!mac) return mac.error();
        return sender(*std::move(cipher), *std::move(mac));
    }

    // Seals a message into a unit of unit_size(message) octets; returns it. errc::invalid_argument above the suite's
    // limit, errc::buffer_size; errc::random_source, which is final.
    [[nodiscard]] result<octets> seal(octets message, mutable_octets out) noexcept {
        if (stopped_) return *stopped_;
        if (!present_) return errc::closed;
        if (message.size() > Suite::limits::message) return errc::invalid_argument;
        const std::size_t size = Suite::unit_size(message.size());
        if (out.size() < size) return errc::buffer_size;
        const auto unit = out.first(size);
        if (const auto sealed = seal_body(message, unit.subspan(Suite::length.end())); !sealed) {
            stop(sealed.error());
            return sealed.error();
        }
        store_big_endian(size - Suite::length.end(), Suite::length.of(unit));
        return octets(unit);
    }

    // Makes every later call fail with this error, unless there is one already.
    void stop(errc failure) noexcept {
        if (!stopped_) stopped_ = failure;
    }

private:
    friend class hello_awaited<Suite>;  // whose initial unit has a body of its own
    using encryptor = typename Suite::cipher::encryptor;
    using frame = typename Suite::frame;

    // IV | AES-CBC(tag | message | padding), into body_size(message) octets, which the message may overlap.
    [[nodiscard]] result<void> seal_body(octets message, mutable_octets body) noexcept {
        copy(message, body.subspan(frame::message_offset));
        const auto padding = body.subspan(frame::message_offset + message.size());
        std::memset(padding.data(), static_cast<int>(padding.size()), padding.size());
        const auto sealed = seal_padded(message.size(), body);
        if (!sealed) wipe(body);  // which holds the message
        return sealed;
    }
    [[nodiscard]] result<void> seal_padded(std::size_t message_size, mutable_octets body) noexcept {
        if (const auto drawn = Suite::random::fill(frame::iv.of(body)); !drawn) return drawn.error();
        secret<Suite::mac::tag_size> tag;
        const octets message = body.subspan(frame::message_offset, message_size);
        if (const auto done = mac_.authenticate(message, tag.overwrite()); !done) return done.error();
        copy(tag.expose(), frame::tag.of(body));
        return cipher_.encrypt_chain(body);
    }

    sender(encryptor cipher, typename Suite::mac mac) noexcept : cipher_(std::move(cipher)), mac_(std::move(mac)) {}

    encryptor cipher_;
    typename Suite::mac mac_;
    std::optional<errc> stopped_;
    move_marker present_;
};

// The receiving half. Every error is final: each later call returns it.
template <class Suite>
class receiver {
public:
    static constexpr std::size_t max_unit_size = Suite::unit_size(Suite::limits::message);

    // errc::backend.
    [[nodiscard]] static result<receiver> make(const session_keys<Suite>& keys) noexcept {
        auto cipher = decryptor::make(keys.cipher.expose());
        if (!cipher) return cipher.error();
        auto mac = Suite::mac::make(keys.mac.expose());
        if (!mac) return mac.error();
        return receiver(*std::move(cipher), *std::move(mac));
    }

    // The size of the unit, length included, that four octets announce. errc::unit_size outside the suite's limits.
    [[nodiscard]] result<std::size_t> unit_size(octets length) noexcept {
        if (!present_) return errc::closed;
        if (failure_) return *failure_;
        if (length.size() < Suite::length.end()) return fail(errc::unit_size);
        const std::size_t size = load_big_endian<std::uint32_t>(Suite::length.of(length));
        if (size < frame::body_size(0) || size > frame::body_size(Suite::limits::message)) return fail(errc::unit_size);
        return Suite::length.end() + size;
    }

    // The message of a whole unit, in its place. errc::authentication_failed for whatever is wrong with it; then it
    // is wiped.
    [[nodiscard]] result<octets> open(mutable_octets unit) noexcept {
        const auto size = unit_size(unit);
        if (!size) return size.error();
        if (*size != unit.size()) return fail(errc::unit_size);
        return open_body(unit.subspan(Suite::length.end()), Suite::limits::message);
    }

    // To be asked when the stream ends on a boundary between units: it may have been anybody who ended it.
    [[nodiscard]] errc end() const noexcept { return failure_.value_or(errc::end_unauthenticated); }

    // Makes every later call fail with this error, unless there is one already.
    void stop(errc failure) noexcept { static_cast<void>(fail(failure)); }

private:
    friend class initial_awaited<Suite>;
    using decryptor = typename Suite::cipher::decryptor;
    using frame = typename Suite::frame;

    // The message of a body of at least body_size(0) octets. Padding, which nothing authenticates, and tag are looked
    // at together: until both are known to be good, no branch, no access and no number of compressions depends on
    // either.
    [[nodiscard]] result<octets> open_body(mutable_octets body, std::size_t limit) noexcept {
        if (failure_) return *failure_;
        if (body.size() < frame::body_size(0) || body.size() % Suite::cipher::block_size != 0) return refuse(body);
        if (!cipher_.decrypt_chain(body)) return refuse(body);

        const octets padded = body.subspan(frame::message_offset);
        const auto padding_size = std::to_integer<std::size_t>(padded.back());
        std::uint32_t good =
            ~constant_time::same(padding_size, 0) & constant_time::less(padding_size, frame::max_padding + 1);
        for (std::size_t i = 1; i <= frame::max_padding; ++i) {
            const std::uint32_t within = constant_time::less(i, padding_size + 1);
            good &=
                ~within | constant_time::same(std::to_integer<std::size_t>(padded[padded.size() - i]), padding_size);
        }
        // With bad padding one octet of it is assumed, and the same work goes on.
        const std::size_t assumed = (padding_size & good) | (1U & ~good);
        const std::size_t size = padded.size() - assumed;
        secret<Suite::mac::tag_size> tag;
        mac_.authenticate(padded.first(padded.size() - 1), size, padded.size() - frame::max_padding, tag.overwrite());
        good &= constant_time::mask(constant_time::equal(tag.expose(), frame::tag.of(octets(body))));
        good &= constant_time::less(size, limit + 1);
        if (good == 0) return refuse(body);
        return padded.first(size);
    }

    receiver(decryptor cipher, typename Suite::mac mac) noexcept : cipher_(std::move(cipher)), mac_(std::move(mac)) {}

    errc fail(errc failure) noexcept {
        if (!failure_) failure_ = failure;
        return *failure_;
    }
    errc refuse(mutable_octets body) noexcept {
        wipe(body);
        return fail(errc::authentication_failed);
    }

    decryptor cipher_;
    typename Suite::mac mac_;
    std::optional<errc> failure_;
    move_marker present_;
};

}  // namespace handclasp::reference
