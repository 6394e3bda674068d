#pragma once

#include <handclasp/core/concepts.hpp>

#include <array>

// The smallest model of each concept: generic code that compiles with these uses nothing that a concept does not
// promise. They transform octets in a reversible way so that the code can be run as well, and protect nothing at all.
namespace handclasp::archetype {

struct random {
    static result<void> fill(mutable_octets target) noexcept {
        for (std::byte& octet : target) octet = std::byte{0x5a};
        return {};
    }
};

struct hash {
    static constexpr std::size_t size = 32;
    static constexpr std::string_view name = "sum";

    void update(octets piece) noexcept {
        for (const std::byte octet : piece) {
            state[at] = (state[at] ^ octet) ^ std::byte{static_cast<unsigned char>(at)};
            at = (at + 1) % size;
        }
    }
    void finish(std::span<std::byte, size> digest) noexcept { copy(state, digest); }

    std::array<std::byte, size> state{};
    std::size_t at = 0;
};

struct key_derivation {
    static constexpr std::size_t prk_size = 32;

    static result<void> extract(octets salt, octets input, std::span<std::byte, prk_size> prk) noexcept {
        archetype::hash sum;
        sum.update(salt);
        sum.update(input);
        sum.finish(prk);
        return {};
    }
    static result<void> expand(std::span<const std::byte, prk_size> prk, octets info, mutable_octets out) noexcept {
        std::array<std::byte, prk_size> block{};
        static_cast<void>(extract(prk, info, block));
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = block[i % prk_size];
        return {};
    }
};

struct cipher {
    static constexpr std::size_t key_size = 16;
    static constexpr std::size_t block_size = 16;
    static constexpr std::string_view name = "XOR";
    using key = std::span<const std::byte, key_size>;

    class keyed {
    public:
        keyed(const keyed&) = delete;
        keyed& operator=(const keyed&) = delete;
        keyed(keyed&&) noexcept = default;
        keyed& operator=(keyed&&) noexcept = default;
        ~keyed() = default;

    protected:
        explicit keyed(key source) noexcept { copy(source, key_); }
        result<void> apply(mutable_octets target) noexcept {
            for (std::size_t i = 0; i < target.size(); ++i) target[i] ^= key_[i % key_size];
            return {};
        }

    private:
        std::array<std::byte, key_size> key_;
    };

    class encryptor : keyed {
    public:
        static result<encryptor> make(key source) noexcept { return encryptor(source); }
        result<void> encrypt_chain(mutable_octets chain) noexcept { return apply(chain.subspan(block_size)); }
        result<void> encrypt_block(std::span<std::byte, block_size> block) noexcept { return apply(block); }

    private:
        using keyed::keyed;
    };

    class decryptor : keyed {
    public:
        static result<decryptor> make(key source) noexcept { return decryptor(source); }
        result<void> decrypt_chain(mutable_octets chain) noexcept { return apply(chain.subspan(block_size)); }

    private:
        using keyed::keyed;
    };
};

class mac {
public:
    static constexpr std::size_t key_size = 16;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::string_view name = "SUM";

    static result<mac> make(std::span<const std::byte, key_size> key) noexcept { return mac(key); }
    mac(const mac&) = delete;
    mac& operator=(const mac&) = delete;
    mac(mac&&) noexcept = default;
    mac& operator=(mac&&) noexcept = default;
    ~mac() = default;

    result<void> authenticate(octets message, std::span<std::byte, tag_size> tag) const noexcept {
        archetype::hash sum;
        sum.update(key_);
        sum.update(message);
        std::array<std::byte, archetype::hash::size> digest{};
        sum.finish(digest);
        for (std::byte& octet : tag) octet = std::byte{0};
        for (std::size_t i = 0; i < digest.size(); ++i) tag[i % tag_size] ^= digest[i];
        return {};
    }

private:
    explicit mac(std::span<const std::byte, key_size> key) noexcept { copy(key, key_); }
    std::array<std::byte, key_size> key_;
};

struct aead {
    static constexpr std::size_t key_size = 16;
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::string_view name = "XOR-SUM";
    using key = std::span<const std::byte, key_size>;
    using nonce = std::span<const std::byte, nonce_size>;

