#include <handclasp/channel/channel.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/channels.hpp"

#include <cstdlib>
#include <memory>

namespace hc = handclasp;
using test::bytes;

TEST_CASE("the counter sees every kind of allocation") {
    if (!test::allocations_are_counted) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    const auto seen = [](auto&& allocate, auto&& release) {
        const auto before = test::allocations_now();
        void* volatile memory = allocate();  // volatile, or a compiler may drop the pair
        const auto after = test::allocations_now();
        release(memory);
        return after.calls == before.calls + 1 && after.bytes >= before.bytes + 100;
    };
    CHECK(seen([] { return std::malloc(100); }, std::free));
    CHECK(seen([] { return std::calloc(10, 10); }, std::free));
    CHECK(seen([] { return std::aligned_alloc(64, 128); }, std::free));
    CHECK(seen([] { return CryptoPP::AlignedAllocate(100); }, CryptoPP::AlignedDeallocate));
    CHECK(seen([] { return ::operator new(100); }, [](void* memory) { ::operator delete(memory); }));
}

TEMPLATE_TEST_CASE("sealing and opening allocate nothing", "", hc::standard, hc::encrypt_then_mac, hc::gcm,
                   hc::chacha) {
    if (!test::allocations_are_counted) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    auto pair = test::connected<TestType>();
    bytes buffer(hc::sender<TestType>::sealed_size(40000));
    for (const std::size_t size : {0U, 1U, 64U, 1024U, 16384U}) {
        const auto message = test::pattern(size);
        const auto before = test::allocations_now().calls;
        bool done = true;
        for (int round = 0; round < 100; ++round) {
            const auto unit = pair.client.seal(message, buffer);
            done = done && unit && pair.server.open(hc::mutable_octets(buffer).first(unit->size()));
        }
        const auto after = test::allocations_now().calls;
        CHECK(done);
        CHECK(after == before);
    }
    const auto message = test::pattern(40000);
    const auto before = test::allocations_now().calls;
    const bool done = pair.client.seal(message, buffer).has_value();
    CHECK(test::allocations_now().calls == before);
    CHECK(done);
}

namespace {

// Octets that an established channel owns, its own size included; none where this build cannot tell.
template <class Suite>
std::optional<std::size_t> octets_owned() {
    if (!test::allocations_are_counted) {
        WARN("skipped: this build has an allocator of its own");
        return std::nullopt;
    }
    if (!CryptoPP::HasAESNI()) {
        WARN("skipped: without AES-NI Crypto++ keeps its table code's scratch");
        return std::nullopt;
    }
    const auto before = test::allocations_now().bytes;
    const auto channel = std::make_unique<hc::channel<Suite>>(test::one_end<Suite>(1, 2));
    const auto owned = test::allocations_now().bytes - before;
    CHECK(owned >= sizeof *channel);
    return owned;
}

}  // namespace

TEMPLATE_TEST_CASE("an established channel owns at most 1.5 KiB in all", "", hc::standard, hc::standard_256,
                   hc::encrypt_then_mac, hc::chacha) {
    if (const auto owned = octets_owned<TestType>()) CHECK(*owned <= 1536);
}

// Crypto++ keeps a table for its hash in each direction.
TEMPLATE_TEST_CASE("with AES-GCM an established channel owns at most 2 KiB in all", "", hc::gcm, hc::modern) {
    if (const auto owned = octets_owned<TestType>()) CHECK(*owned <= 2048);
}
