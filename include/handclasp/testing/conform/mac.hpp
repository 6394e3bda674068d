#pragma once

#include <handclasp/testing/conform/guarded.hpp>
#include <handclasp/testing/conform/keyed.hpp>
#include <handclasp/testing/conform/known_answer.hpp>

#include <bitset>

namespace handclasp::conform {

// The objects of a MAC, and short ways to call them.
template <handclasp::mac M>
struct mac_use {
    static constexpr std::size_t tag_size = M::tag_size;

    struct authenticating {
        static constexpr std::string_view name = "MAC";
        using object = M;
        static result<object> make(std::uint64_t seed) { return made_with_key<object, M::key_size>(seed); }
        // A message, and room for its tag behind it.
        static bytes input(std::uint64_t) { return pattern(100 + tag_size, 3); }
        static result<void> apply(const object& tried, mutable_octets data) {
            const octets message = data.first(data.size() - tag_size);
            return tried.authenticate(message, std::span<std::byte, tag_size>(data.last(tag_size)));
        }
    };

    static M make(octets key) { return must(M::make(std::span<const std::byte, M::key_size>(key)), "make()"); }
    static bytes tag(const M& by, octets message, std::byte before = {}) {
        bytes made(tag_size, before);
        must(by.authenticate(message, std::span<std::byte, tag_size>(made)), "authenticate()");
        return made;
    }
};

// Whether a MAC keeps the promises of handclasp::mac.
template <handclasp::mac M>
[[nodiscard]] report mac(const std::vector<mac_answer>& answers = {}, const exemptions& except = {}) {
    using use = mac_use<M>;
    constexpr std::size_t tag_size = M::tag_size;
    constexpr std::size_t sizes[] = {0, 1, 15, 16, 17, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 255, 300, 16400};
    const bytes key = pattern(M::key_size, 1), sample = pattern(150, 2);
    examination of(M::name, except);
    check_name(of, M::name);

    check_known_answers(of, answers, [&](const mac_answer& known, problems& seen) {
        if (!usable(known.key, "key", M::key_size, seen) || !usable(known.message, "message", seen) ||
            !usable(known.tag, "tag", tag_size, seen)) {
            return;
        }
        compare(use::tag(use::make(known.key.value()), known.message.value()), known.tag, "tag", seen);
    });
    of.check("every bit of the message counts", "The tag depends on the whole message", [&](problems& seen) {
        const M mac = use::make(key);
        for (const std::size_t size : {1U, 16U, 33U, 150U}) {
            bytes message = pattern(size, 2);
            const bytes tag = use::tag(mac, message);
            for (std::size_t bit = 0; bit < 8 * size; ++bit) {
                flip(message, bit);
                if (use::tag(mac, message) == tag) {
                    seen.add("bit ", bit % 8, " of octet ", bit / 8, " of a message of ", size, " changes nothing");
                }
                flip(message, bit);
            }
        }
    });
    of.check("every octet of a long message counts", "The tag depends on the whole message", [&](problems& seen) {
        const M mac = use::make(key);
        for (const std::size_t size : {1024U, 4096U, 16400U}) {
            bytes message = pattern(size, 2);
            const bytes tag = use::tag(mac, message);
            for (const std::size_t bit : sampled_bits(size)) {
                flip(message, bit);
                if (use::tag(mac, message) == tag) {
                    seen.add(place_of(bit), " of a message of ", size, " octets changes nothing");
                }
                flip(message, bit);
            }
        }
    });
    of.check("every bit of the key counts", "make() has to take the whole key", [&](problems& seen) {
        const bytes tag = use::tag(use::make(key), sample);
        for (std::size_t bit = 0; bit < 8 * key.size(); ++bit) {
            bytes other = key;
            flip(other, bit);
            if (use::tag(use::make(other), sample) == tag) {
                seen.add("bit ", bit % 8, " of octet ", bit / 8, " of the key changes nothing");
            }
        }
    });
    of.check("a changed bit spreads over the tag", "A MAC here is a pseudo-random function", [&](problems& seen) {
        const M mac = use::make(key);
        bytes message = sample;
        const bytes tag = use::tag(mac, message);
        for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
            flip(message, bit);
            if (differing_bits(use::tag(mac, message), tag) < tag_size) {
                seen.add("bit ", bit, " of a message changes fewer than an eighth of the tag's bits");
            }
            flip(message, bit);
        }
    });
    of.check("every octet of the tag is written", "authenticate() fills the whole tag", [&](problems& seen) {
        const M mac = use::make(key);
        const bytes over_zeros = use::tag(mac, sample, std::byte{0}),
                    over_ones = use::tag(mac, sample, std::byte{0xff});
        for (std::size_t i = 0; i < tag_size; ++i) {
            if (over_zeros[i] != over_ones[i]) seen.add("octet ", i, " of the tag keeps what was there before");
        }
    });
    of.check("every bit of the tag varies", "A shorter tag is a smaller tag_size, not padding", [&](problems& seen) {
        // What each bit of the tag is for each message, against the first's: so an inverted bit is as the bit itself.
        constexpr std::size_t messages = 129;
        const M mac = use::make(key);
        const bytes first = use::tag(mac, pattern(20, 0));
        std::vector<std::bitset<messages>> columns(8 * tag_size);
        for (std::size_t message = 1; message < messages; ++message) {
            const bytes other = use::tag(mac, pattern(20, message));
            for (std::size_t bit = 0; bit < columns.size(); ++bit) {
                const bool changed =
                    ((other[bit / 8] ^ first[bit / 8]) >> static_cast<int>(bit % 8) & std::byte{1}) != std::byte{0};
                columns[bit][message] = changed;
            }
        }
        for (std::size_t bit = 0; bit < columns.size(); ++bit) {
            if (columns[bit].none()) {
                seen.add(place_of(bit), " of the tag is the same for every message");
                continue;
            }
            const auto like =
                std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(bit), columns[bit]);
            const auto at = static_cast<std::size_t>(like - columns.begin());
            if (at < bit) seen.add(place_of(bit), " of the tag follows from ", place_of(at));
        }
    });
    of.check("zeros at the end count", "The message's length is part of what is authenticated", [&](problems& seen) {
        const M mac = use::make(key);
        for (const std::size_t size : {0U, 1U, 20U}) {
            bytes message = pattern(size, 2);
            std::vector<bytes> tags;
            for (std::size_t zeros = 0; zeros <= 260; ++zeros) {
                tags.push_back(use::tag(mac, message));
                message.push_back(std::byte{0});
            }
            std::ranges::sort(tags);
            if (std::ranges::adjacent_find(tags) != tags.end()) {
                seen.add("a message of ", size, " octets has one tag with different numbers of zeros behind it");
            }
        }
    });
    of.check("nothing kept between calls", "One object gives for each message what a new one gives",
             [&](problems& seen) {
                 const M mac = use::make(key);
                 for (int round = 0; round < 2; ++round) {
                     for (const std::size_t size : sizes) {
                         const bytes message = pattern(size, size + 1);
                         if (use::tag(mac, message) != use::tag(use::make(key), message)) {
                             seen.add("the tag of a message of ", size, " octets differs from that of a new object");
                         }
                     }
                 }
             });
    of.check("unaligned spans", "A span may start at any address", [&](problems& seen) {
        const M mac = use::make(key);
        const bytes expected = use::tag(mac, sample);
        for (std::size_t offset = 0; offset < 16; ++offset) {
            guarded message(sample, offset), tag(bytes(tag_size), 15 - offset);
            must(mac.authenticate(message.span(), tag.template fixed<tag_size>()), "authenticate()");
            if (offset == 0 && !tag.holds(expected)) return;  // that is no matter of alignment
            if (!tag.holds(expected)) seen.add("the tag is wrong, with the message ", offset, " octets off alignment");
        }
    });
    of.check("nothing touched beside the tag", "Only the tag is yours to write", [&](problems& seen) {
        const M mac = use::make(key);
        for (const std::size_t size : sizes) {
            guarded message(pattern(size)), tag((bytes(tag_size)));
            must(mac.authenticate(message.span(), tag.template fixed<tag_size>()), "authenticate()");
            if (!tag.intact()) seen.add("authenticate() writes beside the tag, for a message of ", size, " octets");
            if (!message.intact() || !message.holds(pattern(size))) seen.add("authenticate() writes to its message");
        }
    });
    of.check("tag over the message", "The tag may lie within the message: read all of it before you write",
             [&](problems& seen) {
                 const M mac = use::make(key);
                 for (std::size_t size = tag_size; size <= 300; size += 13) {
                     const bytes expected = use::tag(mac, pattern(size));
                     for (const std::size_t at : {std::size_t{0}, (size - tag_size) / 2, size - tag_size}) {
                         bytes message = pattern(size);
                         const auto tag = mutable_octets(message).subspan(at, tag_size);
                         must(mac.authenticate(message, std::span<std::byte, tag_size>(tag)), "authenticate()");
                         if (!std::ranges::equal(tag, expected))
                             seen.add("a tag at ", at, " of a message of ", size, " octets is wrong");
                     }
                 }
             });
    check_keyed_objects<typename use::authenticating>(of);
    return std::move(of).finish();
}

}  // namespace handclasp::conform