    class keyed {
    public:
        keyed(const keyed&) = delete;
        keyed& operator=(const keyed&) = delete;
        keyed(keyed&&) noexcept = default;
        keyed& operator=(keyed&&) noexcept = default;
        ~keyed() = default;

    protected:
        explicit keyed(key source) noexcept { copy(source, key_); }
        void apply(mutable_octets text) const noexcept {
            for (std::size_t i = 0; i < text.size(); ++i) text[i] ^= key_[i % key_size];
        }
        [[nodiscard]] std::array<std::byte, tag_size> sum(nonce number, octets associated, octets text) const noexcept {
            archetype::hash digest_of;
            for (const octets part : {octets(key_), octets(number), associated, text}) digest_of.update(part);
            std::array<std::byte, archetype::hash::size> digest{};
            digest_of.finish(digest);
            std::array<std::byte, tag_size> tag{};
            for (std::size_t i = 0; i < digest.size(); ++i) tag[i % tag_size] ^= digest[i];
            return tag;
        }

    private:
        std::array<std::byte, key_size> key_;
    };

    class encryptor : keyed {
    public:
        static result<encryptor> make(key source) noexcept { return encryptor(source); }
        result<void> encrypt(nonce number, octets associated, mutable_octets text,
                             std::span<std::byte, tag_size> tag) noexcept {
            apply(text);
            copy(sum(number, associated, text), tag);
            return {};
        }

    private:
        using keyed::keyed;
    };

    class decryptor : keyed {
    public:
        static result<decryptor> make(key source) noexcept { return decryptor(source); }
        result<void> decrypt(nonce number, octets associated, mutable_octets text,
                             std::span<const std::byte, tag_size> tag) noexcept {
            const auto expected = sum(number, associated, text);
            for (std::size_t i = 0; i < tag_size; ++i) {
                if (tag[i] != expected[i]) return errc::authentication_failed;
            }
            apply(text);
            return {};
        }

    private:
        using keyed::keyed;
    };
};

struct key_transport {
    static constexpr std::size_t public_key_size = 1;
    static constexpr std::size_t encapsulation_size = 64;
    static constexpr std::size_t max_secrets_size = 64;
    static constexpr std::string_view name = "CLEAR";

    static result<void> encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                    random_function random) noexcept {
        if (public_key[0] != std::byte{7}) return errc::bad_public_key;
        if (const auto drawn = random(secrets); !drawn) return drawn.error();
        copy(secrets, encapsulation);
        return {};
    }

    class key_pair {
    public:
        static result<key_pair> generate(random_function) noexcept { return key_pair(); }
        key_pair(const key_pair&) = delete;
        key_pair& operator=(const key_pair&) = delete;
        key_pair(key_pair&&) noexcept = default;
        key_pair& operator=(key_pair&&) noexcept = default;
        ~key_pair() = default;

        [[nodiscard]] std::span<const std::byte, public_key_size> public_key() const noexcept { return public_key_; }
        [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
            copy(encapsulation.first(secrets.size()), secrets);
            return true;
        }

    private:
        key_pair() noexcept = default;
        std::array<std::byte, public_key_size> public_key_{std::byte{7}};
    };
};

struct signature {
    static bool verify(octets public_key, octets message, octets signature) noexcept {
        archetype::hash sum;
        sum.update(public_key);
        sum.update(message);
        std::array<std::byte, archetype::hash::size> digest{};
        sum.finish(digest);
        for (std::size_t i = 0; i < signature.size(); ++i) {
            if (signature[i] != digest[i % digest.size()]) return false;
        }
        return true;
    }
};

struct primitives {
    using hash = archetype::hash;
    using key_derivation = archetype::key_derivation;
    using random = archetype::random;
    using signature = archetype::signature;
};

static_assert(handclasp::random_source<random>);
static_assert(handclasp::hash<hash>);
static_assert(handclasp::key_derivation<key_derivation>);
static_assert(handclasp::cipher<cipher>);
static_assert(handclasp::mac<mac>);
static_assert(handclasp::aead<aead>);
static_assert(handclasp::key_transport<key_transport>);
static_assert(handclasp::signature_verifier<signature>);
static_assert(handclasp::primitives<primitives>);

}  // namespace handclasp::archetype
