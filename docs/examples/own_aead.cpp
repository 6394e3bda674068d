// An AEAD of one's own: AES-128 in CCM mode (RFC 3610, RFC 5116), from Crypto++. docs/tutorials/aead.md explains it.
//
// The program holds the policy against known answers and the conformance kit, composes a suite with it, sends messages
// through a session in memory, and ends with 0 if everything was as it should be.

#include <handclasp/handclasp.hpp>
#include <handclasp/testing/allocation_watch.hpp>
#include <handclasp/testing/conform.hpp>

#include <cryptopp/aes.h>
#include <cryptopp/ccm.h>

#include <iostream>
#include <memory>

namespace hc = handclasp;

namespace mine {

// Crypto++ has an octet type of its own.
CryptoPP::byte* raw(std::byte* octet) {
    return reinterpret_cast<CryptoPP::byte*>(octet);
}
const CryptoPP::byte* raw(const std::byte* octet) {
    return reinterpret_cast<const CryptoPP::byte*>(octet);
}

// What the library throws ends here, and comes out as a value.
template <class Action>
auto guarded(Action action) noexcept -> decltype(action()) {
    try {
        return action();
    } catch (...) {
        return hc::errc::backend;
    }
}

// AEAD_AES_128_CCM of RFC 5116, section 5.3. A text has at most 2^24 - 1 octets; errc::backend for a longer one.
struct aes_128_ccm {
    static constexpr std::size_t key_size = 16;
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::string_view name = "AES-128-CCM";

    // Optional: what hc::suite_report is told. A forgery succeeds with 2^-128, however long the text is; beyond that
    // it is the blocks under a key that count (Jonsson 2002, "On the Security of CTR + CBC-MAC").
    static constexpr std::size_t block_size = 16;  // of AES, in octets
    static constexpr int forgery_exponent(std::size_t) noexcept { return -128; }

    using key = std::span<const std::byte, key_size>;
    using nonce = std::span<const std::byte, nonce_size>;

private:
    // One keyed direction. Library is CCM<AES>::Encryption or ::Decryption of Crypto++.
    template <class Library>
    class direction {
    public:
        // Throws what Crypto++ throws. It takes no key without a nonce; this one is used for nothing.
        explicit direction(key source) : library_(std::make_unique<Library>()) {
            constexpr std::array<std::byte, nonce_size> no_nonce_yet{};
            library_->SetKeyWithIV(raw(source.data()), source.size(), raw(no_nonce_yet.data()), nonce_size);
        }

        // Transforms the text in place and writes the tag that belongs to it, in either direction.
        hc::result<void> process(nonce number, hc::octets associated, hc::mutable_octets text,
                                 std::span<std::byte, tag_size> tag) noexcept {
            if (!library_) return hc::errc::closed;  // moved from
            return guarded([&]() -> hc::result<void> {
                library_->Resynchronize(raw(number.data()), nonce_size);
                library_->SpecifyDataLengths(associated.size(), text.size(), 0);
                if (!associated.empty()) library_->Update(raw(associated.data()), associated.size());
                if (!text.empty()) library_->ProcessData(raw(text.data()), raw(text.data()), text.size());
                library_->TruncatedFinal(raw(tag.data()), tag.size());
                return {};
            });
        }

    private:
        std::unique_ptr<Library> library_;  // a move of Crypto++'s object may throw; that of a pointer does not
    };

public:
    class encryptor {
    public:
        static hc::result<encryptor> make(key source) noexcept {
            return guarded([source]() -> hc::result<encryptor> { return encryptor(source); });
        }

        hc::result<void> encrypt(nonce number, hc::octets associated, hc::mutable_octets text,
                                 std::span<std::byte, tag_size> tag) noexcept {
            return direction_.process(number, associated, text, tag);
        }

    private:
        explicit encryptor(key source) : direction_(source) {}
        direction<CryptoPP::CCM<CryptoPP::AES>::Encryption> direction_;
    };

    class decryptor {
    public:
        static hc::result<decryptor> make(key source) noexcept {
            return guarded([source]() -> hc::result<decryptor> { return decryptor(source); });
        }

