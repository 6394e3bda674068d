#pragma once

#include <handclasp/core/secret.hpp>

#include <array>

namespace handclasp::cryptopp {

// What is left of an HMAC's key (RFC 2104, section 2): the states of the hash once it has absorbed the key's two
// blocks, from which every message goes on. The key has at most one block.
template <class Engine>
struct hmac_states {
    explicit hmac_states(octets key) noexcept {
        absorb(key, std::byte{0x36}, inner);
        absorb(key, std::byte{0x5c}, outer);
    }

    secret<Engine::state_size> inner;
    secret<Engine::state_size> outer;

private:
    static void absorb(octets key, std::byte pad, secret<Engine::state_size>& state) noexcept {
        alignas(16) std::array<std::byte, Engine::block_size> block;
        block.fill(pad);
        for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
        Engine fresh;
        fresh.absorb(block);
        fresh.save(state.overwrite());
        wipe(block);
    }
};

}  // namespace handclasp::cryptopp
