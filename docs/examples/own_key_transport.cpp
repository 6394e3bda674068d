// A key transport of one's own: a key that both ends have beforehand. docs/tutorials/key_transport.md explains it, and
// what is lost with it.
//
// The program holds the policy against a known answer and the conformance kit, composes a suite with it, sends messages
// through a session in memory, shows what attackers reach, and ends with 0 if everything was as it should be.

#include <handclasp/core/hex.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/handclasp.hpp>
#include <handclasp/suite/report.hpp>
#include <handclasp/testing/allocation_watch.hpp>
#include <handclasp/testing/conform.hpp>

#include <iostream>

namespace hc = handclasp;

namespace mine {

// Holder is where the key is: Holder::key() returns its 32 octets, or none while there is no key.
template <class Holder>
struct pre_shared_key {
    static constexpr std::size_t public_key_size = 0;  // there is nothing to send in a hello
    static constexpr std::size_t encapsulation_size = 32;
    static constexpr std::size_t max_secrets_size = 64;
    static constexpr std::size_t security_bits = 256;  // of a key of 32 random octets
    static constexpr hc::forward_secrecy secrecy = hc::forward_secrecy::none;
    static constexpr std::string_view name = "PSK-256-HKDF-SHA-256";
    class key_pair;

    static hc::result<void> encapsulate(hc::octets public_key, hc::mutable_octets secrets,
                                        hc::mutable_octets encapsulation, hc::random_function random) noexcept {
        if (secrets.size() > max_secrets_size || encapsulation.size() != encapsulation_size)
            return hc::errc::invalid_argument;
        if (public_key.size() != public_key_size) return hc::errc::bad_public_key;
        if (const auto drawn = random(encapsulation); !drawn) return drawn.error();
        return derive(encapsulation, secrets);
    }

private:
    // HKDF (RFC 5869): the salt is the encapsulation, the input the key that both ends have.
    static hc::result<void> derive(hc::octets encapsulation, hc::mutable_octets secrets) noexcept {
        const hc::octets key = Holder::key();
        if (key.size() != 32) return hc::errc::backend;  // none is there: refuse, never go on with zeros
        using hkdf = hc::hkdf<hc::sha256>;
        hc::secret<hkdf::prk_size> prk;
        return hkdf::extract(encapsulation, key, prk.overwrite()).and_then([&] {
            return hkdf::expand(prk.expose(), hc::as_octets("example.org/psk 1"), secrets);
        });
    }
};

// There is no pair and nothing to generate, but the type has to keep its promises: it opens one encapsulation.
template <class Holder>
class pre_shared_key<Holder>::key_pair {
public:
    static hc::result<key_pair> generate(hc::random_function) noexcept {
        if (Holder::key().size() != 32) return hc::errc::backend;
        return key_pair();
    }

    std::span<const std::byte, public_key_size> public_key() const noexcept { return {}; }

    [[nodiscard]] bool decapsulate(hc::octets encapsulation, hc::mutable_octets secrets) && noexcept {
        const key_pair used(std::move(*this));
        if (!used.present_ || encapsulation.size() != encapsulation_size || secrets.size() > max_secrets_size)
            return false;
        return derive(encapsulation, secrets).has_value();
    }
    bool decapsulate(hc::octets encapsulation, hc::mutable_octets secrets) & = delete;  // write std::move(pair)

private:
    key_pair() noexcept = default;
    hc::move_marker present_;  // false from a move on; it also makes the type move-only
};

// A policy is a type, so its key is the program's: one for each Tag. Install it before the first session and before
// there are threads; from then on it is only read.
template <class Tag>
class key_of_program {
public:
    static hc::octets key() noexcept { return installed ? hc::octets(held.expose()) : hc::octets(); }

