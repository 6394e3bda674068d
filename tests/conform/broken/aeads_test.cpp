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

// Decrypts, and leaves the judgement of the tag to Flaw.
template <class Flaw>
struct judging : gcm {
    struct decryptor : decrypting<decryptor> {
        static result<decryptor> make(key source) noexcept {
            auto inner = gcm::decryptor::make(source);
            auto again = gcm::encryptor::make(source);
            if (!inner || !again) return hc::errc::backend;
            return decryptor{{*std::move(inner)}, *std::move(again)};
        }
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            // In counter mode encrypting undoes itself, and what is encrypted again has the tag that was sent.
            std::array<std::byte, 16> unused{}, expected{};
            static_cast<void>(again.encrypt(number, associated, text, unused));
            static_cast<void>(again.encrypt(number, associated, text, expected));
            static_cast<void>(again.encrypt(number, associated, text, unused));
            if (Flaw::takes(sent, expected)) return {};
            return hc::errc::authentication_failed;
        }
        gcm::encryptor again;
    };
};

struct compares_fifteen_octets {
    static bool takes(octets sent, octets expected) { return std::ranges::equal(sent.first(15), expected.first(15)); }
};

// The difference is folded to a word, in which two changes of one column cancel.
template <std::size_t Word>
struct folds_the_difference {
    static bool takes(octets sent, octets expected) {
        std::array<std::byte, Word> folded{};
        for (std::size_t i = 0; i < 16; ++i) folded[i % Word] ^= sent[i] ^ expected[i];
        return std::ranges::all_of(folded, [](std::byte octet) { return octet == std::byte{0}; });
    }
};

struct compares_in_any_order {
    static bool takes(octets sent, octets expected) { return std::ranges::is_permutation(sent, expected); }
};

struct takes_a_tag_of_zeros {
    static bool takes(octets sent, octets expected) {
        return std::ranges::equal(sent, expected) || std::ranges::count(sent, std::byte{0}) == 16;
    }
};

struct takes_the_complement {
    static bool takes(octets sent, octets expected) {
        return std::ranges::equal(sent, expected) ||
            std::ranges::equal(sent, expected, {}, [](std::byte octet) { return ~octet; });
    }
};

// What is behind octet 64 of the text, or of the associated data, is not authenticated.
struct leaves_the_end_of_a_text : gcm {
    static constexpr std::size_t most = 64;
    static void turn(mutable_octets rest) noexcept {
        for (std::byte& octet : rest) octet ^= std::byte{0x5a};
    }
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt(nonce number, octets associated, mutable_octets text, tag out) noexcept {
            const auto first = text.first(std::min(text.size(), most));
            turn(text.subspan(first.size()));
            return good.encrypt(number, associated, first, out);
        }
    };
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            const auto first = text.first(std::min(text.size(), most));
            const auto done = good.decrypt(number, associated, first, sent);
            if (done) turn(text.subspan(first.size()));
            return done;
        }
    };
};
struct leaves_the_end_of_associated_data : gcm {
    static octets part(octets associated) noexcept {
        return associated.first(std::min<std::size_t>(associated.size(), 64));
    }
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt(nonce number, octets associated, mutable_octets text, tag out) noexcept {
            return good.encrypt(number, part(associated), text, out);
        }
    };
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt(nonce number, octets associated, mutable_octets text, given_tag sent) noexcept {
            return good.decrypt(number, part(associated), text, sent);
        }
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
    CHECK(findings<ignores_associated_data>() ==
          "[altered associated data][altered long associated data][known answers][moved boundaries]");
    CHECK(findings<judging<compares_fifteen_octets>>().find("[altered tag]") != std::string::npos);
    CHECK(findings<takes_any_tag>() ==
          "[altered associated data][altered long associated data][altered long text]"
          "[altered nonce][altered tag][altered text]"
          "[every bit of the key counts][moved boundaries][tag altered in several places]");
    CHECK(findings<takes_an_empty_text_unseen>() == "[altered nonce][altered tag][moved boundaries]");
    CHECK(findings<ignores_the_nonce>() == "[altered nonce][known answers][the nonce changes the ciphertext]");
    CHECK(findings<encrypts_under_one_nonce>().find("[the nonce changes the ciphertext]") != std::string::npos);
    CHECK(findings<ignores_the_last_octet_of_the_key>() == "[every bit of the key counts][known answers]");
}

TEST_CASE("an AEAD that does not authenticate the end of something long is found") {
    CHECK(findings<leaves_the_end_of_a_text>() == "[altered long text]");
    CHECK(findings<leaves_the_end_of_associated_data>() == "[altered long associated data]");
}

TEST_CASE("an AEAD that compares a tag carelessly is found") {
    CHECK(findings<judging<folds_the_difference<4>>>() == "[tag altered in several places]");
    CHECK(findings<judging<folds_the_difference<8>>>() == "[tag altered in several places]");
    CHECK(findings<judging<compares_in_any_order>>() == "[tag altered in several places]");
    CHECK(findings<judging<takes_a_tag_of_zeros>>() == "[tag altered in several places]");
    CHECK(findings<judging<takes_the_complement>>() == "[tag altered in several places]");
}

TEST_CASE("an AEAD that refuses wrongly is found") {
    CHECK(findings<calls_a_forgery_a_failure>() ==
          "[altered associated data][altered long associated data][altered long text]"
          "[altered nonce][altered tag][altered text]"
          "[every bit of the key counts][moved boundaries][tag altered in several places]");
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
