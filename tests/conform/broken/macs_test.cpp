#include <handclasp/testing/conform.hpp>

#include "conform/answers.hpp"
#include "conform/expect.hpp"

#include <handclasp/policy/cryptopp/hmac.hpp>

#include <atomic>
#include <memory>

namespace hc = handclasp;
namespace conform = hc::conform;
using hc::octets;
using hc::result;
using test::found_by;
using right_mac = hc::hmac<hc::sha256, 16>;

namespace {

using key = std::span<const std::byte, 32>;
using tag = std::span<std::byte, 16>;

// HMAC as it should be, under a type of its own. The flawed ones below derive from it and do one thing otherwise.
template <class Derived>
struct authenticating {
    static constexpr std::size_t key_size = 32;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::string_view name = "HMAC";

    static result<Derived> make(key source) noexcept {
        auto good = right_mac::make(source);
        if (!good) return good.error();
        return Derived{{*std::move(good)}};
    }
    result<void> authenticate(octets message, tag out) const noexcept { return good.authenticate(message, out); }
    right_mac good;
};

template <class Mac>
std::string findings() {
    const auto report = conform::mac<Mac>(test::answers::hmac_sha256(16));
    UNSCOPED_INFO(report.text());
    return found_by(report);
}

struct good : authenticating<good> {};

struct ignores_the_last_octet : authenticating<ignores_the_last_octet> {
    result<void> authenticate(octets message, tag out) const noexcept {
        return good.authenticate(message.first(message.empty() ? 0 : message.size() - 1), out);
    }
};

struct ignores_a_bit_of_the_key : authenticating<ignores_a_bit_of_the_key> {
    static result<ignores_a_bit_of_the_key> make(key source) noexcept {
        hc::secret<32> part(source);
        part.overwrite()[31] &= std::byte{0x7f};
        return authenticating::make(part.expose());
    }
};

struct leaves_octets_of_the_tag : authenticating<leaves_octets_of_the_tag> {
    result<void> authenticate(octets message, tag out) const noexcept {
        std::array<std::byte, 16> whole{};
        const auto done = good.authenticate(message, whole);
        hc::copy(octets(whole).first(12), out);
        return done;
    }
};

struct fills_half_of_the_tag : authenticating<fills_half_of_the_tag> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const auto done = good.authenticate(message, out);
        std::ranges::fill(out.last(8), std::byte{0});
        return done;
    }
};

// 64 bits of a tag, at the price of 128.
struct repeats_half_a_tag : authenticating<repeats_half_a_tag> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const auto done = good.authenticate(message, out);
        hc::copy(octets(out).first(8), out.last(8));
        return done;
    }
};
struct inverts_half_a_tag : authenticating<inverts_half_a_tag> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const auto done = good.authenticate(message, out);
        for (std::size_t i = 0; i < 8; ++i) out[15 - i] = ~out[i];
        return done;
    }
};

// Of a long message the first octets count, and how many there are.
template <std::size_t Most>
struct ignores_octets_behind : authenticating<ignores_octets_behind<Most>> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const std::size_t size = message.size();
        if (size <= Most) return this->good.authenticate(message, out);
        const auto done = this->good.authenticate(message.first(Most), out);
        if (!done) return done;
        std::array<std::byte, 24> first_and_size{};
        hc::copy(out, first_and_size);
        hc::store_big_endian(size, std::span(first_and_size).template last<8>());
        return this->good.authenticate(first_and_size, out);
    }
};

// One octet in each 64 does not count, once a message is long.
struct skips_octets_of_a_long_message : authenticating<skips_octets_of_a_long_message> {
    result<void> authenticate(octets message, tag out) const noexcept {
        std::array<std::byte, 16400> kept{};
        if (message.size() <= 1024 || message.size() > kept.size()) return good.authenticate(message, out);
        hc::copy(message, kept);
        for (std::size_t i = 512 + 37; i < message.size(); i += 64) kept[i] = std::byte{0};
        return good.authenticate(octets(kept).first(message.size()), out);
    }
};

struct counts_its_messages : authenticating<counts_its_messages> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const auto done = good.authenticate(message, out);
        out[0] ^= std::byte{counted++};
        return done;
    }
    mutable unsigned char counted = 0;
};

struct strips_zeros : authenticating<strips_zeros> {
    result<void> authenticate(octets message, tag out) const noexcept {
        while (!message.empty() && message.back() == std::byte{0}) message = message.first(message.size() - 1);
        return good.authenticate(message, out);
    }
};

struct clears_the_tag_first : authenticating<clears_the_tag_first> {
    result<void> authenticate(octets message, tag out) const noexcept {
        std::ranges::fill(out, std::byte{0});
        return good.authenticate(message, out);
    }
};

struct refuses_an_empty_message : authenticating<refuses_an_empty_message> {
    result<void> authenticate(octets message, tag out) const noexcept {
        if (message.empty()) return hc::errc::invalid_argument;
        return good.authenticate(message, out);
    }
};

// A sum of the message's octets and HMAC of its length: every bit counts, and anyone can make another's tag.
struct is_linear : authenticating<is_linear> {
    result<void> authenticate(octets message, tag out) const noexcept {
        std::array<std::byte, 16> sum{};
        for (std::size_t i = 0; i < message.size(); ++i) sum[i % 16] ^= message[i];
        std::array<std::byte, 8> size{};
        hc::store_big_endian(message.size(), size);
        const auto done = good.authenticate(size, out);
        for (std::size_t i = 0; i < 16; ++i) out[i] ^= sum[i];
        return done;
    }
};

