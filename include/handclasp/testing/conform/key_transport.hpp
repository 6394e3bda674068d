#pragma once

#include <handclasp/testing/conform/key_pair.hpp>

namespace handclasp::conform {

// That nothing but an encapsulation of the right size, made for this very pair, gives its secrets.
template <handclasp::key_transport K, class Pairs>
void check_wrong_encapsulations(examination& of, const key_transport_options& options, Pairs& pairs) {
    using use = key_transport_use<K>;
    constexpr std::size_t whole = K::encapsulation_size;
    const auto send = [&](const typename use::pair& to) {
        return use::encapsulated(use::public_key(to), use::usual_size, options.random);
    };
    of.check("altered encapsulations", "Refuse it, or let other secrets come of it", [&](problems& seen) {
        const std::size_t step = options.alterations == effort::every_bit ? 1
            : options.alterations == effort::every_octet                  ? 8
                                                                          : std::max<std::size_t>(1, whole / 16) * 8;
        for (std::size_t bit = 0; bit < 8 * whole; bit += step) {
            auto pair = must(pairs(), "generate()");
            auto sent = send(pair);
            const std::size_t changed = step == 1 ? bit : bit + bit / 8 % 8;  // not the same bit in every octet
            flip(sent.encapsulation, changed);
            if (use::opened(pair, sent.encapsulation) == sent.secrets) {
                seen.add("the same secrets come of one with bit ", changed % 8, " of octet ", changed / 8, " changed");
            }
        }
    });
    of.check("encapsulations of a wrong size", "Check sizes before anything else; decapsulate() answers false",
             [&](problems& seen) {
                 for (const std::size_t size :
                      {std::size_t{0}, std::size_t{1}, whole / 2, whole - 1, whole + 1, 2 * whole}) {
                     auto pair = must(pairs(), "generate()");
                     auto sent = send(pair);
                     sent.encapsulation.resize(2 * whole);  // whoever reads on finds what is missing
                     if (use::opened(pair, octets(sent.encapsulation).first(size))) {
                         seen.add("decapsulate() takes ", size, " octets for one of ", whole);
                     }
                     auto other = must(pairs(), "generate()");
                     guarded out((bytes(size)));
                     bytes secrets(use::usual_size);
                     if (K::encapsulate(use::public_key(other), secrets, out.span(), options.random)) {
                         seen.add("encapsulate() writes one of ", whole, " octets to ", size);
                     }
                     if (!out.intact()) seen.add("encapsulate() writes beyond an encapsulation of ", size, " octets");
                 }
             });
    of.check("another pair's encapsulation", "Only the pair whose public key was used may open", [&](problems& seen) {
        auto addressee = must(K::key_pair::generate(options.random), "generate()");
        auto other = must(K::key_pair::generate(options.random), "generate()");
        const auto sent = send(addressee);
        if (use::opened(other, sent.encapsulation) == sent.secrets)
            seen.add("another pair opens it to the same secrets");
    });
    of.check("opens once", "decapsulate() wipes the private key, whatever comes of it", [&](problems& seen) {
        auto pair = must(pairs(), "generate()");
        const auto sent = send(pair);
        static_cast<void>(use::opened(pair, sent.encapsulation));
        if (use::opened(pair, sent.encapsulation) == sent.secrets) seen.add("a pair opens an encapsulation twice");
        auto failing = must(pairs(), "generate()");
        const auto good = send(failing);
        static_cast<void>(use::opened(failing, octets(good.encapsulation).first(whole / 2)));
        if (use::opened(failing, good.encapsulation) == good.secrets) seen.add("a pair opens after it has refused");
    });
}

// That encapsulate() looks at what it is given, and tells when it cannot do its work.
template <handclasp::key_transport K, class Pairs>
void check_misuse(examination& of, const key_transport_options& options, Pairs& pairs) {
    using use = key_transport_use<K>;
    const auto outcome = [&](octets public_key, std::size_t size, random_function random) {
        bytes secrets(size), encapsulation(K::encapsulation_size);
        return K::encapsulate(public_key, secrets, encapsulation, random);
    };
    of.check("public keys of a wrong size", "encapsulate() answers errc::bad_public_key", [&](problems& seen) {
        bytes key = use::public_key(must(pairs(), "generate()"));
        const std::size_t whole = key.size();
        key.resize(2 * whole + 1);
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, whole / 2, whole - 1, whole + 1, 2 * whole}) {
            if (size > key.size() || size == whole) continue;
            const auto sent = outcome(octets(key).first(size), use::usual_size, options.random);
            if (sent) seen.add("a public key of ", size, " octets is taken for one of ", whole);
            if (!sent && sent.error() != errc::bad_public_key) {
                seen.add("a public key of ", size, " octets is \"", make_error_code(sent.error()).message(), "\"");
            }
        }
    });
    of.check("malformed public keys", "encapsulate() answers errc::bad_public_key", [&](problems& seen) {
        if (outcome(bytes(K::public_key_size), use::usual_size, options.random))
            seen.add("a public key of zeros is taken");
        const auto ones = outcome(bytes(K::public_key_size, std::byte{0xff}), use::usual_size, options.random);
        if (!ones && ones.error() != errc::bad_public_key) {
            seen.add("a public key of ones is \"", make_error_code(ones.error()).message(), "\"");
        }
    });
    of.check("too many secrets", "More than max_secrets_size is refused", [&](problems& seen) {
        const auto pair = must(pairs(), "generate()");
        if (outcome(use::public_key(pair), K::max_secrets_size + 1, options.random)) {
            seen.add("encapsulate() takes one octet more than max_secrets_size");
        }
    });
    const auto failing = [&](std::string_view name, auto&& draws) {
        of.check(name, "What the random source fails to give must not be made up: errc::random_source",
                 [&](problems& seen) {
                     for (const std::size_t calls : {0U, 1U, 2U}) {
                         random_calls_left = calls;
                         const std::optional<errc> failure = draws();
                         if (!failure && calls == 0) seen.add("it succeeds although the source gave nothing");
                         if (failure && *failure != errc::random_source) {
                             seen.add("it answers \"", make_error_code(*failure).message(), "\"");
                         }
                     }
                 });
    };
    failing("failing random source of generate()", [&]() -> std::optional<errc> {
        const auto made = K::key_pair::generate(failing_random);
        return made ? std::nullopt : std::optional(made.error());
    });
    failing("failing random source of encapsulate()", [&]() -> std::optional<errc> {
        const auto pair = must(pairs(), "generate()");
        const auto sent = outcome(use::public_key(pair), use::usual_size, failing_random);
        return sent ? std::nullopt : std::optional(sent.error());
    });
}

