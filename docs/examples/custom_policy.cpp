// A cipher and a MAC of one's own, beside the library's RSA-OAEP: Camellia-128 in CBC mode, and BLAKE2s with a key.
// Both come from Crypto++ here; any implementation that you trust will do.
//
// A policy is a plain struct with the members that its concept names (handclasp/core/concepts.hpp). Nothing is
// inherited and nothing is registered.
//
// The program makes the policies, composes a suite, reads its layout at compile time, holds a session in memory, and
// ends with 0 if everything was as it should be.

#include <handclasp/handclasp.hpp>

#include <cryptopp/blake2.h>
#include <cryptopp/camellia.h>
#include <cryptopp/modes.h>

#include <iostream>
#include <memory>

namespace hc = handclasp;

// ---- 1. The policies ------------------------------------------------------------------------------------------------

namespace mine {

// Crypto++ has an octet type of its own.
CryptoPP::byte* raw(std::byte* octet) {
    return reinterpret_cast<CryptoPP::byte*>(octet);
}
const CryptoPP::byte* raw(const std::byte* octet) {
    return reinterpret_cast<const CryptoPP::byte*>(octet);
}

// Camellia (RFC 3713) with a key of 128 bits in CBC mode. The concept `cipher` asks for sizes, a name, and two types of
// keyed objects.
struct camellia_cbc {
    static constexpr std::size_t key_size = 16;
    static constexpr std::size_t block_size = 16;
    static constexpr std::string_view name = "Camellia-128-CBC";  // both ends compare it, as a part of the suite's name
    using key = std::span<const std::byte, key_size>;

    class encryptor {
    public:
        // Policies do not throw: what the library underneath throws ends here, as a value.
        static hc::result<encryptor> make(key source) noexcept {
            try {
                return encryptor(source);
            } catch (const std::exception&) {
                return hc::errc::backend;
            }
        }

        // The first block is the IV, the blocks behind it are encrypted in place.
        void encrypt_chain(hc::mutable_octets chain) noexcept {
            const auto blocks = chain.subspan(block_size);
            mode_->Resynchronize(raw(chain.data()), block_size);
            mode_->ProcessData(raw(blocks.data()), raw(blocks.data()), blocks.size());
        }

        // One block alone: CBC with an IV of zeros. The library makes each frame's IV with it, under a key of its own.
        void encrypt_block(std::span<std::byte, block_size> block) noexcept {
            constexpr std::array<CryptoPP::byte, block_size> zeros{};
            mode_->Resynchronize(zeros.data(), block_size);
            mode_->ProcessData(raw(block.data()), raw(block.data()), block_size);
        }

    private:
        using mode = CryptoPP::CBC_Mode<CryptoPP::Camellia>::Encryption;

        // The pointer is there because a keyed object is moved, and its move must not throw, as that of a Crypto++
        // object may. Crypto++ wipes the key when the object ends.
        explicit encryptor(key source) : mode_(std::make_unique<mode>()) {
            constexpr std::array<CryptoPP::byte, block_size> no_iv_yet{};
            mode_->SetKeyWithIV(raw(source.data()), source.size(), no_iv_yet.data());
        }
        std::unique_ptr<mode> mode_;
    };

    class decryptor {
    public:
        static hc::result<decryptor> make(key source) noexcept {
            try {
                return decryptor(source);
            } catch (const std::exception&) {
                return hc::errc::backend;
            }
        }

        void decrypt_chain(hc::mutable_octets chain) noexcept {
            const auto blocks = chain.subspan(block_size);
            mode_->Resynchronize(raw(chain.data()), block_size);
            mode_->ProcessData(raw(blocks.data()), raw(blocks.data()), blocks.size());
        }

    private:
        using mode = CryptoPP::CBC_Mode<CryptoPP::Camellia>::Decryption;

