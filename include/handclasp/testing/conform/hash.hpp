#pragma once

#include <handclasp/testing/conform/guarded.hpp>
#include <handclasp/testing/conform/known_answer.hpp>

namespace handclasp::conform {

template <handclasp::hash H>
[[nodiscard]] bytes digest_of(octets message) {
    bytes made(H::size);
    H state;
    state.update(message);
    state.finish(std::span<std::byte, H::size>(made));
    return made;
}

// Whether a hash keeps the promises of handclasp::hash.
template <handclasp::hash H>
[[nodiscard]] report hash(const std::vector<hash_answer>& answers = {}, const exemptions& except = {}) {
    const bytes sample = pattern(300, 2);
    examination of(H::name, except);
    check_name(of, H::name);

    check_known_answers(of, answers, [&](const hash_answer& known, problems& seen) {
        if (!usable(known.message, "message", seen) || !usable(known.digest, "digest", H::size, seen)) return;
        compare(digest_of<H>(known.message.value()), known.digest, "digest", seen);
    });
    of.check("pieces", "However a message is cut into calls of update(), its digest is one", [&](problems& seen) {
        const bytes digest = digest_of<H>(sample);
        for (std::size_t cut = 0; cut <= sample.size(); ++cut) {
            bytes made(H::size);
            H state;
            state.update(octets(sample).first(cut));
            state.update({});
            state.update(octets(sample).subspan(cut));
            state.finish(std::span<std::byte, H::size>(made));
            if (made != digest) seen.add("a message that is cut after ", cut, " octets has another digest");
        }
    });
    of.check("copies", "A copy goes on by itself from where it was made", [&](problems& seen) {
        const bytes digest = digest_of<H>(sample);
        for (std::size_t cut = 0; cut <= sample.size(); cut += 7) {
            H state;
            state.update(octets(sample).first(cut));
            H fork(state), assigned;
            assigned.update(sample);
            assigned = state;
            state.update(digest);
            for (H* const copied : {&fork, &assigned}) {
                bytes made(H::size);
                copied->update(octets(sample).subspan(cut));
                copied->finish(std::span<std::byte, H::size>(made));
                if (made != digest) seen.add("a copy that is made after ", cut, " octets gives another digest");
            }
        }
    });
    of.check("every bit of the message counts", "The digest depends on the whole message", [&](problems& seen) {
        const bytes digest = digest_of<H>(sample);
        bytes message = sample;
        for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
            flip(message, bit);
            if (differing_bits(digest_of<H>(message), digest) < H::size) {
                seen.add("bit ", bit, " of a message changes fewer than an eighth of the digest's bits");
            }
            flip(message, bit);
        }
    });
    of.check("zeros at the end count", "The message's length is part of what is hashed", [&](problems& seen) {
        std::vector<bytes> digests;
        for (std::size_t zeros = 0; zeros <= 260; ++zeros) digests.push_back(digest_of<H>(bytes(zeros)));
        std::ranges::sort(digests);
        if (std::ranges::adjacent_find(digests) != digests.end()) seen.add("two numbers of zeros have one digest");
    });
    of.check("unaligned spans", "A span may start at any address, and only the digest is written", [&](problems& seen) {
        const bytes digest = digest_of<H>(sample);
        for (std::size_t offset = 0; offset < 16; ++offset) {
            guarded message(sample, offset), made(bytes(H::size), 15 - offset);
            H state;
            state.update(message.span());
            state.finish(made.template fixed<H::size>());
            if (!made.holds(digest))
                seen.add("the digest is wrong, with the message ", offset, " octets off alignment");
            if (!made.intact()) seen.add("finish() writes beside the digest");
        }
    });
    return std::move(of).finish();
}

}  // namespace handclasp::conform
