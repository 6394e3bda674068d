#include <handclasp/testing/conform.hpp>

#include "conform/expect.hpp"

#include <handclasp/policy/cryptopp/x25519.hpp>

namespace hc = handclasp;
namespace conform = hc::conform;
using hc::mutable_octets;
using hc::octets;
using hc::random_function;
using hc::result;
using test::found_by;
using x25519 = hc::x25519;

namespace {

// X25519 as it should be, under types of its own. The flawed ones below derive from it and do one thing otherwise.
template <class Derived>
struct pair_of {
    static result<Derived> generate(random_function random) noexcept {
        auto good = x25519::key_pair::generate(random);
        if (!good) return good.error();
        return Derived{{*std::move(good)}};
    }
    [[nodiscard]] std::span<const std::byte, 32> public_key() const noexcept { return good.public_key(); }
    [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
        return std::move(good).decapsulate(encapsulation, secrets);
    }
    x25519::key_pair good;
};

template <class Transport>
std::string findings() {
    conform::key_transport_options options;
    options.alterations = conform::effort::every_octet;
    const auto report = conform::key_transport<Transport>(options);
    UNSCOPED_INFO(report.text());
    return found_by(report);
}

struct good : x25519 {
    struct key_pair : pair_of<key_pair> {};
};

struct has_constant_secrets : x25519 {
    static result<void> encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        const auto done = x25519::encapsulate(public_key, secrets, encapsulation, random);
        std::ranges::fill(secrets, std::byte{1});
        return done;
    }
    struct key_pair : pair_of<key_pair> {
        [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
            const bool done = std::move(good).decapsulate(encapsulation, secrets);
            std::ranges::fill(secrets, std::byte{1});
            return done;
        }
    };
};

// Goes on with whatever stands where the random octets should.
struct makes_up_random_octets : x25519 {
    static result<void> zeros(mutable_octets target) noexcept {
        std::ranges::fill(target, std::byte{0x40});
        return {};
    }
    static result<void> encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        const auto done = x25519::encapsulate(public_key, secrets, encapsulation, random);
        if (!done && done.error() == hc::errc::random_source) {
            return x25519::encapsulate(public_key, secrets, encapsulation, zeros);
        }
        return done;
    }
    struct key_pair : pair_of<key_pair> {};
};
struct reports_a_failing_source_as_another_error : x25519 {
    struct key_pair : pair_of<key_pair> {
        static result<key_pair> generate(random_function random) noexcept {
            auto made = pair_of::generate(random);
            if (!made) return hc::errc::backend;
            return made;
        }
    };
};

// Sends the secrets as they are.
struct opens_anything : x25519 {
    static result<void> encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        const auto done = x25519::encapsulate(public_key, secrets, encapsulation, random);
        if (done) hc::copy(secrets, encapsulation);
        return done;
    }
    struct key_pair : pair_of<key_pair> {
        [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
            hc::copy(encapsulation.first(std::min(encapsulation.size(), secrets.size())), secrets);
            return true;
        }
    };
};

struct reads_beyond_a_short_encapsulation : x25519 {
    struct key_pair : pair_of<key_pair> {
        [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
            return std::move(good).decapsulate({encapsulation.data(), 32}, secrets);
        }
    };
};

struct reads_beyond_a_short_public_key : x25519 {
    static result<void> encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        return x25519::encapsulate({public_key.data(), 32}, secrets, encapsulation, random);
    }
    struct key_pair : pair_of<key_pair> {};
};

struct takes_any_number_of_secrets : x25519 {
    static result<void> encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        return x25519::encapsulate(public_key, secrets.first(std::min<std::size_t>(secrets.size(), 32)), encapsulation,
                                   random);
    }
    struct key_pair : pair_of<key_pair> {};
};

// The whole pair again, from the octets that it was drawn from.
inline thread_local std::array<std::byte, 64> drawn_now;
struct survives_its_use : x25519 {
    struct key_pair : pair_of<key_pair> {
        static result<void> replay(mutable_octets target) noexcept {
            hc::copy(octets(drawn_now).first(target.size()), target);
            return {};
        }
        static result<key_pair> generate(random_function random) noexcept {
            hc::secret<64> drawn;
            if (const auto done = random(drawn.overwrite()); !done) return done.error();
            hc::copy(drawn.expose(), drawn_now);
            auto made = pair_of::generate(replay);
            if (made) made->kept = std::move(drawn);
            return made;
        }
        [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
            hc::copy(kept.expose(), drawn_now);
            auto again = x25519::key_pair::generate(replay);
            return again && std::move(*again).decapsulate(encapsulation, secrets);
        }
        hc::secret<64> kept{};
    };
};

