#pragma once

#include <handclasp/testing/conform/aead_refusals.hpp>

namespace handclasp::conform {

// That whatever is altered is refused, and what comes after a refusal is not.
template <handclasp::aead A>
void check_aead_refusals(examination& of, const bytes& key) {
    using use = aead_use<A>;
    constexpr std::string_view advice = refusal_advice;
    const auto encrypted = [&key](std::size_t size, std::size_t associated) {
        auto encryptor = use::make_encryptor(key);
        return use::encrypted(encryptor, use::plain(size, associated));
    };

    const auto of_the = [](std::string_view part) { return " of the " + std::string(part) + " changed"; };
    const auto every_bit = [&](std::string_view name, std::string_view what, bytes aead_message::*part) {
        of.check(name, advice, [&](problems& seen) {
            auto decryptor = use::make_decryptor(key);
            std::array samples = {encrypted(37, 21), encrypted(0, 0)};
            for (aead_message& message : samples) {
                for (std::size_t bit = 0; bit < 8 * (message.*part).size(); ++bit) {
                    flip(message.*part, bit);
                    use::expect_refusal(decryptor, message, "a message with " + place_of(bit) + of_the(what), seen);
                    flip(message.*part, bit);
                }
            }
        });
    };
    every_bit("altered text", "text", &aead_message::text);
    every_bit("altered tag", "tag", &aead_message::tag);
    every_bit("altered nonce", "nonce", &aead_message::nonce);
    every_bit("altered associated data", "associated data", &aead_message::associated);
    check_aead_refusals_of_long_messages<A>(of, key);
    check_aead_refusals_of_tags<A>(of, key);
    of.check("every bit of the key counts", "make() has to take the whole key", [&](problems& seen) {
        const aead_message sample = encrypted(37, 21);
        for (std::size_t bit = 0; bit < 8 * key.size(); ++bit) {
            bytes other = key;
            flip(other, bit);
            auto decryptor = use::make_decryptor(other);
            use::expect_refusal(decryptor, sample, "a message under a key with " + place_of(bit) + " changed", seen);
        }
    });
    of.check(
        "moved boundaries", "The lengths of text and associated data are authenticated as well", [&](problems& seen) {
            const aead_message sample = encrypted(37, 21);
            auto decryptor = use::make_decryptor(key);
            const auto with = [&](octets associated, octets text) {
                return aead_message{sample.nonce, copy_of(associated), copy_of(text), sample.tag};
            };
            const bytes both = joined(sample.associated, sample.text);
            for (std::size_t boundary = 0; boundary <= both.size(); ++boundary) {
                if (boundary == sample.associated.size()) continue;
                const auto altered = with(octets(both).first(boundary), octets(both).subspan(boundary));
                use::expect_refusal(decryptor, altered, "text that is moved to the associated data, or back,", seen);
            }
            use::expect_refusal(decryptor, with(sample.text, sample.associated), "text and associated data, exchanged,",
                                seen);
            const octets text = sample.text, associated = sample.associated;
            use::expect_refusal(decryptor, with(associated, text.first(text.size() - 1)), "a text cut short", seen);
            use::expect_refusal(decryptor, with(associated, {}), "a text that is gone", seen);
            use::expect_refusal(decryptor, with({}, text), "associated data that is gone", seen);
            use::expect_refusal(decryptor, with(associated, joined(text, bytes(1))), "a text with a zero behind it",
                                seen);
            use::expect_refusal(decryptor, with(joined(associated, bytes(1)), text),
                                "associated data with a zero behind it", seen);
        });
    of.check("good messages after a refusal", "Nothing is kept between two calls, failed ones included",
             [&](problems& seen) {
                 const aead_message sample = encrypted(37, 21);
                 auto decryptor = use::make_decryptor(key);
                 for (std::size_t bit = 0; bit < 8 * A::tag_size; bit += 5) {
                     aead_message altered = sample, good = sample;
                     flip(altered.tag, bit);
                     static_cast<void>(use::decrypt(decryptor, altered));
                     if (!use::decrypt(decryptor, good) || good.text != use::plain(37, 21).text) {
                         seen.add("a message that is good is not opened after one that was altered");
                     }
                 }
             });
}

// Whether an AEAD keeps the promises of handclasp::aead.
template <handclasp::aead A>
[[nodiscard]] report aead(const std::vector<aead_answer>& answers = {}, const exemptions& except = {}) {
    using use = aead_use<A>;
    const bytes key = pattern(A::key_size, 1);
    examination of(A::name, except);
    check_name(of, A::name);

    check_known_answers(of, answers, [&](const aead_answer& known, problems& seen) {
        if (!usable(known.key, "key", A::key_size, seen) || !usable(known.nonce, "nonce", A::nonce_size, seen) ||
            !usable(known.associated, "associated", seen) || !usable(known.plaintext, "plaintext", seen) ||
            !usable(known.ciphertext, "ciphertext", known.plaintext.value().size(), seen) ||
            !usable(known.tag, "tag", A::tag_size, seen)) {
            return;
        }
        auto encryptor = use::make_encryptor(known.key.value());
        auto decryptor = use::make_decryptor(known.key.value());
        auto message = use::encrypted(
            encryptor, {known.nonce.value(), known.associated.value(), known.plaintext.value(), bytes(A::tag_size)});
        compare(message.text, known.ciphertext, "ciphertext", seen);
        compare(message.tag, known.tag, "tag", seen);
        aead_message sent{known.nonce.value(), known.associated.value(), known.ciphertext.value(), known.tag.value()};
        if (!use::decrypt(decryptor, sent)) return seen.add("a known answer is refused by decrypt()");
        compare(sent.text, known.plaintext, "plaintext", seen);
    });
    of.check("round trip", "decrypt() undoes encrypt(), for a text or associated data of no octets too",
             [&](problems& seen) {
                 auto encryptor = use::make_encryptor(key);
                 auto decryptor = use::make_decryptor(key);
                 const auto tried = [&](std::size_t size, std::size_t associated) {
                     const auto plain = use::plain(size, associated, size);
                     auto message = use::encrypted(encryptor, plain);
                     if (!use::decrypt(decryptor, message)) {
                         return seen.add("a text of ", size, " octets with ", associated, " associated is refused");
                     }
                     if (message.text != plain.text) seen.add("a text of ", size, " octets comes back as another");
                 };
                 for (std::size_t size = 0; size <= 40; ++size) {
                     for (const std::size_t associated : {0U, 1U, 16U, 40U}) tried(size, associated);
                 }
                 for (const std::size_t size : {64U, 127U, 1000U, 16384U, 70000U}) tried(size, 16);
                 for (const std::size_t associated : {41U, 255U, 5000U}) tried(10, associated);
             });
    check_aead_refusals<A>(of, key);
    of.check("nothing kept between calls", "encrypt() is a function of key, nonce, associated data and text",
             [&](problems& seen) {
                 auto encryptor = use::make_encryptor(key);
                 for (std::size_t size = 0; size <= 300; size += 20) {
                     const auto plain = use::plain(size, size / 2, size);
                     auto another = use::make_encryptor(key);
                     if (use::encrypted(encryptor, plain) != use::encrypted(another, plain)) {
                         seen.add("a text of ", size, " octets encrypts to something else than with a new object");
                     }
                 }
             });
    of.check("the nonce changes the ciphertext", "Two texts must not be encrypted with the same octets",
             [&](problems& seen) {
                 auto encryptor = use::make_encryptor(key);
                 const auto plain = use::plain(64, 10);
                 const auto message = use::encrypted(encryptor, plain);
                 if (message.text == plain.text) seen.add("the text is not encrypted");
                 for (std::size_t bit = 0; bit < 8 * A::nonce_size; ++bit) {
                     auto other = plain;
                     flip(other.nonce, bit);
                     if (differing_bits(use::encrypted(encryptor, other).text, message.text) < plain.text.size()) {
                         seen.add("bit ", bit, " of the nonce changes fewer than an eighth of the ciphertext's bits");
                     }
                 }
             });
    of.check("every octet of the tag is written", "encrypt() fills the whole tag", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        auto zeros = use::plain(20, 10), ones = zeros;
        ones.tag.assign(A::tag_size, std::byte{0xff});
        if (use::encrypted(encryptor, zeros).tag != use::encrypted(encryptor, ones).tag) {
            seen.add("the tag keeps something of what was there before");
        }
    });
    of.check("unaligned spans", "A span may start at any address", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        auto decryptor = use::make_decryptor(key);
        const auto plain = use::plain(93, 21), message = use::encrypted(encryptor, plain);
        for (std::size_t offset = 0; offset < 16; ++offset) {
            guarded nonce(plain.nonce, offset), associated(plain.associated, offset), text(plain.text, offset),
                tag(plain.tag, offset);
            must(encryptor.encrypt(nonce.template fixed<A::nonce_size>(), associated.span(), text.span(),
                                   tag.template fixed<A::tag_size>()),
                 "encrypt()");
            if (!text.holds(message.text) || !tag.holds(message.tag)) {
                if (offset == 0) return;  // that is no matter of alignment
                seen.add("encrypt() is wrong ", offset, " octets off alignment");
            }
            must(decryptor.decrypt(nonce.template fixed<A::nonce_size>(), associated.span(), text.span(),
                                   tag.template fixed<A::tag_size>()),
                 "decrypt(), of an unaligned message,");
            if (!text.holds(plain.text)) seen.add("decrypt() is wrong ", offset, " octets off alignment");
        }
    });
    of.check("nothing touched beside the spans", "Only text and tag are yours to write", [&](problems& seen) {
        auto encryptor = use::make_encryptor(key);
        auto decryptor = use::make_decryptor(key);
        for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 100U, 1000U}) {
            const auto plain = use::plain(size, size);
            guarded nonce(plain.nonce), associated(plain.associated), text(plain.text), tag(plain.tag);
            const auto expect = [&](std::string_view call) {
                for (const guarded* const place : {&nonce, &associated, &text, &tag}) {
                    if (!place->intact()) seen.add(call, " of ", size, " octets writes beside its spans");
                }
                if (!nonce.holds(plain.nonce) || !associated.holds(plain.associated)) {
                    seen.add(call, " of ", size, " octets writes to the nonce or the associated data");
                }
            };
            must(encryptor.encrypt(nonce.template fixed<A::nonce_size>(), associated.span(), text.span(),
                                   tag.template fixed<A::tag_size>()),
                 "encrypt()");
            expect("encrypt()");
            must(decryptor.decrypt(nonce.template fixed<A::nonce_size>(), associated.span(), text.span(),
                                   tag.template fixed<A::tag_size>()),
                 "decrypt()");
            expect("decrypt()");
        }
    });
    check_keyed_objects<typename use::encrypting, typename use::decrypting>(of);
    return std::move(of).finish();
}

}  // namespace handclasp::conform
