// A MAC of one's own: BLAKE2s with a key (RFC 7693), from Crypto++. docs/tutorials/mac.md explains it.
//
// The program holds the policy against known answers and the conformance kit, composes a suite with it, sends messages
// through a session in memory, and ends with 0 if everything was as it should be.

#include <handclasp/handclasp.hpp>
#include <handclasp/testing/allocation_watch.hpp>
#include <handclasp/testing/conform.hpp>

#include <cryptopp/blake2.h>

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

// BLAKE2s with a key of 256 bits (RFC 7693, section 2.9), the whole digest as tag.
class keyed_blake2s {
public:
    static constexpr std::size_t key_size = 32;
    static constexpr std::size_t tag_size = 32;
    static constexpr std::string_view name = "BLAKE2s-256";
    using key = std::span<const std::byte, key_size>;

    static hc::result<keyed_blake2s> make(key source) noexcept {
        try {
            return keyed_blake2s(source);
        } catch (...) {
            return hc::errc::backend;
        }
    }

    // Each call finds the engine keyed and empty, and leaves it so.
    hc::result<void> authenticate(hc::octets message, std::span<std::byte, tag_size> tag) const noexcept {
        if (!engine_) return hc::errc::closed;  // moved from
        try {
            engine_->CalculateDigest(raw(tag.data()), raw(message.data()), message.size());
            return {};
        } catch (...) {
            return hc::errc::backend;
        }
    }

private:
    using engine = CryptoPP::BLAKE2s;

    explicit keyed_blake2s(key source) : engine_(std::make_unique<engine>(raw(source.data()), source.size())) {}

    // A move of Crypto++'s object may throw; that of a pointer does not. And what it points to is not const.
    std::unique_ptr<engine> engine_;
};

// Said right here, so that a member that is missing shows at its home.
static_assert(hc::mac<keyed_blake2s>);

// The suite, and what the compiler knows of it.
using suite = hc::suite<hc::aes_cbc<128>, keyed_blake2s, hc::rsa_oaep<2048>>;
static_assert(suite::name == "AES-128-CBC+BLAKE2s-256/mac-in-cipher/RSA-2048-OAEP-SHA-256/derived");
static_assert(hc::layout::message_frame<suite>::overhead == 4 + 16 + 32);               // header, IV, tag
static_assert(hc::layout::message_frame<suite>::frame_size(100) == 4 + 16 + 32 + 112);  // and the message, padded

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
    constexpr auto key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    expect(hc::conform::mac<mine::keyed_blake2s>({
        // The first of the vectors that the authors of BLAKE2 publish, an empty message.
        {key, "", "48a8997da407876b3d79c0d92325ad3b89cbb754d86ab71aee047ad345fd2c49"},
        // openssl mac
        {key, "616263", "a281f725754969a702f6fe36fc591b7def866e4b70173ece402fc01c064d6b65"},
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
        expect(hc::conform::suite<mine::suite>());
    } catch (const std::exception& failure) {
        expect(false, failure.what());
    }
    return all_good ? 0 : 1;
}
