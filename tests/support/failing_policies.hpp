#pragma once

#include <handclasp/core/archetype.hpp>
#include <handclasp/core/multi_buffer.hpp>
#include <handclasp/suite/suite.hpp>

#include <limits>
#include <tuple>

// The archetypes, of which one call fails: what a library does that has run out of memory, or a device that was
// unplugged. It fails before it has changed anything, so that whatever the span held is still there.
namespace test::failing {

inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

// How many calls succeed until one fails. Those after it succeed again, so whoever goes on would not be stopped here.
inline thread_local std::size_t after = never;

[[nodiscard]] inline handclasp::result<void> call() noexcept {
    if (after == never || after-- > 0) return {};
    return handclasp::errc::backend;  // after is now `never`
}

template <class Policy, class Key>
[[nodiscard]] auto make(Key source) noexcept {
    auto made = Policy::make(source);
    if (!call()) made = handclasp::errc::backend;
    return made;
}

struct cipher : handclasp::archetype::cipher {
    using base = handclasp::archetype::cipher;
    struct encryptor {
        static handclasp::result<encryptor> make(key source) noexcept {
            auto made = failing::make<base::encryptor>(source);
            if (!made) return made.error();
            return encryptor{*std::move(made)};
        }
        handclasp::result<void> encrypt_chain(handclasp::mutable_octets chain) noexcept {
            return call().and_then([&] { return keyed.encrypt_chain(chain); });
        }
        handclasp::result<void> encrypt_block(std::span<std::byte, block_size> block) noexcept {
            return call().and_then([&] { return keyed.encrypt_block(block); });
        }
        base::encryptor keyed;
    };
    struct decryptor {
        static handclasp::result<decryptor> make(key source) noexcept {
            auto made = failing::make<base::decryptor>(source);
            if (!made) return made.error();
            return decryptor{*std::move(made)};
        }
        handclasp::result<void> decrypt_chain(handclasp::mutable_octets chain) noexcept {
            return call().and_then([&] { return keyed.decrypt_chain(chain); });
        }
        base::decryptor keyed;
    };
};

struct mac {
    using base = handclasp::archetype::mac;
    static constexpr std::size_t key_size = base::key_size, tag_size = base::tag_size;
    static constexpr std::string_view name = base::name;

    static handclasp::result<mac> make(std::span<const std::byte, key_size> source) noexcept {
        auto made = failing::make<base>(source);
        if (!made) return made.error();
        return mac{*std::move(made)};
    }
    handclasp::result<void> authenticate(handclasp::octets message, std::span<std::byte, tag_size> tag) const noexcept {
        return call().and_then([&] { return keyed.authenticate(message, tag); });
    }
    base keyed;
};

struct aead : handclasp::archetype::aead {
    using base = handclasp::archetype::aead;
    struct encryptor {
        static handclasp::result<encryptor> make(key source) noexcept {
            auto made = failing::make<base::encryptor>(source);
            if (!made) return made.error();
            return encryptor{*std::move(made)};
        }
        handclasp::result<void> encrypt(nonce number, handclasp::octets associated, handclasp::mutable_octets text,
                                        std::span<std::byte, tag_size> tag) noexcept {
            return call().and_then([&] { return keyed.encrypt(number, associated, text, tag); });
        }
        base::encryptor keyed;
    };
    struct decryptor {
        static handclasp::result<decryptor> make(key source) noexcept {
            auto made = failing::make<base::decryptor>(source);
            if (!made) return made.error();
            return decryptor{*std::move(made)};
        }
        handclasp::result<void> decrypt(nonce number, handclasp::octets associated, handclasp::mutable_octets text,
                                        std::span<const std::byte, tag_size> tag) noexcept {
            return call().and_then([&] { return keyed.decrypt(number, associated, text, tag); });
        }
        base::decryptor keyed;
    };
};

// The same side by side: an engine of which a whole burst fails.
class engine {
public:
    static constexpr std::size_t max_burst = 128;
    static constexpr std::size_t max_octets = 65535;

    static handclasp::result<engine> make() noexcept {
        if (const auto done = call(); !done) return done.error();
        return engine();
    }
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;
    engine(engine&&) noexcept = default;
    engine& operator=(engine&&) noexcept = default;
    ~engine() = default;

    handclasp::result<void> encrypt_chains(std::span<const handclasp::chain_job<cipher::encryptor>> chains) noexcept {
        return burst(chains, [](const auto& job) { return job.key->keyed.encrypt_chain(job.chain); });
    }
    handclasp::result<void> decrypt_chains(std::span<const handclasp::chain_job<cipher::decryptor>> chains) noexcept {
        return burst(chains, [](const auto& job) { return job.key->keyed.decrypt_chain(job.chain); });
    }
    template <class Mac>
    handclasp::result<void> authenticate(std::span<const handclasp::mac_job<Mac>> messages) noexcept {
        return burst(messages, [](const auto& job) {
            return job.key->keyed.authenticate(job.message,
                                               std::span<std::byte, Mac::tag_size>(job.tag, Mac::tag_size));
        });
    }

private:
    engine() noexcept = default;

    template <class Job, class Work>
    handclasp::result<void> burst(std::span<const Job> jobs, Work work) noexcept {
        if (const auto done = call(); !done) return done;
        for (const auto& job : jobs) {
            if (const auto done = work(job); !done) return done;
        }
        return {};
    }
};

struct lane_cipher : cipher {
    using engine = failing::engine;
};
struct lane_mac : mac {
    using engine = failing::engine;
    static handclasp::result<lane_mac> make(std::span<const std::byte, key_size> source) noexcept {
        auto made = mac::make(source);
        if (!made) return made.error();
        return lane_mac{{*std::move(made)}};
    }
};

struct limits : handclasp::default_limits {
    static constexpr std::size_t frame_limit = 64;
    static constexpr std::uint64_t frames_per_key = 8;
};

template <class Composition>
using of_cipher = handclasp::basic_suite<cipher, mac, handclasp::archetype::key_transport, Composition,
                                         handclasp::derived, limits, handclasp::archetype::primitives>;
using mac_in_cipher = of_cipher<handclasp::record::mac_in_cipher>;
using encrypt_then_mac = of_cipher<handclasp::record::encrypt_then_mac>;
using of_aead = handclasp::basic_aead_suite<aead, handclasp::archetype::key_transport, handclasp::derived, limits,
                                            handclasp::archetype::primitives>;
using suites = std::tuple<mac_in_cipher, encrypt_then_mac, of_aead>;

template <class Composition>
using in_lanes = handclasp::basic_suite<lane_cipher, lane_mac, handclasp::archetype::key_transport, Composition,
                                        handclasp::derived, limits, handclasp::archetype::primitives>;
using suites_in_lanes =
    std::tuple<in_lanes<handclasp::record::mac_in_cipher>, in_lanes<handclasp::record::encrypt_then_mac>>;

}  // namespace test::failing
