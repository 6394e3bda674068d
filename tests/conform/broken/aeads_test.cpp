#include <handclasp/testing/conform.hpp>

#include "conform/answers.hpp"
#include "conform/expect.hpp"

#include <handclasp/policy/cryptopp/aes_gcm.hpp>

#include <atomic>
#include <memory>

namespace hc = handclasp;
namespace conform = hc::conform;
using hc::mutable_octets;
using hc::octets;
using hc::result;
using test::found_by;
using gcm = hc::aes_gcm<128>;

namespace {

using key = std::span<const std::byte, 16>;
using nonce = std::span<const std::byte, 12>;
using tag = std::span<std::byte, 16>;
using given_tag = std::span<const std::byte, 16>;

// AES-GCM as it should be, under a type of its own. The flawed ones below derive from it and do one thing otherwise.
template <class Derived>
struct encrypting {
    static result<Derived> make(key source) noexcept {
        auto good = gcm::encryptor::make(source);
        if (!good) return good.error();
        return Derived{{*std::move(good)}};
    }
    result<void> encrypt(nonce number, octets associated, mutable_octets text, tag out) noexcept {
        return good.encrypt(number, associated, text, out);
    }
    gcm::encryptor good;
};
template <class Derived>
struct decrypting {
    static result<Derived> make(key source) noexcept {
        auto good = gcm::decryptor::make(source);
        if (!good) return good.error();
        return Derived{{*std::move(good)}};
    }
    result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
        return good.decrypt(number, associated, text, sent);
    }
    gcm::decryptor good;
};

template <class Aead>
std::string findings() {
    const auto report = conform::aead<Aead>({test::answers::aes_gcm(128)});
    UNSCOPED_INFO(report.text());
    return found_by(report);
}

struct good : gcm {
    struct encryptor : encrypting<encryptor> {};
    struct decryptor : decrypting<decryptor> {};
};

struct ignores_associated_data : gcm {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt(nonce number, octets, mutable_octets text, tag out) noexcept {
            return good.encrypt(number, {}, text, out);
        }
    };
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets, mutable_octets text, given_tag sent) noexcept {
            return good.decrypt(number, {}, text, sent);
        }
    };
};

// Puts right what it does not look at, as a comparison of 15 octets does.
struct compares_fifteen_octets : gcm {
    struct decryptor : decrypting<decryptor> {
        static result<decryptor> make(key source) noexcept {
            auto inner = gcm::decryptor::make(source);
            auto again = gcm::encryptor::make(source);
            if (!inner || !again) return hc::errc::backend;
            return decryptor{{*std::move(inner)}, *std::move(again)};
        }
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            // In counter mode encrypting undoes itself, and what is encrypted again has the tag that was sent.
            std::array<std::byte, 16> expected{};
            std::vector<std::byte> plain(text.begin(), text.end());
            static_cast<void>(again.encrypt(number, associated, plain, expected));
            hc::copy(plain, text);
            static_cast<void>(again.encrypt(number, associated, plain, expected));
            if (std::ranges::equal(octets(sent).first(15), octets(expected).first(15))) return {};
            return hc::errc::authentication_failed;
        }
        gcm::encryptor again;
    };
};

struct ignores_the_nonce : gcm {
    static constexpr std::array<std::byte, 12> constant{};
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt(nonce, octets associated, mutable_octets text, tag out) noexcept {
            return good.encrypt(constant, associated, text, out);
        }
    };
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce, octets associated, mutable_octets text, given_tag sent) noexcept {
            return good.decrypt(constant, associated, text, sent);
        }
    };
};

// The nonce is authenticated, and the text is encrypted with the same octets each time.
struct encrypts_under_one_nonce : gcm {
    static constexpr std::array<std::byte, 12> constant{};
    static std::vector<std::byte> both(nonce number, octets associated) {
        std::vector<std::byte> all(number.begin(), number.end());
        all.insert(all.end(), associated.begin(), associated.end());
        return all;
    }
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt(nonce number, octets associated, mutable_octets text, tag out) noexcept {
            return good.encrypt(constant, both(number, associated), text, out);
        }
    };
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            return good.decrypt(constant, both(number, associated), text, sent);
        }
    };
};

struct calls_a_forgery_a_failure : gcm {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            if (!good.decrypt(number, associated, text, sent)) return hc::errc::backend;
            return {};
        }
    };
};

struct takes_any_tag : gcm {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            static_cast<void>(good.decrypt(number, associated, text, sent));
            return {};
        }
    };
};

struct takes_an_empty_text_unseen : gcm {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            if (text.empty()) return {};
            return good.decrypt(number, associated, text, sent);
        }
    };
};

struct refuses_an_empty_text : gcm {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            if (text.empty()) return hc::errc::authentication_failed;
            return good.decrypt(number, associated, text, sent);
        }
    };
};

