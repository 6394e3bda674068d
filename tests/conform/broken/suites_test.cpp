#include <handclasp/testing/conform.hpp>

#include "conform/expect.hpp"

#include <handclasp/suite/standard.hpp>

namespace hc = handclasp;
namespace conform = hc::conform;
using hc::mutable_octets;
using hc::octets;
using hc::result;
using test::found_by;

namespace {

template <hc::protocol_suite Suite>
std::string findings() {
    const auto report = conform::suite<Suite>({{"rekey by itself", "not what these tests are about"}});
    UNSCOPED_INFO(report.text());
    return found_by(report);
}

using place = hc::record::pseudo_header::bytes;

// AES-GCM with the pseudo-header, as a composition of its own. The flawed ones below derive from it and do one thing
// otherwise. Cipher and MAC are not asked for anything but a name.
template <class Flaw>
struct composed {
    using right = hc::record::aead_protection<hc::aes_gcm<128>>;
    using frame = typename right::frame;
    static constexpr std::size_t secrets_size = right::secrets_size;

    class sealing {
    public:
        template <class Traffic>
        static result<sealing> make(const Traffic& traffic) noexcept {
            auto keys = right::sealing::make(traffic);
            if (!keys) return keys.error();
            return sealing(*std::move(keys));
        }
        result<void> seal(mutable_octets body, std::size_t size, const place& where) noexcept {
            return Flaw::seal(right_, body, size, where);
        }

    private:
        explicit sealing(typename right::sealing keys) noexcept : right_(std::move(keys)) {}
        typename right::sealing right_;
    };
    class opening {
    public:
        template <class Traffic>
        static result<opening> make(const Traffic& traffic) noexcept {
            auto keys = right::opening::make(traffic);
            if (!keys) return keys.error();
            return opening(*std::move(keys));
        }
        result<mutable_octets> open(mutable_octets body, const place& where) noexcept {
            return Flaw::open(right_, body, where);
        }

