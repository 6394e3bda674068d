#include <handclasp/testing/conform.hpp>

#include "conform/answers.hpp"
#include "conform/expect.hpp"

#include <handclasp/policy/cryptopp/aes_cbc.hpp>

#include <memory>

namespace hc = handclasp;
namespace conform = hc::conform;
using hc::mutable_octets;
using hc::result;
using test::found_by;
using aes = hc::aes_cbc<128>;

namespace {

using key = aes::key;
using block = std::span<std::byte, 16>;

// AES as it should be, under a type of its own. The flawed ones below derive from it and do one thing otherwise.
template <class Derived>
struct encrypting {
    static result<Derived> make(key source) noexcept {
        auto good = aes::encryptor::make(source);
        if (!good) return good.error();
        return Derived{{*std::move(good)}};
    }
    result<void> encrypt_chain(mutable_octets chain) noexcept { return good.encrypt_chain(chain); }
    result<void> encrypt_block(block target) noexcept { return good.encrypt_block(target); }
    aes::encryptor good;
};
template <class Derived>
struct decrypting {
    static result<Derived> make(key source) noexcept {
        auto good = aes::decryptor::make(source);
        if (!good) return good.error();
        return Derived{{*std::move(good)}};
    }
    result<void> decrypt_chain(mutable_octets chain) noexcept { return good.decrypt_chain(chain); }
    aes::decryptor good;
};

template <class Cipher>
std::string findings() {
    const auto report = conform::cipher<Cipher>({test::answers::aes_cbc(128)});
    UNSCOPED_INFO(report.text());
    return found_by(report);
}

struct good : aes {
    struct encryptor : encrypting<encryptor> {};
    struct decryptor : decrypting<decryptor> {};
};

// The first block of a chain is combined with the last of the one before.
struct keeps_a_register : aes {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt_chain(mutable_octets chain) noexcept {
            std::array<std::byte, 16> iv{};
            hc::copy(chain.first(16), iv);
            if (used) hc::copy(chaining, chain);
            const auto done = good.encrypt_chain(chain);
            hc::copy(chain.last(16), chaining);
            used = true;
            hc::copy(iv, chain);
            return done;
        }
        std::array<std::byte, 16> chaining{};
        bool used = false;
    };
};

struct is_ecb : aes {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt_chain(mutable_octets chain) noexcept {
            for (std::size_t at = 16; at < chain.size(); at += 16) {
                if (const auto done = good.encrypt_block(block(chain.subspan(at, 16))); !done) return done;
            }
            return {};
        }
    };
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt_chain(mutable_octets chain) noexcept {
            for (std::size_t at = 16; at < chain.size(); at += 16) {
                std::array<std::byte, 32> alone{};
                hc::copy(chain.subspan(at, 16), mutable_octets(alone).last(16));
                if (const auto done = good.decrypt_chain(alone); !done) return done;
                hc::copy(mutable_octets(alone).last(16), chain.subspan(at));
            }
            return {};
        }
    };
};

// The octet behind the chain, where a guard stands; elsewhere it would be somebody's.
struct writes_one_octet_more : aes {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt_chain(mutable_octets chain) noexcept {
            std::byte* const behind = chain.data() + chain.size();
            if (*behind == std::byte{0xc5}) *behind = std::byte{0};
            return good.decrypt_chain(chain);
        }
    };
};

