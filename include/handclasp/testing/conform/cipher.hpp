#pragma once

#include <handclasp/testing/conform/guarded.hpp>
#include <handclasp/testing/conform/keyed.hpp>
#include <handclasp/testing/conform/known_answer.hpp>

namespace handclasp::conform {

// The objects of a cipher, and short ways to call them.
template <handclasp::cipher C>
struct cipher_use {
    static constexpr std::size_t block_size = C::block_size;
    using encryptor = typename C::encryptor;
    using decryptor = typename C::decryptor;

    struct encrypting {
        static constexpr std::string_view name = "encryptor";
        using object = encryptor;
        static result<object> make(std::uint64_t seed) { return made_with_key<object, C::key_size>(seed); }
        // A chain, and a block behind it for encrypt_block().
        static bytes input(std::uint64_t) { return pattern(10 * block_size, 3); }
        static result<void> apply(object& tried, mutable_octets data) {
            if (const auto done = tried.encrypt_chain(data.first(data.size() - block_size)); !done) return done;
            return tried.encrypt_block(std::span<std::byte, block_size>(data.last(block_size)));
        }
    };
    struct decrypting {
        static constexpr std::string_view name = "decryptor";
        using object = decryptor;
        static result<object> make(std::uint64_t seed) { return made_with_key<object, C::key_size>(seed); }
        static bytes input(std::uint64_t) { return pattern(10 * block_size, 3); }
        static result<void> apply(object& tried, mutable_octets data) { return tried.decrypt_chain(data); }
    };

    static encryptor make_encryptor(octets key) {
        return must(encryptor::make(std::span<const std::byte, C::key_size>(key)), "the encryptor's make()");
    }
    static decryptor make_decryptor(octets key) {
        return must(decryptor::make(std::span<const std::byte, C::key_size>(key)), "the decryptor's make()");
    }
    static bytes encrypted(encryptor& by, bytes chain) {
        must(by.encrypt_chain(chain), "encrypt_chain()");
        return chain;
    }
    static bytes decrypted(decryptor& by, bytes chain) {
        must(by.decrypt_chain(chain), "decrypt_chain()");
        return chain;
    }
    static bytes encrypted_block(encryptor& by, bytes block) {
        must(by.encrypt_block(std::span<std::byte, block_size>(block)), "encrypt_block()");
        return block;
    }

