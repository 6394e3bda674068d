#include <handclasp/core/secret_octets.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <type_traits>

namespace hc = handclasp;
using test::to_hex;

static_assert(!std::is_copy_constructible_v<hc::secret_octets> && !std::is_copy_assignable_v<hc::secret_octets>);
static_assert(std::is_nothrow_move_constructible_v<hc::secret_octets>);
static_assert(std::is_nothrow_move_assignable_v<hc::secret_octets>);
static_assert(!std::is_convertible_v<hc::octets, hc::secret_octets>, "made on purpose, never by conversion");
static_assert(!std::is_convertible_v<std::size_t, hc::secret_octets>);
static_assert(!std::is_convertible_v<hc::secret_octets, hc::octets>, "reached through expose() alone");

namespace {

const test::bytes key = test::pattern(5000);

// Octets of the key, eight in a row, in a block of the heap that was given back. Nothing else looks at memory that is
// nobody's: what operator delete hands on is watched instead.
std::size_t traces = 0;
bool watching = false;

}  // namespace

// Replaced for this program, because a destroyed object cannot be asked whether it wiped its block. Not inlined: a
// compiler that sees into them takes them for mismatched.
[[gnu::noinline]] void* operator new[](std::size_t size) {
    constexpr std::size_t header = 16;  // holds the size, and keeps the alignment
    auto* const block = static_cast<std::byte*>(std::malloc(size + header));
    if (block == nullptr) throw std::bad_alloc();
    std::memcpy(block, &size, sizeof size);
    return block + header;
}
[[gnu::noinline]] void operator delete[](void* place) noexcept {
    if (place == nullptr) return;
    constexpr std::size_t header = 16;
    auto* const block = static_cast<std::byte*>(place) - header;
    std::size_t size = 0;
    std::memcpy(&size, block, sizeof size);
    if (watching) {
        const auto found = std::search(block + header, block + header + size, key.begin(), key.begin() + 8);
        if (found != block + header + size) ++traces;
    }
    std::free(block);
}
void operator delete[](void* place, std::size_t) noexcept {
    ::operator delete[](place);
}

namespace {

// How many blocks with octets of the key are given back during a call.
template <class Call>
std::size_t traces_of(Call call) {
    traces = 0;
    watching = true;
    call();
    watching = false;
    return traces;
}

}  // namespace

TEST_CASE("secret octets start as zeros, as a copy, or as none") {
    CHECK(to_hex(hc::secret_octets(3).expose()) == "000000");
    CHECK(to_hex(hc::secret_octets(hc::octets(key)).expose()) == to_hex(key));
    CHECK(hc::secret_octets(hc::octets(key)).size() == 5000U);
    CHECK_FALSE(hc::secret_octets(3).empty());
    for (const auto& none : {hc::secret_octets(), hc::secret_octets(0), hc::secret_octets(hc::octets())}) {
        CHECK(none.empty());
        CHECK(none.expose().empty());
    }
}

TEST_CASE("secret octets are written through overwrite()") {
    hc::secret_octets written(key.size());
    hc::copy(key, written.overwrite());
    CHECK(to_hex(written.expose()) == to_hex(key));
}

TEST_CASE("secret octets move, and leave none behind") {
    hc::secret_octets from{hc::octets(key)};
    hc::secret_octets to(std::move(from));
    CHECK(to_hex(to.expose()) == to_hex(key));
    CHECK(from.empty());  // NOLINT(bugprone-use-after-move): what a move leaves is promised
    from = std::move(to);
    CHECK(to_hex(from.expose()) == to_hex(key));
    auto& same = from;
    from = std::move(same);
    CHECK(to_hex(from.expose()) == to_hex(key));
}

TEST_CASE("shortening keeps the first octets") {
    hc::secret_octets held{hc::octets(key)};
    held.shorten(6000);
    CHECK(held.size() == 5000U);
    held.shorten(100);
    CHECK(to_hex(held.expose()) == to_hex(hc::octets(key).first(100)));
    held.shorten(0);
    CHECK(held.empty());
}

// The control: if this saw nothing either, the test below would show nothing.
TEST_CASE("a block that is not wiped is seen to be given back with its octets") {
    // Through a pointer that the compiler cannot see through, or it would leave out a copy that nobody reads.
    void (*volatile const unseen)(hc::octets, hc::mutable_octets) noexcept = hc::copy;
    CHECK(traces_of([&] {
              const auto block = std::make_unique<std::byte[]>(key.size());
              unseen(key, {block.get(), key.size()});
          }) == 1U);
}

TEST_CASE("secret octets are wiped before their block is given back") {
    CHECK(traces_of([] { const hc::secret_octets destroyed{hc::octets(key)}; }) == 0U);
    CHECK(traces_of([] {
              hc::secret_octets assigned{hc::octets(key)};
              assigned = hc::secret_octets(1);
          }) == 0U);
    CHECK(traces_of([] {
              hc::secret_octets from{hc::octets(key)};
              const hc::secret_octets to(std::move(from));
          }) == 0U);
}

TEST_CASE("what shortening cuts off is wiped") {
    test::bytes cut(20, std::byte{1});
    hc::secret_octets held{hc::octets(cut)};
    const auto whole = held.overwrite();
    held.shorten(3);
    CHECK(to_hex(whole) == "010101" + std::string(34, '0'));
}
