#pragma once

#include <handclasp/testing/conform/aead_use.hpp>

namespace handclasp::conform {

inline constexpr std::string_view refusal_advice =
    "decrypt() compares the whole tag, and answers errc::authentication_failed";

// That no part of a long text, or of much associated data, is left out of the tag.
template <handclasp::aead A>
void check_aead_refusals_of_long_messages(examination& of, const bytes& key) {
    using use = aead_use<A>;
    const auto check = [&](std::string_view name, std::string_view what, auto&& plain, bytes aead_message::*part) {
        of.check(name, refusal_advice, [&](problems& seen) {
            auto encryptor = use::make_encryptor(key);
            auto decryptor = use::make_decryptor(key);
            for (const std::size_t size : {1024U, 4096U, 16400U}) {
                auto message = use::encrypted(encryptor, plain(size));
                for (const std::size_t bit : sampled_bits(size)) {
                    flip(message.*part, bit);
                    use::expect_refusal(decryptor, message,
                                        place_of(bit) + " of " + std::to_string(size) + " of the " + std::string(what),
                                        seen);
                    flip(message.*part, bit);
                }
            }
        });
    };
    check(
        "altered long text", "text", [](std::size_t size) { return use::plain(size, 21); }, &aead_message::text);
    check(
        "altered long associated data", "associated data", [](std::size_t size) { return use::plain(37, size); },
        &aead_message::associated);
}

// That changes of a tag do not make up for one another, as they do where the difference is folded or added up before
// it is compared with zero.
template <handclasp::aead A>
void check_aead_refusals_of_tags(examination& of, const bytes& key) {
    using use = aead_use<A>;
    of.check("tag altered in several places", refusal_advice, [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        auto decryptor = use::make_decryptor(key);
        const aead_message good = use::encrypted(encryptor, use::plain(37, 21));
        const auto refused = [&](const bytes& tag, std::string_view what) {
            auto altered = good;
            altered.tag = tag;
            if (tag != good.tag) use::expect_refusal(decryptor, std::move(altered), what, seen);
        };
        refused(bytes(A::tag_size), "a tag of zeros");
        refused(bytes(A::tag_size, std::byte{0xff}), "a tag of ones");
        bytes complement = good.tag;
        for (std::byte& octet : complement) octet = ~octet;
        refused(complement, "the complement of a tag");
        for (std::size_t i = 0; i < A::tag_size; ++i) {
            for (std::size_t j = i + 1; j < A::tag_size; ++j) {
                const auto places = " octets " + std::to_string(i) + " and " + std::to_string(j);
                for (std::size_t bit = 0; bit < 8; ++bit) {
                    bytes tag = good.tag;
                    flip(tag, 8 * i + bit);
                    flip(tag, 8 * j + bit);
                    refused(tag, "a tag with bit " + std::to_string(bit) + " changed in" + places);
                }
                bytes tag = good.tag;
                std::swap(tag[i], tag[j]);
                refused(tag, "a tag with" + places + " exchanged");
            }
        }
    });
}

}  // namespace handclasp::conform