struct breaks_after_a_refusal : gcm {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            if (broken) return hc::errc::authentication_failed;
            const auto done = good.decrypt(number, associated, text, sent);
            broken = !done;
            return done;
        }
        bool broken = false;
    };
};

struct wants_alignment : gcm {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt(nonce number, octets associated, mutable_octets text, tag out) noexcept {
            const auto done = good.encrypt(number, associated, text, out);
            if (reinterpret_cast<std::uintptr_t>(out.data()) % 2 != 0) out[0] ^= std::byte{1};
            return done;
        }
    };
};

struct leaves_an_octet_of_the_tag : gcm {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt(nonce number, octets associated, mutable_octets text, tag out) noexcept {
            const std::byte before = out[15];
            const auto done = good.encrypt(number, associated, text, out);
            out[15] = before;
            return done;
        }
    };
};

template <class Derived, template <class> class Right>
struct with_part_of_the_key : Right<Derived> {
    static result<Derived> make(key source) noexcept {
        hc::secret<16> part(source);
        part.overwrite()[15] = std::byte{0};
        return Right<Derived>::make(part.expose());
    }
};
struct ignores_the_last_octet_of_the_key : gcm {
    struct encryptor : with_part_of_the_key<encryptor, encrypting> {};
    struct decryptor : with_part_of_the_key<decryptor, decrypting> {};
};

struct leaves_its_key : gcm {
    struct decryptor : decrypting<decryptor> {
        static result<decryptor> make(key source) noexcept {
            auto made = decrypting::make(source);
            if (made) hc::copy(source, made->copied);
            return made;
        }
        std::array<std::byte, 16> copied{};
    };
};

struct leaves_its_key_on_the_heap : gcm {
    struct encryptor : encrypting<encryptor> {
        static result<encryptor> make(key source) noexcept {
            const std::vector<std::byte> copied(source.begin(), source.end());
            return encrypting::make(key(copied));
        }
    };
};

struct allocates_for_a_message : gcm {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            const auto copied = std::make_unique<std::array<std::byte, 16>>();
            hc::copy(sent, *copied);
            return good.decrypt(number, associated, text, *copied);
        }
    };
};

// The tag is put together in a buffer that all objects have in common. Atomic, so that this is wrong and no data race.
struct shares_a_buffer : gcm {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt(nonce number, octets associated, mutable_octets text, tag out) noexcept {
            static std::array<std::atomic<std::byte>, 16> buffer;
            const auto done = good.encrypt(number, associated, text, out);
            for (std::size_t i = 0; i < 16; ++i) buffer[i] = out[i];
            std::this_thread::yield();
            for (std::size_t i = 0; i < 16; ++i) out[i] = buffer[i];
            return done;
        }
    };
};

}  // namespace

TEST_CASE("an AEAD that is wrapped and right conforms") {
    test::expect_conforming(conform::aead<good>({test::answers::aes_gcm(128)}));
}

TEST_CASE("an AEAD that lets something pass is found") {
    CHECK(findings<ignores_associated_data>() == "[altered associated data][known answers][moved boundaries]");
    CHECK(findings<compares_fifteen_octets>().find("[altered tag]") != std::string::npos);
    CHECK(findings<takes_any_tag>() ==
          "[altered associated data][altered nonce][altered tag][altered text]"
          "[every bit of the key counts][moved boundaries]");
    CHECK(findings<takes_an_empty_text_unseen>() == "[altered nonce][altered tag][moved boundaries]");
    CHECK(findings<ignores_the_nonce>() == "[altered nonce][known answers][the nonce changes the ciphertext]");
    CHECK(findings<encrypts_under_one_nonce>().find("[the nonce changes the ciphertext]") != std::string::npos);
    CHECK(findings<ignores_the_last_octet_of_the_key>() == "[every bit of the key counts][known answers]");
}

TEST_CASE("an AEAD that refuses wrongly is found") {
    CHECK(findings<calls_a_forgery_a_failure>() ==
          "[altered associated data][altered nonce][altered tag][altered text]"
          "[every bit of the key counts][moved boundaries]");
    CHECK(findings<refuses_an_empty_text>() == "[nothing touched beside the spans][round trip]");
    CHECK(findings<breaks_after_a_refusal>() == "[good messages after a refusal]");
}

TEST_CASE("flaws of an AEAD's memory are found") {
    CHECK(findings<wants_alignment>() == "[unaligned spans]");
    CHECK(findings<leaves_an_octet_of_the_tag>().find("[every octet of the tag is written]") != std::string::npos);
    CHECK(findings<leaves_its_key>() == "[wiped objects]");
    CHECK(findings<shares_a_buffer>() == "[two threads]");
    if (!conform::heap::watched()) {
        WARN("skipped the rest: a sanitizer brings an allocator of its own");
        return;
    }
    CHECK(findings<leaves_its_key_on_the_heap>() == "[wiped heap]");
    CHECK(findings<allocates_for_a_message>() == "[no allocation per message]");
}