        hc::result<void> decrypt(nonce number, hc::octets associated, hc::mutable_octets text,
                                 std::span<const std::byte, tag_size> tag) noexcept {
            hc::secret<tag_size> expected;  // wipes itself: where the text was forged, this is its right tag
            const auto done = direction_.process(number, associated, text, expected.overwrite());
            if (!done) return done;
            if (!hc::constant_time::equal(expected.expose(), tag)) return hc::errc::authentication_failed;
            return {};
        }

    private:
        explicit decryptor(key source) : direction_(source) {}
        direction<CryptoPP::CCM<CryptoPP::AES>::Decryption> direction_;
    };
};

// Said right here, so that a member that is missing shows at its home.
static_assert(hc::aead<aes_128_ccm>);

// The suite, and what the compiler knows of it.
using suite = hc::aead_suite<aes_128_ccm, hc::x25519>;
static_assert(suite::name == "AES-128-CCM/aead/X25519/derived");
static_assert(hc::layout::message_frame<suite>::overhead == 4 + 16);               // header, tag; no IV is sent
static_assert(hc::layout::message_frame<suite>::frame_size(100) == 4 + 100 + 16);  // and the message, not padded
static_assert(hc::suite_report<suite>::forgery_exponent == -128);

// The same with few frames to a key, so that a test gets to the last of them.
struct few : hc::default_limits {
    static constexpr std::uint64_t frames_per_key = 4096;
};
using tested_suite = hc::aead_suite<aes_128_ccm, hc::x25519, hc::derived, few>;

}  // namespace mine

namespace {

bool all_good = true;

void expect(bool good, std::string_view what) {
    std::cout << (good ? "  ok      " : "  FAILED  ") << what << '\n';
    all_good = all_good && good;
}

void expect(const hc::conform::report& report) {
    std::cout << report;
    all_good = all_good && report.conforms();
}

void check_policy() {
    expect(hc::conform::aead<mine::aes_128_ccm>({
        // NIST's CAVP, ccmtestvectors.zip, VNT128.rsp, count 50.
        {.key = "005e8f4d8e0cbf4e1ceeb5d87a275848",
         .nonce = "0ec3ac452b547b9062aac8fa",
         .associated = "2f1821aa57e5278ffd33c17d46615b77363149dbc98470413f6543a6b749f2ca",
         .plaintext = "b6f345204526439daf84998f380dcfb4b4167c959c04ff65",
         .ciphertext = "9575e16f35da3c88a19c26a7b762044f4d7bbbafeff05d75",
         .tag = "4829e2a7752fa3a14890972884b511d8"},
        // AESCCM of Python's cryptography, which is OpenSSL.
        {.key = "000102030405060708090a0b0c0d0e0f",
         .nonce = "a0a1a2a3a4a5a6a7a8a9aaab",
         .associated = "",
         .plaintext = "68656c6c6f",
         .ciphertext = "c6d604bdca",
         .tag = "435470883e6a0911b49aeb1db9e8b30c"},
    }));
}

// A session in memory: where this hands octets to the other side, a program writes them to a socket.
void exchange() {
    using mine::suite;
    std::cout << suite::name << '\n';
    const auto identity = hc::ed25519_identity::generate().value();
    auto awaiting_hello = hc::client<suite>::request(hc::trust::pinned(identity.fingerprint())).value();
    auto awaiting_keys = hc::server<suite>::answer(awaiting_hello.request(), identity, hc::fresh_keys<suite>{}).value();
    auto client = std::move(awaiting_hello).receive(awaiting_keys.hello(), hc::as_octets("with the keys")).value();
    auto server = std::move(awaiting_keys).accept(client.initial).value();
    expect(hc::as_text(server.message) == "with the keys", "the first message arrives");

    std::array<std::byte, hc::channel<suite>::sealed_size(64)> buffer;
    const auto frame = server.channel.seal(hc::as_octets("an answer"), buffer).value();
    const auto opened = client.channel.open(hc::mutable_octets(buffer).first(frame.size())).value();
    expect(hc::as_text(opened.data) == "an answer", "and so does the answer");
}

}  // namespace

int main() {
    try {
        check_policy();
        exchange();
        expect(hc::conform::suite<mine::tested_suite>());
    } catch (const std::exception& failure) {
        expect(false, failure.what());
    }
    return all_good ? 0 : 1;
}