// Whether a key transport keeps the promises of handclasp::key_transport. pairs() makes a key pair, as a result: it is
// there for transports that are slow to generate() them. Where pairs have to differ generate() is used.
template <handclasp::key_transport K, class Pairs>
[[nodiscard]] report key_transport(const key_transport_options& options, Pairs&& pairs) {
    using use = key_transport_use<K>;
    constexpr std::size_t sizes[] = {1, 16, 32, 33, 48, 64, K::max_secrets_size - 1, K::max_secrets_size};
    examination of(K::name, options.except);
    check_name(of, K::name);

    of.check("round trip", "decapsulate() gives what encapsulate() gave, up to max_secrets_size", [&](problems& seen) {
        for (const std::size_t size : sizes) {
            if (size == 0 || size > K::max_secrets_size) continue;
            auto pair = must(pairs(), "generate()");
            bytes secrets(size), encapsulation(K::encapsulation_size);
            const auto sent = K::encapsulate(use::public_key(pair), secrets, encapsulation, options.random);
            if (!sent && sent.error() == errc::invalid_argument && size != use::usual_size) continue;  // not offered
            must(sent, "encapsulate()");
            if (use::opened(pair, encapsulation, size) != secrets)
                seen.add("secrets of ", size, " octets do not arrive");
        }
    });
    of.check("two encapsulations differ", "Secrets are drawn anew for each from the random source",
             [&](problems& seen) {
                 const bytes key = use::public_key(must(pairs(), "generate()"));
                 const auto first = use::encapsulated(key, use::usual_size, options.random);
                 const auto second = use::encapsulated(key, use::usual_size, options.random);
                 if (differing_bits(first.secrets, second.secrets) < use::usual_size)
                     seen.add("two encapsulations have the same secrets");
                 if (first.encapsulation == second.encapsulation) seen.add("two encapsulations are the same");
             });
    of.check("two key pairs differ", "A key pair is one session's own", [&](problems& seen) {
        const auto first = must(K::key_pair::generate(options.random), "generate()");
        const auto second = must(K::key_pair::generate(options.random), "generate()");
        if (use::public_key(first) == use::public_key(second)) seen.add("generate() gives the same public key twice");
    });
    check_wrong_encapsulations<K>(of, options, pairs);
    check_misuse<K>(of, options, pairs);
    of.check("unaligned spans", "A span may start at any address, and only the spans are yours to write",
             [&](problems& seen) {
                 for (const std::size_t offset : {0U, 1U, 7U, 12U}) {
                     auto pair = must(pairs(), "generate()");
                     guarded key(use::public_key(pair), offset), secrets(bytes(use::usual_size), offset),
                         encapsulation(bytes(K::encapsulation_size), offset), got(bytes(use::usual_size), offset);
                     must(K::encapsulate(key.span(), secrets.span(), encapsulation.span(), options.random),
                          "encapsulate()");
                     if (!std::move(pair).decapsulate(encapsulation.span(), got.span()) || !got.holds(secrets.span())) {
                         seen.add("secrets do not arrive ", offset, " octets off alignment");
                     }
                     if (!key.intact() || !secrets.intact() || !encapsulation.intact() || !got.intact()) {
                         seen.add("octets beside the spans are written");
                     }
                 }
             });
    check_pair_moves<K>(of, options, pairs);
    check_pair_residue<K>(of, options);
    check_pair_threads<K>(of, options, pairs);
    return std::move(of).finish();
}
template <handclasp::key_transport K>
[[nodiscard]] report key_transport(const key_transport_options& options = {}) {
    return conform::key_transport<K>(options, [random = options.random] { return K::key_pair::generate(random); });
}

}  // namespace handclasp::conform