        explicit decryptor(key source) : mode_(std::make_unique<mode>()) {
            constexpr std::array<CryptoPP::byte, block_size> no_iv_yet{};
            mode_->SetKeyWithIV(raw(source.data()), source.size(), no_iv_yet.data());
        }
        std::unique_ptr<mode> mode_;
    };
};

// BLAKE2s with a key (RFC 7693, section 2.9), the whole digest as tag. The concept `mac` asks for sizes, a name, make()
// and authenticate(), which writes the tag; comparing it, in constant time, is the library's part.
class keyed_blake2s {
public:
    static constexpr std::size_t key_size = 32;
    static constexpr std::size_t tag_size = 32;
    static constexpr std::string_view name = "BLAKE2s-256";

    static hc::result<keyed_blake2s> make(std::span<const std::byte, key_size> key) noexcept {
        try {
            return keyed_blake2s(key);
        } catch (const std::exception&) {
            return hc::errc::backend;
        }
    }

    // const in the sense that matters: each call finds the engine keyed and empty, and leaves it so.
    void authenticate(hc::octets message, std::span<std::byte, tag_size> tag) const noexcept {
        engine_->CalculateDigest(raw(tag.data()), raw(message.data()), message.size());
    }

private:
    using engine = CryptoPP::BLAKE2s;
    explicit keyed_blake2s(hc::octets key) : engine_(std::make_unique<engine>(raw(key.data()), key.size())) {}
    std::unique_ptr<engine> engine_;
};

// Said right here, so that a member that is missing or misspelt shows at its home, with its name, and not deep in the
// library.
static_assert(hc::cipher<camellia_cbc>);
static_assert(hc::mac<keyed_blake2s>);

// ---- 2. The suite, and its layout -----------------------------------------------------------------------------------

using suite = hc::suite<camellia_cbc, keyed_blake2s, hc::rsa_oaep<2048>>;

// What both ends say in the handshake: a peer with another suite meets a clear error there.
static_assert(suite::name == "Camellia-128-CBC+BLAKE2s-256/mac-in-cipher/RSA-2048-OAEP-SHA-256/derived");

// Sizes are constants of the suite. A frame is
//
//     | header 4 |   IV 16   | tag 32 | message | padding 1 to 16 |
//                '-plaintext-'--------- Camellia-128-CBC ---------'
using frame = hc::layout::message_frame<suite>;
static_assert(frame::overhead == 4 + 16 + 32);
static_assert(frame::frame_size(0) == 4 + 16 + 32 + 16);     // an empty message is a block of padding
static_assert(frame::frame_size(100) == 4 + 16 + 32 + 112);  // 100 octets and 12 of padding
static_assert(frame::frame_size(112) == 4 + 16 + 32 + 128);  // 112 octets and 16: there is always padding
static_assert(frame::max_message(1400) == 1343);             // what fits into 1400 octets on the wire

// The unit that brings the keys: both in one RSA block, then the first message.
static_assert(suite::secrets_size == 16 + 16);
static_assert(suite::initial::size(100) == 4 + 256 + 16 + 32 + 112);

// Combinations that are not sound do not compile. To see what that looks like, take a tag of 12 octets above.

}  // namespace mine

// ---- 3. Check, then use ---------------------------------------------------------------------------------------------