struct advances_the_iv : aes {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt_chain(mutable_octets chain) noexcept {
            const auto done = good.decrypt_chain(chain);
            chain[15] ^= std::byte{1};
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
struct ignores_the_last_octet_of_the_key : aes {
    struct encryptor : with_part_of_the_key<encryptor, encrypting> {};
    struct decryptor : with_part_of_the_key<decryptor, decrypting> {};
};
struct decrypts_with_part_of_the_key : aes {
    struct decryptor : with_part_of_the_key<decryptor, decrypting> {};
};

struct leaves_its_key_in_the_object : aes {
    struct encryptor : encrypting<encryptor> {
        static result<encryptor> make(key source) noexcept {
            auto made = encrypting::make(source);
            if (made) hc::copy(source, made->copied);
            return made;
        }
        std::array<std::byte, 16> copied{};
    };
};

// Wiped at its end, and left behind by a move.
struct leaves_its_key_where_it_was : aes {
    struct encryptor : encrypting<encryptor> {
        static result<encryptor> make(key source) noexcept {
            auto made = aes::encryptor::make(source);
            if (!made) return made.error();
            encryptor whole(*std::move(made));
            hc::copy(source, whole.copied);
            return whole;
        }
        explicit encryptor(aes::encryptor from) noexcept : encrypting{std::move(from)} {}
        encryptor(encryptor&& other) noexcept : encrypting{std::move(other.good)}, copied(other.copied) {
            other.moved_from = true;
        }
        encryptor& operator=(encryptor&& other) noexcept {
            good = std::move(other.good);
            copied = other.copied;
            other.moved_from = true;
            moved_from = false;
            return *this;
        }
        ~encryptor() {
            if (!moved_from) hc::wipe(copied);
        }
        std::array<std::byte, 16> copied{};
        bool moved_from = false;
    };
};

struct leaves_its_key_on_the_heap : aes {
    struct decryptor : decrypting<decryptor> {
        static result<decryptor> make(key source) noexcept {
            auto made = decrypting::make(source);
            if (made) made->copied = std::make_unique<std::vector<std::byte>>(source.begin(), source.end());
            return made;
        }
        std::unique_ptr<std::vector<std::byte>> copied{};
    };
};

struct allocates_for_a_message : aes {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt_chain(mutable_octets chain) noexcept {
            std::vector<std::byte> scratch(chain.begin(), chain.end());
            const auto done = good.encrypt_chain(scratch);
            hc::copy(scratch, chain);
            return done;
        }
    };
};

// One key for all objects: the last one made.
struct shares_its_key : aes {
    struct encryptor {
        static std::unique_ptr<aes::encryptor>& shared() {
            static std::unique_ptr<aes::encryptor> instance;
            return instance;
        }
        static result<encryptor> make(key source) noexcept {
            auto made = aes::encryptor::make(source);
            if (!made) return made.error();
            shared() = std::make_unique<aes::encryptor>(*std::move(made));
            return encryptor();
        }
        result<void> encrypt_chain(mutable_octets chain) noexcept { return shared()->encrypt_chain(chain); }
        result<void> encrypt_block(block target) noexcept { return shared()->encrypt_block(target); }
    };
};

// What vector instructions do that want their operands aligned, as an error and not as a crash.
struct wants_alignment : aes {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt_chain(mutable_octets chain) noexcept {
            if (reinterpret_cast<std::uintptr_t>(chain.data()) % 4 != 0) return hc::errc::backend;
            return good.encrypt_chain(chain);
        }
    };
};

struct loses_the_last_block_of_many : aes {
    struct decryptor : decrypting<decryptor> {
        result<void> decrypt_chain(mutable_octets chain) noexcept {
            return good.decrypt_chain(chain.first(chain.size() > 33 * 16 ? chain.size() - 16 : chain.size()));
        }
    };
};

struct maps_blocks_together : aes {
    struct encryptor : encrypting<encryptor> {
        result<void> encrypt_block(block target) noexcept {
            target[14] &= std::byte{0xf7};
            return good.encrypt_block(target);
        }
    };
};

struct has_no_name : aes {
    static constexpr std::string_view name = "";
};

}  // namespace

TEST_CASE("a cipher that is wrapped and right conforms") {
    test::expect_conforming(conform::cipher<good>({test::answers::aes_cbc(128)}));
}

TEST_CASE("flaws of a cipher's chain are found") {
    CHECK(findings<keeps_a_register>() ==
          "[CBC by its definition][moves][nothing kept between calls][round trip]"
          "[two objects at once][two threads]");
    CHECK(findings<is_ecb>() == "[CBC by its definition][known answers]");
    CHECK(findings<advances_the_iv>() == "[IV untouched][round trip]");
    CHECK(findings<loses_the_last_block_of_many>() == "[round trip]");
    CHECK(findings<maps_blocks_together>() ==
          "[CBC by its definition][a changed bit spreads over its block]"
          "[different blocks encrypt to different ones]");
    CHECK(findings<has_no_name>() == "[name]");
}

TEST_CASE("flaws of a cipher's memory are found") {
    CHECK(findings<wants_alignment>() == "[unaligned spans]");
    CHECK(findings<leaves_its_key_in_the_object>() == "[wiped objects]");
    CHECK(findings<leaves_its_key_where_it_was>() == "[wiped objects]");
    if (!conform::heap::watched()) {
        WARN("skipped the rest: a sanitizer brings an allocator of its own, and ends the program for a wild write");
        return;
    }
    CHECK(findings<writes_one_octet_more>() == "[nothing touched beside the span]");
    CHECK(findings<leaves_its_key_on_the_heap>() == "[wiped heap]");
    CHECK(findings<allocates_for_a_message>() == "[no allocation per message]");
}

TEST_CASE("flaws of a cipher's keys are found") {
    CHECK(findings<ignores_the_last_octet_of_the_key>() == "[every bit of the key counts][known answers]");
    CHECK(findings<decrypts_with_part_of_the_key>() == "[known answers][round trip]");
    CHECK(findings<shares_its_key>() == "[moves][two objects at once][two threads]");
}
