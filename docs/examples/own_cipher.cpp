// A cipher of one's own: Camellia (RFC 3713) in CBC mode, from Crypto++. docs/tutorials/cipher.md explains it.
//
// The program holds the policy against known answers and the conformance kit, composes suites with it, sends messages
// through a session in memory, and ends with 0 if everything was as it should be.

#include <handclasp/handclasp.hpp>
#include <handclasp/testing/allocation_watch.hpp>
#include <handclasp/testing/conform.hpp>

#include <cryptopp/camellia.h>
#include <cryptopp/modes.h>

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

// One keyed direction. Mode is CBC_Mode<Camellia>::Encryption or ::Decryption of Crypto++.
template <class Mode, std::size_t KeySize>
class camellia_direction {
public:
    using key = std::span<const std::byte, KeySize>;
    static constexpr std::size_t block_size = CryptoPP::Camellia::BLOCKSIZE;

    static hc::result<camellia_direction> make(key source) noexcept {
        return guarded([source]() -> hc::result<camellia_direction> { return camellia_direction(source); });
    }

    // blocks, in place, as a chain that begins with iv.
    hc::result<void> process(hc::octets iv, hc::mutable_octets blocks) noexcept {
        if (!mode_) return hc::errc::closed;  // moved from
        return guarded([&]() -> hc::result<void> {
            mode_->Resynchronize(raw(iv.data()), block_size);
            mode_->ProcessData(raw(blocks.data()), raw(blocks.data()), blocks.size());
            return {};
        });
    }

private:
    explicit camellia_direction(key source) : mode_(std::make_unique<Mode>()) {
        constexpr std::array<std::byte, block_size> no_iv_yet{};
        mode_->SetKeyWithIV(raw(source.data()), source.size(), raw(no_iv_yet.data()));
    }

    std::unique_ptr<Mode> mode_;  // a move of Crypto++'s object may throw; that of a pointer does not
};

// Camellia with a key of 128, 192 or 256 bits.
template <std::size_t KeyBits>
struct camellia_cbc {
    static_assert(KeyBits == 128 || KeyBits == 192 || KeyBits == 256);
    static constexpr std::size_t key_size = KeyBits / 8;
    static constexpr std::size_t block_size = CryptoPP::Camellia::BLOCKSIZE;

private:
    static constexpr std::string_view prefix = "Camellia-", suffix = "-CBC";
    using mode = CryptoPP::CBC_Mode<CryptoPP::Camellia>;

public:
    static constexpr std::string_view name = hc::text::joined<prefix, hc::text::decimal<KeyBits>::value, suffix>::value;
    using key = std::span<const std::byte, key_size>;

    class encryptor {
    public:
        static hc::result<encryptor> make(key source) noexcept {
            auto made = direction::make(source);
            if (!made) return made.error();
            return encryptor(*std::move(made));
        }

        // The first block is the IV; the blocks behind it are encrypted in place.
        hc::result<void> encrypt_chain(hc::mutable_octets chain) noexcept {
            return direction_.process(chain.first(block_size), chain.subspan(block_size));
        }

        // The bare block cipher, which is CBC of one block with an IV of zeros.
        hc::result<void> encrypt_block(std::span<std::byte, block_size> block) noexcept {
            constexpr std::array<std::byte, block_size> zeros{};
            return direction_.process(zeros, block);
        }

    private:
        using direction = camellia_direction<mode::Encryption, key_size>;
        explicit encryptor(direction source) noexcept : direction_(std::move(source)) {}
        direction direction_;
    };

    class decryptor {
    public:
        static hc::result<decryptor> make(key source) noexcept {
            auto made = direction::make(source);
            if (!made) return made.error();
            return decryptor(*std::move(made));
        }

        hc::result<void> decrypt_chain(hc::mutable_octets chain) noexcept {
            return direction_.process(chain.first(block_size), chain.subspan(block_size));
        }

    private:
        using direction = camellia_direction<mode::Decryption, key_size>;
        explicit decryptor(direction source) noexcept : direction_(std::move(source)) {}
        direction direction_;
    };
};

// Said right here, so that a member that is missing shows at its home.
static_assert(hc::cipher<camellia_cbc<128>> && hc::cipher<camellia_cbc<192>> && hc::cipher<camellia_cbc<256>>);

// The suites, and what the compiler knows of them.
using suite = hc::suite<camellia_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>>;
using suite_256 = hc::suite<camellia_cbc<256>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<3072>>;
static_assert(suite::name == "Camellia-128-CBC+HMAC-SHA-256-128/mac-in-cipher/RSA-2048-OAEP-SHA-256/derived");
static_assert(hc::layout::message_frame<suite>::overhead == 4 + 16 + 16);               // header, IV, tag
static_assert(hc::layout::message_frame<suite>::frame_size(100) == 4 + 16 + 16 + 112);  // and the message, padded

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
    constexpr auto no_iv = "00000000000000000000000000000000";
    constexpr auto iv = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
    constexpr auto block = "0123456789abcdeffedcba9876543210";
    constexpr auto chain =
        "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f 202122232425262728292a2b2c2d2e2f";

    constexpr auto key = "0123456789abcdeffedcba9876543210";
    expect(hc::conform::cipher<mine::camellia_cbc<128>>({
        // RFC 3713, appendix A.
        {key, no_iv, block, "67673138549669730857065648eabe43"},
        // openssl enc -camellia-128-cbc
        {key, iv, chain,
         "3f8427b245e559ceec6b13fce430ea7b 4957be091d1327580c67ed4b22152665 a9351b50ebc28e9aee21382de58f0772"},
    }));

    constexpr auto key_256 = "0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff";
    expect(hc::conform::cipher<mine::camellia_cbc<256>>({
        {key_256, no_iv, block, "9acc237dff16d76c20ef7c919e3a7509"},
        {key_256, iv, chain,
         "59cf28052dd4e41458fdb336088875f1 0a71dbd4a9bc740139dda226ed2e2299 4d2a16caeddcd26978be8a5c9309d5e6"},
    }));
}

// A session in memory: where this hands octets to the other side, a program writes them to a socket.
template <class Suite>
void exchange() {
    std::cout << Suite::name << '\n';
    const auto identity = hc::ed25519_identity::generate().value();
    auto awaiting_hello = hc::client<Suite>::request(hc::trust::pinned(identity.fingerprint())).value();
    auto awaiting_keys = hc::server<Suite>::answer(awaiting_hello.request(), identity, hc::fresh_keys<Suite>{}).value();
    auto client = std::move(awaiting_hello).receive(awaiting_keys.hello(), hc::as_octets("with the keys")).value();
    auto server = std::move(awaiting_keys).accept(client.initial).value();
    expect(hc::as_text(server.message) == "with the keys", "the first message arrives");

    std::array<std::byte, hc::channel<Suite>::sealed_size(64)> buffer;
    const auto frame = server.channel.seal(hc::as_octets("an answer"), buffer).value();
    const auto opened = client.channel.open(hc::mutable_octets(buffer).first(frame.size())).value();
    expect(hc::as_text(opened.data) == "an answer", "and so does the answer");
}

}  // namespace

int main() {
    try {
        check_policy();
        exchange<mine::suite>();
        exchange<mine::suite_256>();
        expect(hc::conform::suite<mine::suite>());
    } catch (const std::exception& failure) {
        expect(false, failure.what());
    }
    return all_good ? 0 : 1;
}
