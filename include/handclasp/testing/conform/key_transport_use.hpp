#pragma once

#include <handclasp/testing/conform/examination.hpp>
#include <handclasp/testing/conform/guarded.hpp>
#include <handclasp/testing/conform/residue.hpp>

namespace handclasp::conform {

// How many altered encapsulations are tried. Each takes a key pair, which with RSA is slow to make.
enum class effort {
    sampled,      // one bit in each of sixteen octets
    every_octet,  // one bit in each octet
    every_bit,
};

struct key_transport_options {
    random_function random = repeatable_random;  // what key pairs and secrets are drawn from
    effort alterations = effort::sampled;
    exemptions except;
};

// What cannot hold of a transport whose key both ends have beforehand: there is no public key in the ordinary sense,
// and every pair opens every encapsulation.
[[nodiscard]] inline exemptions pre_shared_key() {
    constexpr std::string_view reason = "the key is shared beforehand";
    return {{"two key pairs differ", reason},
            {"another pair's encapsulation", reason},
            {"public keys of a wrong size", reason},
            {"malformed public keys", reason},
            {"failing random source of generate()", reason}};
}

// Short ways to call a key transport.
template <handclasp::key_transport K>
struct key_transport_use {
    using pair = typename K::key_pair;
    // A transport may offer one size of secrets alone, which is then its greatest.
    static constexpr std::size_t usual_size = K::max_secrets_size <= 64 ? K::max_secrets_size : 32;

    struct sent {
        bytes secrets, encapsulation;
    };
    static sent encapsulated(octets public_key, std::size_t size, random_function random) {
        sent made{bytes(size), bytes(K::encapsulation_size)};
        must(K::encapsulate(public_key, made.secrets, made.encapsulation, random), "encapsulate()");
        return made;
    }
    static bytes public_key(const pair& of) {
        return copy_of(std::span<const std::byte, K::public_key_size>(of.public_key()));
    }
    // What a pair makes of an encapsulation, where it opens. It is consumed.
    static std::optional<bytes> opened(pair& by, octets encapsulation, std::size_t size = usual_size) {
        bytes secrets(size);
        if (!std::move(by).decapsulate(encapsulation, secrets)) return std::nullopt;
        return secrets;
    }
};

// One life of a key pair: made, moved, used if so wanted, ended. A pair that was used is looked at before its end.
enum class pair_life { used, unused };
template <handclasp::key_transport K>
[[nodiscard]] trace traced_pair(pair_life life, random_function random) {
    using use = key_transport_use<K>;
    trace left;
    bytes secrets(use::usual_size);
    storage<result<typename K::key_pair>> made;
    storage<typename K::key_pair> moved;
    auto& source = made.construct([random] { return K::key_pair::generate(random); });
    if (!source) throw call_failed("generate()", source.error());
    const auto sent = use::encapsulated(use::public_key(*source), use::usual_size, random);
    left.public_octets = {use::public_key(*source), sent.encapsulation};
    {
        const heap::recorder recording(left.freed);
        auto& pair = moved.construct([&source] { return *std::move(source); });
        if (life == pair_life::used) static_cast<void>(std::move(pair).decapsulate(sent.encapsulation, secrets));
        if (life == pair_life::unused) moved.end();
    }
    left.object = moved.content();
    left.moved_from = made.content();
    return left;
}

}  // namespace handclasp::conform