struct is_wrong_when_unaligned : authenticating<is_wrong_when_unaligned> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const auto done = good.authenticate(message, out);
        if (reinterpret_cast<std::uintptr_t>(message.data()) % 2 != 0) out[3] ^= std::byte{1};
        return done;
    }
};

struct leaves_its_key : authenticating<leaves_its_key> {
    static result<leaves_its_key> make(key source) noexcept {
        auto made = authenticating::make(source);
        if (made) hc::copy(source, made->copied);
        return made;
    }
    std::array<std::byte, 32> copied{};
};

struct allocates_for_a_message : authenticating<allocates_for_a_message> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const std::vector<std::byte> copied(message.begin(), message.end());
        return good.authenticate(copied, out);
    }
};

struct writes_one_octet_more : authenticating<writes_one_octet_more> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const auto done = good.authenticate(message, out);
        auto* const last = reinterpret_cast<unsigned char*>(out.data()) + 16;
        if (*last == 0xc5) *last = 0;  // where a guard stands
        return done;
    }
};

// The tag is put together in a buffer that all objects have in common. Atomic, so that this is wrong and no data race.
struct shares_a_buffer : authenticating<shares_a_buffer> {
    result<void> authenticate(octets message, tag out) const noexcept {
        static std::array<std::atomic<std::byte>, 16> buffer;
        const auto done = good.authenticate(message, out);
        for (std::size_t i = 0; i < 16; ++i) buffer[i] = out[i];
        std::this_thread::yield();
        for (std::size_t i = 0; i < 16; ++i) out[i] = buffer[i];
        return done;
    }
};

struct stays_as_it_was_when_assigned {
    static constexpr std::size_t key_size = 32;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::string_view name = "HMAC";

    static result<stays_as_it_was_when_assigned> make(key source) noexcept {
        return stays_as_it_was_when_assigned(hc::secret<32>(source));
    }
    explicit stays_as_it_was_when_assigned(hc::secret<32> from) noexcept : own(std::move(from)) {}
    stays_as_it_was_when_assigned(stays_as_it_was_when_assigned&&) noexcept = default;
    stays_as_it_was_when_assigned& operator=(stays_as_it_was_when_assigned&&) noexcept { return *this; }
    ~stays_as_it_was_when_assigned() = default;

    result<void> authenticate(octets message, tag out) const noexcept {
        return right_mac::make(own.expose()).and_then([&](const right_mac& good) {
            return good.authenticate(message, out);
        });
    }
    hc::secret<32> own;
};

struct is_another_algorithm : authenticating<is_another_algorithm> {
    result<void> authenticate(octets message, tag out) const noexcept {
        const auto done = good.authenticate(message, out);
        std::ranges::reverse(out);
        return done;
    }
};

}  // namespace

TEST_CASE("a MAC that is wrapped and right conforms") {
    test::expect_conforming(conform::mac<good>(test::answers::hmac_sha256(16)));
}

TEST_CASE("flaws of a MAC's algorithm are found") {
    CHECK(findings<ignores_the_last_octet>() ==
          "[a changed bit spreads over the tag][every bit of the message counts]"
          "[every octet of a long message counts][known answers][zeros at the end count]");
    CHECK(findings<ignores_a_bit_of_the_key>() == "[every bit of the key counts]");
    CHECK(findings<fills_half_of_the_tag>() == "[every bit of the tag varies][known answers]");
    CHECK(findings<strips_zeros>() == "[zeros at the end count]");
    CHECK(findings<refuses_an_empty_message>() ==
          "[nothing kept between calls][nothing touched beside the tag][zeros at the end count]");
    CHECK(findings<is_linear>() == "[a changed bit spreads over the tag][known answers]");
    CHECK(findings<is_another_algorithm>() == "[known answers]");
}

TEST_CASE("a MAC whose tag is shorter than it looks is found") {
    CHECK(findings<repeats_half_a_tag>() == "[every bit of the tag varies][known answers]");
    CHECK(findings<inverts_half_a_tag>() == "[every bit of the tag varies][known answers]");
}

TEST_CASE("a MAC that does not take the whole of a long message is found") {
    CHECK(findings<ignores_octets_behind<256>>() == "[every octet of a long message counts]");
    CHECK(findings<ignores_octets_behind<4096>>() == "[every octet of a long message counts]");
    CHECK(findings<ignores_octets_behind<16399>>() == "[every octet of a long message counts]");
    CHECK(findings<skips_octets_of_a_long_message>() == "[every octet of a long message counts]");
}

TEST_CASE("flaws of a MAC's memory are found") {
    CHECK(findings<leaves_octets_of_the_tag>() ==
          "[every bit of the tag varies][every octet of the tag is written][known answers][tag over the message]");
    CHECK(findings<clears_the_tag_first>() == "[tag over the message]");
    CHECK(findings<is_wrong_when_unaligned>() == "[unaligned spans]");
    CHECK(findings<leaves_its_key>() == "[wiped objects]");
    if (!conform::heap::watched()) {
        WARN("skipped the rest: a sanitizer brings an allocator of its own, and ends the program for a wild write");
        return;
    }
    CHECK(findings<writes_one_octet_more>() == "[nothing touched beside the tag]");
    CHECK(findings<allocates_for_a_message>() == "[no allocation per message]");
}

TEST_CASE("what a MAC keeps, shares or loses is found") {
    CHECK(findings<counts_its_messages>().find("[nothing kept between calls]") != std::string::npos);
    CHECK(findings<shares_a_buffer>() == "[two threads]");
    CHECK(findings<stays_as_it_was_when_assigned>() == "[moves]");
}