namespace {

bool all_good = true;

void expect(bool good, std::string_view what) {
    std::cout << (good ? "  ok      " : "  FAILED  ") << what << '\n';
    all_good = all_good && good;
}

template <std::size_t Size>
std::array<std::byte, Size> from_hex(std::string_view digits) {
    std::array<std::byte, Size> parsed{};
    for (std::size_t i = 0; i < Size; ++i) {
        parsed[i] = static_cast<std::byte>(std::stoi(std::string(digits.substr(2 * i, 2)), nullptr, 16));
    }
    return parsed;
}

// A concept sees shapes, not algorithms: hold every policy against published vectors before you trust it.
void check_policies() {
    std::cout << "policies, against published vectors\n";

    const auto key = from_hex<16>("0123456789abcdeffedcba9876543210");
    auto block = key;  // the plaintext of RFC 3713, appendix A, is the key
    auto encryptor = mine::camellia_cbc::encryptor::make(key).value();
    encryptor.encrypt_block(block);
    expect(block == from_hex<16>("67673138549669730857065648eabe43"), "Camellia-128, RFC 3713, appendix A");

    std::array<std::byte, 48> chain{};
    const auto before = chain;
    encryptor.encrypt_chain(chain);
    mine::camellia_cbc::decryptor::make(key).value().decrypt_chain(chain);
    expect(chain == before, "CBC: what was encrypted decrypts");

    const auto mac_key = from_hex<32>("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    std::array<std::byte, mine::keyed_blake2s::tag_size> tag{};
    mine::keyed_blake2s::make(mac_key).value().authenticate({}, tag);
    expect(tag == from_hex<32>("48a8997da407876b3d79c0d92325ad3b89cbb754d86ab71aee047ad345fd2c49"),
           "BLAKE2s with a key, the first of its authors' vectors");
}

struct established {
    hc::channel<mine::suite> client;
    hc::channel<mine::suite> server;
};

// The handshake without a network: each side turns the octets of one unit into those of the next. Where this passes a
// vector to the other side, a program writes it to a socket.
established shake_hands(const hc::ed25519_identity& identity) {
    auto hello_awaited = hc::client<mine::suite>::request(hc::trust::pinned(identity.fingerprint())).value();
    auto initial_awaited =
        hc::server<mine::suite>::answer(hello_awaited.request(), identity, hc::fresh_keys<mine::suite>{}).value();

    const auto first = hc::as_octets("the first message travels with the keys");
    auto client = std::move(hello_awaited).receive(initial_awaited.hello(), first).value();
    expect(client.initial.size() == mine::suite::initial::size(first.size()), "the initial unit has the size foretold");

    auto server = std::move(initial_awaited).accept(client.initial).value();
    expect(hc::as_text(server.message) == hc::as_text(first), "the server reads the first message");
    return {std::move(client.channel), std::move(server.channel)};
}

void send(hc::channel<mine::suite>& from, hc::channel<mine::suite>& to, std::string_view text) {
    std::vector<std::byte> buffer(from.sealed_size(text.size()));
    const auto sent = from.seal(hc::as_octets(text), buffer).value();
    std::vector<std::byte> wire(sent.begin(), sent.end());

    const auto event = to.open(wire).value();  // in place: the message lies in `wire`
    expect(event.kind == hc::event_kind::message && hc::as_text(event.data) == text, text);
}

void tamper(hc::channel<mine::suite>& from, hc::channel<mine::suite>& to) {
    std::vector<std::byte> buffer(from.sealed_size(0));
    const auto sent = from.seal(hc::as_octets(""), buffer).value();
    std::vector<std::byte> wire(sent.begin(), sent.end());

    wire.back() ^= std::byte{1};
    const auto opened = to.open(wire);
    expect(!opened && opened.error() == hc::errc::authentication_failed, "a frame with one bit changed is refused");
    const auto reply = to.seal(hc::as_octets("too late"), buffer);
    expect(!reply && reply.error() == hc::errc::authentication_failed, "and with that the session has ended");
}

}  // namespace

int main() {
    try {
        std::cout << "suite " << mine::suite::name << "\n\n";
        check_policies();

        std::cout << "handshake, in memory\n";
        const auto identity = hc::ed25519_identity::generate().value();
        auto [client, server] = shake_hands(identity);

        std::cout << "messages, both ways\n";
        send(client, server, "from the client");
        send(server, client, "from the server");
        send(server, client, "and once more: directions take no turns");
        expect(client.confirmed(), "the client knows that the server has the keys");

        std::cout << "tampering\n";
        tamper(client, server);
    } catch (const std::exception& failure) {
        expect(false, failure.what());
    }
    return all_good ? 0 : 1;
}
