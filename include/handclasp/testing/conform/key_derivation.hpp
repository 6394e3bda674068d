#pragma once

#include <handclasp/testing/conform/guarded.hpp>
#include <handclasp/testing/conform/known_answer.hpp>

namespace handclasp::conform {

// The two steps of a key derivation, with what they wrote.
template <handclasp::key_derivation K>
struct key_derivation_use {
    static bytes extracted(octets salt, octets input) {
        bytes prk(K::prk_size);
        must(K::extract(salt, input, std::span<std::byte, K::prk_size>(prk)), "extract()");
        return prk;
    }
    static bytes expanded(octets prk, octets info, std::size_t size) {
        bytes out(size);
        must(K::expand(std::span<const std::byte, K::prk_size>(prk), info, out), "expand()");
        return out;
    }
};

// Whether a key derivation keeps the promises of handclasp::key_derivation.
template <handclasp::key_derivation K>
[[nodiscard]] report key_derivation(const std::vector<key_derivation_answer>& answers = {},
                                    const exemptions& except = {}) {
    using use = key_derivation_use<K>;
    constexpr std::size_t longest = 255 * K::prk_size;
    const bytes salt = pattern(32, 1), input = pattern(64, 2), info = pattern(20, 3), prk = pattern(K::prk_size, 4);
    examination of("key derivation", except);

    check_known_answers(of, answers, [&](const key_derivation_answer& known, problems& seen) {
        for (const auto* const value : {&known.salt, &known.input, &known.info, &known.output}) {
            if (!usable(*value, "salt, input, info or output", seen)) return;
        }
        if (!usable(known.prk, "prk", K::prk_size, seen)) return;
        const bytes made = use::extracted(known.salt.value(), known.input.value());
        compare(made, known.prk, "prk", seen);
        const std::size_t size = known.output.value().size();
        compare(use::expanded(known.prk.value(), known.info.value(), size), known.output, "output", seen);
    });
    of.check("every bit of salt and input counts", "extract() depends on all it is given", [&](problems& seen) {
        const bytes expected = use::extracted(salt, input);
        for (std::size_t bit = 0; bit < 8 * (salt.size() + input.size()); ++bit) {
            bytes both = joined(salt, input);
            flip(both, bit);
            const auto other = use::extracted(octets(both).first(salt.size()), octets(both).subspan(salt.size()));
            if (other == expected) seen.add("bit ", bit, " of salt and input changes nothing");
        }
    });
    of.check("every bit of prk and info counts", "expand() depends on all it is given", [&](problems& seen) {
        const bytes expected = use::expanded(prk, info, K::prk_size);
        for (std::size_t bit = 0; bit < 8 * (prk.size() + info.size()); ++bit) {
            bytes both = joined(prk, info);
            flip(both, bit);
            const auto other =
                use::expanded(octets(both).first(prk.size()), octets(both).subspan(prk.size()), K::prk_size);
            if (other == expected) seen.add("bit ", bit, " of prk and info changes nothing");
        }
    });
    of.check("a longer output goes on from a shorter one", "HKDF-Expand cuts one sequence (RFC 5869, section 2.3)",
             [&](problems& seen) {
                 const bytes whole = use::expanded(prk, info, longest);
                 for (const std::size_t size :
                      {std::size_t{1}, K::prk_size - 1, K::prk_size, K::prk_size + 1, 100 + K::prk_size}) {
                     if (use::expanded(prk, info, size) != copy_of(octets(whole).first(size))) {
                         seen.add(size, " octets are not the first of ", longest);
                     }
                 }
             });
    of.check("unaligned spans", "A span may start at any address, and only out is written", [&](problems& seen) {
        const bytes expected = use::expanded(prk, info, 3 * K::prk_size + 5);
        for (std::size_t offset = 0; offset < 16; ++offset) {
            guarded from(prk, offset), about(info, offset), out(bytes(expected.size()), 15 - offset);
            must(K::expand(from.template fixed<K::prk_size>(), about.span(), out.span()), "expand()");
            if (!out.holds(expected)) seen.add("expand() is wrong ", offset, " octets off alignment");
            if (!out.intact()) seen.add("expand() writes beside out");
        }
    });
    return std::move(of).finish();
}

}  // namespace handclasp::conform