    private:
        explicit opening(typename right::opening keys) noexcept : right_(std::move(keys)) {}
        typename right::opening right_;
    };
};

struct no_flaw {
    static result<void> seal(auto& right, mutable_octets body, std::size_t size, const place& where) noexcept {
        return right.seal(body, size, where);
    }
    static result<mutable_octets> open(auto& right, mutable_octets body, const place& where) noexcept {
        return right.open(body, where);
    }
};

// Every frame is number 0 of its direction, of no kind.
struct forgets_the_place {
    static constexpr place nowhere{};
    static result<void> seal(auto& right, mutable_octets body, std::size_t size, const place&) noexcept {
        return right.seal(body, size, nowhere);
    }
    static result<mutable_octets> open(auto& right, mutable_octets body, const place&) noexcept {
        return right.open(body, nowhere);
    }
};

// The number counts, and the header with the kind and the length does not.
struct forgets_the_header {
    static place number_of(place where) noexcept {
        hc::wipe(mutable_octets(where).subspan(8));
        return where;
    }
    static result<void> seal(auto& right, mutable_octets body, std::size_t size, const place& where) noexcept {
        return right.seal(body, size, number_of(where));
    }
    static result<mutable_octets> open(auto& right, mutable_octets body, const place& where) noexcept {
        return right.open(body, number_of(where));
    }
};

struct does_not_judge : no_flaw {
    static result<mutable_octets> open(auto& right, mutable_octets body, const place& where) noexcept {
        static_cast<void>(right.open(body, where));
        return body.first(body.size() - 16);
    }
};

// The tag is right and the message is sent as it is.
struct does_not_encrypt {
    static result<void> seal(auto& right, mutable_octets body, std::size_t size, const place& where) noexcept {
        std::vector<std::byte> copied(body.begin(), body.end());
        const auto done = right.seal(copied, size, where);
        hc::copy(octets(copied).last(16), body.last(16));
        return done;
    }
    static result<mutable_octets> open(auto&, mutable_octets body, const place&) noexcept {
        return body.first(body.size() - 16);
    }
};

// What is behind octet 512 of a frame is changed, so that it looks encrypted, and not authenticated.
struct leaves_the_end_of_long_frames {
    static constexpr std::size_t most = 512, tag_size = 16;
    static bool is_long(octets body) noexcept { return body.size() >= most + 2 * tag_size; }
    static mutable_octets protected_part(mutable_octets body) noexcept { return body.first(most + tag_size); }
    static void turn(mutable_octets rest) noexcept {
        for (std::byte& octet : rest) octet ^= std::byte{0x5a};
    }
    static result<void> seal(auto& right, mutable_octets body, std::size_t size, const place& where) noexcept {
        if (!is_long(body)) return right.seal(body, size, where);
        const auto behind = body.subspan(most, tag_size), last = body.last(tag_size);
        turn(body.subspan(most, size - most));
        hc::copy(behind, last);
        const auto done = right.seal(protected_part(body), most, where);
        std::ranges::swap_ranges(behind, last);
        return done;
    }
    static result<mutable_octets> open(auto& right, mutable_octets body, const place& where) noexcept {
        if (!is_long(body)) return right.open(body, where);
        const auto behind = body.subspan(most, tag_size), last = body.last(tag_size);
        std::ranges::swap_ranges(behind, last);
        const auto opened = right.open(protected_part(body), where);
        if (!opened) return opened;
        hc::copy(last, behind);
        turn(body.subspan(most, body.size() - tag_size - most));
        return body.first(body.size() - tag_size);
    }
};

template <class Flaw>
struct composition {
    static constexpr std::string_view name = "test";
    template <class, class>
    using protection = composed<Flaw>;
};

template <class Flaw, hc::key_schedule Schedule = hc::derived>
using suite_of = hc::basic_suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::x25519, composition<Flaw>, Schedule,
                                 hc::default_limits, hc::cryptopp_primitives>;

// Both directions have the same keys.
struct one_direction : hc::derived {
    template <hc::key_derivation Kdf>
    static result<session_secrets<Kdf>> derive(octets transcript, octets secrets) noexcept {
        auto made = hc::derived::derive<Kdf>(transcript, secrets);
        auto again = hc::derived::derive<Kdf>(transcript, secrets);
        if (!made || !again) return hc::errc::backend;
        made->server = std::move(again->client);
        return made;
    }
};

struct forgets_the_secrets : hc::derived {
    template <hc::key_derivation Kdf>
    static result<session_secrets<Kdf>> derive(octets, octets) noexcept {
        return hc::derived::derive<Kdf>(hc::as_octets("one transcript"), hc::as_octets("and its secrets"));
    }
};

}  // namespace

TEST_CASE("a suite of a composition that is wrapped and right conforms") {
    test::expect_conforming(conform::suite<suite_of<no_flaw>>(), {"rekey by itself"});
}

TEST_CASE("flaws of a suite's composition are found") {
    CHECK(findings<suite_of<forgets_the_place>>() ==
          "[altered frames][frames of other kinds][messages are encrypted]"
          "[reordered frames][replayed frames]");
    CHECK(findings<suite_of<forgets_the_header>>() == "[altered frames][frames of other kinds]");
    CHECK(findings<suite_of<leaves_the_end_of_long_frames>>() == "[altered full frames]");
    CHECK(findings<suite_of<does_not_judge>>().find("[altered frames]") != std::string::npos);
    CHECK(findings<suite_of<does_not_encrypt>>().find("[messages are encrypted]") != std::string::npos);
}

TEST_CASE("flaws of a suite's key schedule are found") {
    CHECK(findings<suite_of<no_flaw, one_direction>>() == "[reflected frames]");
    CHECK(findings<suite_of<no_flaw, forgets_the_secrets>>() == "[altered initial units][exporter][sessions differ]");
}