    // CBC as it is defined (NIST SP 800-38A, section 6.2), of encrypt_block() alone.
    static bytes encrypted_by_definition(encryptor& by, bytes chain) {
        for (std::size_t at = block_size; at < chain.size(); at += block_size) {
            bytes block(block_size);
            for (std::size_t i = 0; i < block_size; ++i) block[i] = chain[at + i] ^ chain[at - block_size + i];
            copy(encrypted_block(by, block), mutable_octets(chain).subspan(at));
        }
        return chain;
    }
};

// Whether a cipher keeps the promises of handclasp::cipher. The answers are of its CBC mode.
template <handclasp::cipher C>
[[nodiscard]] report cipher(const std::vector<cipher_answer>& answers = {}, const exemptions& except = {}) {
    using use = cipher_use<C>;
    constexpr std::size_t block_size = C::block_size;
    constexpr std::size_t block_counts[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, 1025};
    const bytes key = pattern(C::key_size, 1), sample = pattern(9 * block_size, 2);
    const bytes block = pattern(block_size, 5);
    examination of(C::name, except);
    check_name(of, C::name);

    check_known_answers(of, answers, [&](const cipher_answer& known, problems& seen) {
        if (!usable(known.key, "key", C::key_size, seen) || !usable(known.iv, "iv", block_size, seen) ||
            !usable(known.plaintext, "plaintext", seen) ||
            !usable(known.ciphertext, "ciphertext", known.plaintext.value().size(), seen)) {
            return;
        }
        if (known.plaintext.value().size() % block_size != 0) return seen.add("a known answer is not whole blocks");
        auto encryptor = use::make_encryptor(known.key.value());
        auto decryptor = use::make_decryptor(known.key.value());
        const bytes made = use::encrypted(encryptor, joined(known.iv.value(), known.plaintext.value()));
        compare(octets(made).subspan(block_size), known.ciphertext, "ciphertext", seen);
        const bytes read = use::decrypted(decryptor, joined(known.iv.value(), known.ciphertext.value()));
        compare(octets(read).subspan(block_size), known.plaintext, "plaintext", seen);
    });
    of.check(
        "CBC by its definition",
        "encrypt_chain() has to encrypt each block combined with the ciphertext before it, the first with the IV that "
        "the span begins with",
        [&](problems& seen) {
            auto encryptor = use::make_encryptor(key);
            for (const std::size_t count : block_counts) {
                const bytes chain = pattern((1 + count) * block_size, count + 2);
                if (use::encrypted(encryptor, chain) != use::encrypted_by_definition(encryptor, chain)) {
                    seen.add("a chain of ", count, " blocks is not what encrypt_block() makes of it in CBC mode");
                }
            }
        });
    of.check("round trip", "decrypt_chain() undoes encrypt_chain()", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        auto decryptor = use::make_decryptor(key);
        for (const std::size_t count : block_counts) {
            const bytes chain = pattern((1 + count) * block_size, count + 2);
            if (use::decrypted(decryptor, use::encrypted(encryptor, chain)) != chain) {
                seen.add("a chain of ", count, " blocks does not come back");
            }
        }
    });
    of.check("IV untouched", "The first block of a chain is read and stays as it is", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        auto decryptor = use::make_decryptor(key);
        for (const auto& chain : {use::encrypted(encryptor, sample), use::decrypted(decryptor, sample)}) {
            if (!std::equal(sample.begin(), sample.begin() + block_size, chain.begin())) seen.add("the IV was changed");
        }
    });
    of.check("nothing kept between calls", "A chain begins with its own IV, whatever was encrypted before",
             [&](problems& seen) {
                 auto encryptor = use::make_encryptor(key);
                 auto decryptor = use::make_decryptor(key);
                 const bytes encrypted = use::encrypted(encryptor, sample),
                             decrypted = use::decrypted(decryptor, sample);
                 const bytes one = use::encrypted_block(encryptor, block);
                 for (int round = 0; round < 3; ++round) {
                     if (use::encrypted(encryptor, sample) != encrypted)
                         seen.add("encrypt_chain() gives another result");
                     if (use::decrypted(decryptor, sample) != decrypted)
                         seen.add("decrypt_chain() gives another result");
                     if (use::encrypted_block(encryptor, block) != one)
                         seen.add("encrypt_block() gives another result");
                 }
             });
    of.check("unaligned spans", "A span may start at any address", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        auto decryptor = use::make_decryptor(key);
        const bytes encrypted = use::encrypted(encryptor, sample), one = use::encrypted_block(encryptor, block);
        for (std::size_t offset = 0; offset < 16; ++offset) {
            guarded chain(sample, offset), single(block, offset);
            must(encryptor.encrypt_chain(chain.span()), "encrypt_chain()");
            if (offset == 0 && !chain.holds(encrypted)) return;  // that is no matter of alignment
            if (!chain.holds(encrypted)) seen.add("encrypt_chain() is wrong ", offset, " octets off alignment");
            must(decryptor.decrypt_chain(chain.span()), "decrypt_chain()");
            if (offset == 0 && !chain.holds(sample)) return;
            if (!chain.holds(sample)) seen.add("decrypt_chain() is wrong ", offset, " octets off alignment");
            must(encryptor.encrypt_block(single.template fixed<block_size>()), "encrypt_block()");
            if (!single.holds(one)) seen.add("encrypt_block() is wrong ", offset, " octets off alignment");
        }
    });
    of.check("nothing touched beside the span", "Only the span is yours to write", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        auto decryptor = use::make_decryptor(key);
        for (const std::size_t count : block_counts) {
            guarded chain(pattern((1 + count) * block_size)), single(block);
            must(encryptor.encrypt_chain(chain.span()), "encrypt_chain()");
            if (!chain.intact()) seen.add("encrypt_chain() of ", count, " blocks writes beside them");
            must(decryptor.decrypt_chain(chain.span()), "decrypt_chain()");
            if (!chain.intact()) seen.add("decrypt_chain() of ", count, " blocks writes beside them");
            must(encryptor.encrypt_block(single.template fixed<block_size>()), "encrypt_block()");
            if (!single.intact()) seen.add("encrypt_block() writes beside the block");
        }
    });
    of.check("every bit of the key counts", "make() has to take the whole key", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        const bytes encrypted = use::encrypted(encryptor, sample), one = use::encrypted_block(encryptor, block);
        for (std::size_t bit = 0; bit < 8 * key.size(); ++bit) {
            bytes other = key;
            flip(other, bit);
            auto encrypting = use::make_encryptor(other);
            auto decrypting = use::make_decryptor(other);
            if (use::encrypted(encrypting, sample) == encrypted || use::encrypted_block(encrypting, block) == one) {
                seen.add("the encryptor gives the same with bit ", bit % 8, " of octet ", bit / 8,
                         " of the key changed");
            }
            if (use::decrypted(decrypting, encrypted) == sample) {
                seen.add("the decryptor gives the same with bit ", bit % 8, " of octet ", bit / 8,
                         " of the key changed");
            }
        }
    });
    of.check("a changed bit spreads over its block", "That is what makes a block cipher", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        const bytes one = use::encrypted_block(encryptor, block);
        for (std::size_t bit = 0; bit < 8 * block_size; ++bit) {
            bytes other = block;
            flip(other, bit);
            if (differing_bits(use::encrypted_block(encryptor, other), one) < block_size) {
                seen.add("bit ", bit,
                         " of a block changes fewer than an eighth of the bits that encrypt_block() gives");
            }
        }
    });
    of.check("different blocks encrypt to different ones", "encrypt_block() is a permutation under each key",
             [&](problems& seen) {
                 auto encryptor = use::make_encryptor(key);
                 std::vector<bytes> found;
                 for (std::uint64_t number = 0; number < 4096; ++number) {
                     bytes counter(block_size);
                     store_big_endian(number, mutable_octets(counter).last(std::min<std::size_t>(8, block_size)));
                     found.push_back(use::encrypted_block(encryptor, counter));
                 }
                 std::ranges::sort(found);
                 if (std::ranges::adjacent_find(found) != found.end()) seen.add("two blocks encrypt to the same one");
             });
    check_keyed_objects<typename use::encrypting, typename use::decrypting>(of);
    return std::move(of).finish();
}

}  // namespace handclasp::conform