    // 64 hexadecimal digits, as in a configuration file. False for anything else, and where there is a key already.
    [[nodiscard]] static bool install(std::string_view digits) noexcept {
        hc::secret<32> read;
        if (installed || !hc::text::from_hex(digits, read.overwrite())) return false;
        held = std::move(read);
        installed = true;
        return true;
    }

private:
    // Never destroyed: a thread that still serves while the program ends would go on with a key of zeros.
    static inline hc::secret<32>& held = *new hc::secret<32>;
    static inline bool installed = false;
};

// Our key, and that of somebody else, to see what happens.
using transport = pre_shared_key<key_of_program<struct ours>>;
using strangers_transport = pre_shared_key<key_of_program<struct a_strangers>>;
static_assert(hc::key_transport<transport>);

using suite = hc::suite<hc::aes_cbc<256>, hc::hmac<hc::sha256, 16>, transport>;
using strangers_suite = hc::suite<hc::aes_cbc<256>, hc::hmac<hc::sha256, 16>, strangers_transport>;
static_assert(suite::name == "AES-256-CBC+HMAC-SHA-256-128/mac-in-cipher/PSK-256-HKDF-SHA-256/derived");
static_assert(suite::secrets_size == 64 && suite::initial::size(0) == 4 + 32 + 16 + 16 + 16);
static_assert(hc::suite_report<suite>::secrecy == hc::forward_secrecy::none);

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

// Both keys are published here, so neither is one: openssl rand -hex 32 makes one for a configuration file.
void install_keys() {
    using ours = mine::key_of_program<struct mine::ours>;
    using a_strangers = mine::key_of_program<struct mine::a_strangers>;
    std::array<std::byte, 32> secrets{}, encapsulation{};
    expect(!mine::transport::key_pair::generate(hc::os_random::fill) &&
               !mine::transport::encapsulate({}, secrets, encapsulation, hc::os_random::fill),
           "without a key nothing begins, at either end");
    expect(!ours::install("0011"), "a key is 64 digits, or refused");
    expect(ours::install("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"), "our key");
    expect(a_strangers::install("ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"), "another's");
}

void check_policy() {
    std::array<std::byte, 64> secrets{}, known{};
    std::array<std::byte, 32> encapsulation{};
    encapsulation.fill(std::byte{0xa5});
    const bool parsed = hc::text::from_hex(  // openssl kdf
        "76ddc98adc8d8047cba5280d8b475779266f3c9e242b3c2a3ca5638999799d2d"
        "07772be27b073170d57e825f3d44520c068e9cee5fcb90117d26cd6fb8716a85",
        known);
    auto pair = mine::transport::key_pair::generate(hc::os_random::fill).value();
    expect(parsed && std::move(pair).decapsulate(encapsulation, secrets) && secrets == known, "HKDF as OpenSSL has it");

    constexpr auto shared = "the key is both ends' from the start, and every session has it";
    expect(hc::conform::key_transport<mine::transport>({.except = {{"two key pairs differ", shared},
                                                                   {"another pair's encapsulation", shared},
                                                                   {"failing random source of generate()", shared},
                                                                   {"malformed public keys", "there is none"}}}));
}

// What an attacker records of a session.
struct recording {
    std::vector<std::byte> request, initial;
};

// A session in memory: where this hands octets to the other side, a program writes them to a socket. The server has no
// identity and the client asks for none; each knows the other as a holder of the key.
template <class Client, class Server>
bool exchange(recording* seen = nullptr) {
    auto awaiting_hello = hc::client<Client>::request(hc::trust::anyone()).value();
    const auto request = awaiting_hello.request();
    if (seen != nullptr) seen->request.assign(request.begin(), request.end());
    auto awaiting_keys = hc::server<Server>::answer(request, hc::no_identity(), hc::fresh_keys<Server>{}).value();
    auto client = std::move(awaiting_hello).receive(awaiting_keys.hello(), hc::as_octets("for holders")).value();
    if (seen != nullptr) seen->initial = client.initial;
    auto server = std::move(awaiting_keys).accept(client.initial);
    if (!server) return false;

    std::array<std::byte, hc::channel<Server>::sealed_size(64)> buffer;
    const auto frame = server->channel.seal(hc::as_octets("an answer"), buffer).value();
    const auto opened = client.channel.open(hc::mutable_octets(buffer).first(frame.size()));
    return hc::as_text(server->message) == "for holders" && opened && hc::as_text(opened->data) == "an answer" &&
        client.channel.confirmed();
}

void hold_sessions() {
    using mine::suite, mine::strangers_suite;
    std::cout << suite::name << '\n';
    recording seen;
    expect(exchange<suite, suite>(&seen), "two holders of the key exchange messages");
    expect(!exchange<suite, strangers_suite>(), "a server with another key reads nothing");
    expect(!exchange<strangers_suite, suite>(), "a client with another key is refused");

    auto server = hc::server<suite>::answer(seen.request, hc::no_identity(), hc::fresh_keys<suite>{}).value();
    auto replayed = seen.initial;
    expect(!std::move(server).accept(replayed),
           "a replay is refused: the server's nonce is another, and so are the keys");

    hc::secret<suite::secrets_size> secrets;
    auto later = mine::transport::key_pair::generate(hc::os_random::fill).value();
    const hc::octets encapsulation = suite::initial::encapsulation.of(hc::octets(seen.initial));
    expect(std::move(later).decapsulate(encapsulation, secrets.overwrite()),
           "no forward secrecy: whoever has the key has the secrets of every recorded session");
}

}  // namespace

int main() {
    try {
        install_keys();
        check_policy();
        hold_sessions();
        expect(hc::conform::suite<mine::suite>());
    } catch (const std::exception& failure) {
        expect(false, failure.what());
    }
    return all_good ? 0 : 1;
}
