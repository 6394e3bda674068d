// Whether the checks that go before the timing find out what is broken: each link here but the first fails in a way of
// its own, and has to be refused for that. Also whether the heap is watched, where it can be.
#include "support/one_by_one.hpp"
#include "support/timed.hpp"

#include <cstdio>

namespace {

using bench::hc::mutable_octets;
using bench::hc::octets;

enum class flaw { none, in_the_clear, fails_to_seal, fails_to_open, other_message, part_of_message, no_check };

// A cipher and a checksum that fool nobody but a test: octets are inverted, and the last one is the sum of them.
template <flaw Flaw>
class toy_link {
public:
    explicit toy_link(std::uint64_t) {}

    static std::size_t sealed_size(std::size_t size) { return size + 1; }

    std::size_t seal(octets message, mutable_octets out) {
        if (Flaw == flaw::fails_to_seal) return 0;
        for (std::size_t i = 0; i < message.size(); ++i) out[i] = flipped(message[i]);
        out[message.size()] = sum(out.first(message.size()));
        return message.size() + 1;
    }

    template <class Sink>
    bool open(mutable_octets sealed, Sink&& sink) {
        const mutable_octets text = sealed.first(sealed.size() - 1);
        if (Flaw == flaw::fails_to_open || (Flaw != flaw::no_check && sum(text) != sealed.back())) return false;
        for (std::byte& octet : text) octet = flipped(octet);
        if (Flaw == flaw::other_message) text[text.size() / 2] ^= std::byte{1};
        sink(octets(text).first(text.size() - (Flaw == flaw::part_of_message ? 1 : 0)));
        return true;
    }

private:
    static std::byte flipped(std::byte octet) { return Flaw == flaw::in_the_clear ? octet : ~octet; }
    static std::byte sum(octets text) {
        std::byte total{};
        for (const std::byte octet : text) total ^= octet;
        return total;
    }
};

int failures = 0;

void expect(bool held, const std::string& what) {
    if (held) return;
    ++failures;
    std::printf("%s\n", what.c_str());
}

template <flaw Flaw>
void expect_fault(const std::string& expected) {
    for (const auto& work : {bench::workload::of_size(64), bench::workload::of_mixed_sizes(16, 4)}) {
        const std::string found = bench::fault_of<bench::one_by_one<toy_link<Flaw>>>(work);
        expect(found == expected, "expected '" + expected + "', and found '" + found + "'");
    }
}

}  // namespace

int main() {
    expect_fault<flaw::none>("");
    expect_fault<flaw::in_the_clear>("a message shows in what was sealed");
    expect_fault<flaw::fails_to_seal>("sealing failed");
    expect_fault<flaw::fails_to_open>("opening failed");
    expect_fault<flaw::other_message>("what opened is not what was sealed");
    expect_fault<flaw::part_of_message>("what opened is not what was sealed");
    expect_fault<flaw::no_check>("a changed message opens");
#if defined(__GLIBC__)
    const std::size_t calls = bench::heap::calls(), octets_before = bench::heap::in_use();
    const auto block = std::make_unique<std::array<std::byte, 100000>>();
    benchmark::DoNotOptimize(block.get());
    const std::size_t calls_then = bench::heap::calls(), octets_then = bench::heap::in_use();
    expect(calls_then == calls + 1, "one allocation was counted otherwise");
    expect(octets_then >= octets_before + 100000, "the heap's size does not show what was taken");
#endif
    return failures == 0 ? 0 : 1;
}
