// The calls of HMAC and AES that a frame of `standard` cannot do without, made by hand on the same octets and nothing
// around them. What a channel takes beyond them is this library's own.
#include "record/parts.hpp"

#include <handclasp/handclasp.hpp>

#if HANDCLASP_WITH_OPENSSL
#include <handclasp/openssl.hpp>
#endif

namespace bench {

namespace {

template <class Cipher, class Mac>
class by_hand {
    using frame = hc::standard::message_frame;
    static constexpr std::size_t header = 4, block = 16;

public:
    by_hand(const workload& work, std::size_t rounds)
        : exchange_(work, rounds, frame::frame_size), mac_(keyed<Mac, Mac::key_size>()),
          iv_key_(keyed<typename Cipher::encryptor, Cipher::key_size>()),
          encryptor_(keyed<typename Cipher::encryptor, Cipher::key_size>()),
          decryptor_(keyed<typename Cipher::decryptor, Cipher::key_size>()) {
        for (std::size_t round = 0; round < rounds; ++round) {
            exchange_.note_sealed(round, 0, frame::frame_size(work.sizes[0]));
            hc::copy(pattern(work.sizes[0], round), body(round));
        }
    }

    [[nodiscard]] bench::exchange& exchange() noexcept { return exchange_; }

    // One HMAC over P, message and padding; one block of AES for the IV; one CBC chain over tag, message and padding.
    [[nodiscard]] bool seal(std::size_t round) {
        const auto chain = body(round);
        std::array<std::byte, block> tag{};
        bool done = mac_.authenticate(chain.subspan(block), tag).has_value();
        hc::copy(tag, chain.subspan(block));
        done &= iv_key_.encrypt_block(std::span<std::byte, block>(chain.first(block))).has_value();
        return done & encryptor_.encrypt_chain(chain).has_value();
    }

    // One CBC chain and one HMAC. The sink, of which there is no use, gets what was decrypted.
    template <class Sink>
    [[nodiscard]] bool open(std::size_t round, Sink&& sink) {
        const auto chain = body(round);
        std::array<std::byte, block> tag{};
        bool done = decryptor_.decrypt_chain(chain).has_value();
        done &= mac_.authenticate(chain.subspan(block), tag).has_value();
        sink(0, hc::octets(tag));
        return done;
    }

    static std::string fault(const workload& work) {
        by_hand calls(work, 1);
        const auto chain = calls.body(0);
        const bytes before(chain.begin(), chain.end());
        std::array<std::byte, block> tag{};
        if (!calls.mac_.authenticate(chain.subspan(block), tag) || !calls.seal(0)) return "sealing failed";
        if (!calls.open(0, [](std::size_t, hc::octets) {})) return "opening failed";
        if (!std::ranges::equal(chain.subspan(block, block), tag)) return "the tag is not in its place";
        const auto message = chain.subspan(2 * block);
        if (!std::ranges::equal(message, hc::octets(before).subspan(2 * block))) return "the message is another";
        return {};
    }

private:
    template <class Key, std::size_t Size>
    static Key keyed() {
        return Key::make(std::span<const std::byte, Size>(pattern(Size, 1))).value();
    }
    [[nodiscard]] hc::mutable_octets body(std::size_t round) { return exchange_.sealed(round, 0).subspan(header); }

    bench::exchange exchange_;
    Mac mac_;
    typename Cipher::encryptor iv_key_, encryptor_;
    typename Cipher::decryptor decryptor_;
};

template <class Cipher, class Mac>
void add_calls(const std::string& subject) {
    using calls = by_hand<Cipher, Mac>;
    for (const std::size_t size : message_sizes) {
        if (size > hc::standard::limits::frame_limit) continue;
        for (const operation what : all_operations) {
            const auto work = workload::of_size(size);
            benchmark::RegisterBenchmark(
                ("record/" + subject + '/' + name_of(what) + '/' + work.size_name).c_str(),
                checked([work] { return calls::fault(work); },
                        [what, work](benchmark::State& state) { time_group<calls>(state, what, work); }));
        }
    }
}

}  // namespace

void add_by_hand_records() {
    add_calls<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>>("by_hand_cryptopp");
#if HANDCLASP_WITH_OPENSSL
    add_calls<hc::openssl::aes_cbc<128>, hc::openssl::hmac<hc::openssl::sha256, 16>>("by_hand_openssl");
#endif
}

}  // namespace bench