struct leaves_its_key : x25519 {
    struct key_pair : pair_of<key_pair> {
        static result<key_pair> generate(random_function random) noexcept {
            auto made = pair_of::generate(random);
            if (made)
                conform::fill_with_pattern(made->copied,
                                           hc::load_big_endian<std::uint64_t>(made->public_key().first<8>()));
            return made;
        }
        std::array<std::byte, 32> copied{};  // of no use, and as secret as if it were the private key
    };
};

struct leaves_secrets_on_the_heap : x25519 {
    struct key_pair : pair_of<key_pair> {
        [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
            std::vector<std::byte> scratch(secrets.size());
            const bool done = std::move(good).decapsulate(encapsulation, scratch);
            hc::copy(scratch, secrets);
            return done;
        }
    };
};

struct has_one_pair : x25519 {
    struct key_pair : pair_of<key_pair> {
        static result<void> constant(mutable_octets target) noexcept {
            std::ranges::fill(target, std::byte{0x40});
            return {};
        }
        static result<key_pair> generate(random_function random) noexcept {
            std::array<std::byte, 1> ignored{};
            if (const auto drawn = random(ignored); !drawn) return drawn.error();
            return pair_of::generate(constant);
        }
    };
};

struct ignores_the_last_octet : x25519 {
    static constexpr std::size_t encapsulation_size = 33;
    static result<void> encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        if (encapsulation.size() != encapsulation_size) return hc::errc::invalid_argument;
        return x25519::encapsulate(public_key, secrets, encapsulation.first(32), random);
    }
    struct key_pair : pair_of<key_pair> {
        [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
            auto taken = std::move(good);
            return encapsulation.size() == encapsulation_size &&
                std::move(taken).decapsulate(encapsulation.first(32), secrets);
        }
    };
};

struct takes_a_public_key_of_zeros : x25519 {
    static result<void> encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        const auto done = x25519::encapsulate(public_key, secrets, encapsulation, random);
        if (done || done.error() != hc::errc::bad_public_key || public_key.size() != 32) return done;
        return random(secrets);
    }
    struct key_pair : pair_of<key_pair> {};
};

}  // namespace

TEST_CASE("a key transport that is wrapped and right conforms") {
    test::expect_conforming(conform::key_transport<good>());
}

TEST_CASE("a key transport whose secrets are none is found") {
    CHECK(findings<has_constant_secrets>().find("[two encapsulations differ]") != std::string::npos);
    CHECK(findings<opens_anything>() ==
          "[another pair's encapsulation][encapsulations of a wrong size][opens once]"
          "[wiped objects]");
    CHECK(findings<has_one_pair>() == "[another pair's encapsulation][two key pairs differ]");
    CHECK(findings<ignores_the_last_octet>() == "[altered encapsulations]");
    CHECK(findings<takes_a_public_key_of_zeros>() == "[malformed public keys]");
}

TEST_CASE("a key transport that makes something up is found") {
    CHECK(findings<makes_up_random_octets>() == "[failing random source of encapsulate()]");
    CHECK(findings<reports_a_failing_source_as_another_error>() == "[failing random source of generate()]");
}

TEST_CASE("a key transport that does not look at sizes is found") {
    CHECK(findings<reads_beyond_a_short_encapsulation>() == "[encapsulations of a wrong size]");
    CHECK(findings<takes_any_number_of_secrets>() == "[too many secrets]");
    CHECK(findings<reads_beyond_a_short_public_key>() == "[public keys of a wrong size]");
}

TEST_CASE("a key pair that leaves something is found") {
    CHECK(findings<survives_its_use>() == "[opens once][wiped objects]");
    CHECK(findings<leaves_its_key>() == "[wiped objects]");
    if (!conform::heap::watched()) {
        WARN("skipped the rest: this build has an allocator of its own");
        return;
    }
    CHECK(findings<leaves_secrets_on_the_heap>() == "[wiped heap]");
}
