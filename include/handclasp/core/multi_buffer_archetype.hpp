#pragma once

#include <handclasp/core/archetype.hpp>
#include <handclasp/core/multi_buffer.hpp>

// The smallest models of a cipher and a MAC that work side by side, and of the engine that they do so in. As the other
// archetypes they can be run and protect nothing.
namespace handclasp::archetype {

class engine;

struct lane_cipher : cipher {
    using engine = archetype::engine;
};

class lane_mac {
public:
    static constexpr std::size_t key_size = mac::key_size;
    static constexpr std::size_t tag_size = mac::tag_size;
    static constexpr std::string_view name = mac::name;
    using engine = archetype::engine;

    static result<lane_mac> make(std::span<const std::byte, key_size> key) noexcept {
        auto alone = mac::make(key);
        if (!alone) return alone.error();
        return lane_mac(*std::move(alone));
    }
    result<void> authenticate(octets message, std::span<std::byte, tag_size> tag) const noexcept {
        return alone_.authenticate(message, tag);
    }

private:
    explicit lane_mac(mac alone) noexcept : alone_(std::move(alone)) {}
    mac alone_;
};

class engine {
public:
    static constexpr std::size_t max_burst = 128;
    static constexpr std::size_t max_octets = 65535;

    static result<engine> make() noexcept { return engine(); }
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;
    engine(engine&&) noexcept = default;
    engine& operator=(engine&&) noexcept = default;
    ~engine() = default;

    result<void> encrypt_chains(std::span<const chain_job<cipher::encryptor>> chains) noexcept {
        for (const auto& job : chains) {
            if (const auto done = job.key->encrypt_chain(job.chain); !done) return done;
        }
        return {};
    }
    result<void> decrypt_chains(std::span<const chain_job<cipher::decryptor>> chains) noexcept {
        for (const auto& job : chains) {
            if (const auto done = job.key->decrypt_chain(job.chain); !done) return done;
        }
        return {};
    }
    result<void> authenticate(std::span<const mac_job<lane_mac>> messages) noexcept {
        for (const auto& job : messages) {
            std::array<std::byte, lane_mac::tag_size> tag{};
            if (const auto done = job.key->authenticate(job.message, tag); !done) return done;
            std::memcpy(job.tag, tag.data(), tag.size());
        }
        return {};
    }

private:
    engine() noexcept = default;
};

static_assert(handclasp::cipher<lane_cipher> && handclasp::mac<lane_mac>);
static_assert(multi_buffer_engine<engine, lane_cipher, lane_mac> && side_by_side<lane_cipher, lane_mac>);

}  // namespace handclasp::archetype
