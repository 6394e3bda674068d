#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/policy/ipsec_mb/engine.hpp>

namespace handclasp::ipsec_mb {

// A key schedule as all of IPsec-MB's code takes it.
template <std::size_t KeySize>
class alignas(16) aes_schedule {
public:
    static constexpr std::size_t size = (KeySize / 4 + 7) * 16;  // FIPS 197, section 5: rounds, and a key before them

    // Expands a key for one direction. Errors as direct_calls().
    enum class direction { encrypt, decrypt };
    [[nodiscard]] result<void> expand(std::span<const std::byte, KeySize> key, direction way) noexcept {
        const auto library = direct_calls();
        if (!library) return library.error();
        alignas(16) secret<size> other;
        const auto kept = schedule_.overwrite().data(), dropped = other.overwrite().data();
        const bool encrypts = way == direction::encrypt;
        const keyexp_t expansion = KeySize == 16 ? (*library)->keyexp_128
            : KeySize == 24                      ? (*library)->keyexp_192
                                                 : (*library)->keyexp_256;
        expansion(key.data(), encrypts ? kept : dropped, encrypts ? dropped : kept);
        library_ = *library;
        return {};
    }

    [[nodiscard]] const void* data() const noexcept { return schedule_.expose().data(); }

    // The calls that take it; none where there is no key: before expand(), and once it was moved away.
    [[nodiscard]] const IMB_MGR* library() const noexcept { return present_ ? library_ : nullptr; }

private:
    secret<size> schedule_;
    const IMB_MGR* library_ = nullptr;
    move_marker present_;
};

// A cipher policy of AES in CBC mode whose chains can also go side by side with others, in the lanes of an engine. A
// chain by itself is the base policy's: IPsec-MB has no quick call for one.
template <cipher Base>
struct aes_cbc {
    static_assert(Base::block_size == 16 && (Base::key_size == 16 || Base::key_size == 24 || Base::key_size == 32) &&
                      std::string_view(Base::name).starts_with("AES-") &&
                      std::string_view(Base::name).ends_with("-CBC"),
                  "handclasp: the base of ipsec_mb::aes_cbc has to be a policy of AES in CBC mode");
    static constexpr std::size_t key_size = Base::key_size;
    static constexpr std::size_t block_size = Base::block_size;
    static constexpr std::string_view name = Base::name;
    using key = std::span<const std::byte, key_size>;
    using engine = ipsec_mb::engine;

private:
    using schedule = aes_schedule<key_size>;

    // What both directions are: a keyed object of the base's, and the same key for the lanes.
    template <class Keyed, typename schedule::direction Way>
    class keyed {
    public:
        // For the engine: the schedule, and the octets of the key that it came from.
        static constexpr std::size_t lane_key_size = key_size;
        [[nodiscard]] const void* lane_key() const noexcept { return lane_key_.data(); }

    protected:
        keyed(Keyed alone, schedule lane_key) noexcept : alone_(std::move(alone)), lane_key_(std::move(lane_key)) {}

        template <class Made>
        [[nodiscard]] static result<Made> make_both(key source, Made (*both)(Keyed, schedule)) noexcept {
            auto alone = Keyed::make(source);
            if (!alone) return alone.error();
            schedule lane_key;
            if (const auto done = lane_key.expand(source, Way); !done) return done.error();
            return both(*std::move(alone), std::move(lane_key));
        }

        Keyed alone_;
        schedule lane_key_;
    };

public:
    class encryptor : public keyed<typename Base::encryptor, schedule::direction::encrypt> {
    public:
        // errc::unsupported_processor, and the base's errors.
        [[nodiscard]] static result<encryptor> make(key source) noexcept {
            return encryptor::template make_both<encryptor>(
                source, [](typename Base::encryptor alone, schedule lane_key) noexcept {
                    return encryptor(std::move(alone), std::move(lane_key));
                });
        }
        [[nodiscard]] result<void> encrypt_chain(mutable_octets chain) noexcept {
            return this->alone_.encrypt_chain(chain);
        }
        // For a key of 128 bits in CFB mode over a block of zeros, which is the bare cipher and the quickest call for
        // it.
        [[nodiscard]] result<void> encrypt_block(std::span<std::byte, block_size> block) noexcept {
            if constexpr (key_size == 16) {
                static constexpr std::array<std::byte, block_size> zeros{};
                if (!this->lane_key_.library()) return errc::closed;
                this->lane_key_.library()->aes128_cfb_one(block.data(), zeros.data(), block.data(), this->lane_key(),
                                                          block.size());
                return {};
            }
            return this->alone_.encrypt_block(block);
        }

    private:
        using encryptor::keyed::keyed;
    };

    class decryptor : public keyed<typename Base::decryptor, schedule::direction::decrypt> {
    public:
        // errc::unsupported_processor, and the base's errors.
        [[nodiscard]] static result<decryptor> make(key source) noexcept {
            return decryptor::template make_both<decryptor>(
                source, [](typename Base::decryptor alone, schedule lane_key) noexcept {
                    return decryptor(std::move(alone), std::move(lane_key));
                });
        }
        [[nodiscard]] result<void> decrypt_chain(mutable_octets chain) noexcept {
            return this->alone_.decrypt_chain(chain);
        }

    private:
        using decryptor::keyed::keyed;
    };
};

}  // namespace handclasp::ipsec_mb
