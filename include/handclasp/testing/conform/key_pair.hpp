#pragma once

#include <handclasp/testing/conform/key_transport_use.hpp>

#include <thread>

// What holds of a key transport's key pairs as objects. pairs() makes one, as a result.
namespace handclasp::conform {

template <handclasp::key_transport K, class Pairs>
void check_pair_moves(examination& of, const key_transport_options& options, Pairs& pairs) {
    using use = key_transport_use<K>;
    of.check("moves", "A move hands on all that the pair is; what is left can be assigned to, and ends in peace",
             [&](problems& seen) {
                 const auto expect = [&](typename use::pair& tried, const bytes& key, std::string_view which) {
                     if (use::public_key(tried) != key) seen.add("a pair that was ", which, " has another public key");
                     const auto sent = use::encapsulated(key, use::usual_size, options.random);
                     if (use::opened(tried, sent.encapsulation) != sent.secrets) {
                         seen.add("a pair that was ", which, " does not open what was sent to it");
                     }
                 };
                 auto from = must(pairs(), "generate()");
                 const bytes first = use::public_key(from);
                 auto to = std::move(from);
                 from = must(pairs(), "generate()");
                 const bytes second = use::public_key(from);
                 std::swap(to, from);
                 expect(from, first, "moved to and swapped");
                 auto over = must(pairs(), "generate()");
                 over = std::move(to);
                 expect(over, second, "swapped and assigned over another");
                 bytes key;
                 auto taken = [&] {
                     auto ended = must(pairs(), "generate()");
                     key = use::public_key(ended);
                     return typename use::pair(std::move(ended));
                 }();
                 expect(taken, key, "moved to, once the other has ended,");
             });
}

template <handclasp::key_transport K>
void check_pair_residue(examination& of, const key_transport_options& options) {
    constexpr std::string_view advice =
        "decapsulate(), the destructor, and the move for its source, have to wipe(), not merely overwrite";
    of.check("wiped objects", advice, [&](problems& seen) {
        for (const auto life : {pair_life::used, pair_life::unused}) {
            const trace left = traced_pair<K>(life, options.random), right = traced_pair<K>(life, options.random);
            const std::string_view state = life == pair_life::used ? "has decapsulated" : "has ended unused";
            if (const auto at = residue(left.object, right.object, left, right)) {
                seen.add("what a pair leaves that ", state, " depends on its key, at offset ", *at, " of the object");
            }
            if (const auto at = residue(left.moved_from, right.moved_from, left, right)) {
                seen.add("what a moved-from pair leaves depends on its key, at offset ", *at, " of the object");
            }
        }
    });
    const std::string_view unwatched = heap::watched() ? std::string_view() : heap::unwatched;
    of.check_unless(
        unwatched, "wiped heap", "Whatever holds a key or secrets is wiped before it is freed", [&](problems& seen) {
            for (const auto life : {pair_life::used, pair_life::unused}) {
                const trace left = traced_pair<K>(life, options.random);
                const trace right = traced_pair<K>(life, options.random);
                if (const auto found = freed_residue(left, right)) {
                    seen.add("a pair that decapsulates or ends frees a block of ", found->block_size,
                             " octets whose content depends on its key or the secrets, at offset ", found->at);
                }
            }
        });
}

template <handclasp::key_transport K, class Pairs>
void check_pair_threads(examination& of, const key_transport_options& options, Pairs& pairs) {
    using use = key_transport_use<K>;
    of.check("two threads", "Transport and pairs share nothing between calls", [&](problems& seen) {
        using pair = typename use::pair;
        pair own[] = {must(pairs(), "generate()"), must(pairs(), "generate()")};
        std::optional<bytes> got[2];
        bytes wanted[2];
        const auto work = [&](std::size_t which) {
            try {
                for (int round = 0; round < 20; ++round) {
                    const auto sent = use::encapsulated(use::public_key(own[which]), use::usual_size, options.random);
                    wanted[which] = sent.secrets;
                    if (round == 19) got[which] = use::opened(own[which], sent.encapsulation);
                }
            } catch (const call_failed&) {
                got[which].reset();
            }
        };
        std::thread other(work, 1U);
        work(0);
        other.join();
        for (const std::size_t which : {0U, 1U}) {
            if (got[which] != wanted[which]) seen.add("one of two threads did not get the secrets that were sent");
        }
    });
}

}  // namespace handclasp::conform
