#include <handclasp/core/secret.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <new>
#include <type_traits>
#include <utility>

namespace hc = handclasp;
using test::to_hex;

using secret32 = hc::secret<32>;
static_assert(!std::is_copy_constructible_v<secret32> && !std::is_copy_assignable_v<secret32>);
static_assert(std::is_nothrow_move_constructible_v<secret32> && std::is_nothrow_move_assignable_v<secret32>);
static_assert(std::is_nothrow_default_constructible_v<secret32>);
static_assert(!std::is_convertible_v<std::span<const std::byte, 32>, secret32>, "made on purpose, never by conversion");
static_assert(!std::is_convertible_v<secret32, hc::octets>, "reached through expose() alone");
static_assert(std::is_same_v<decltype(std::declval<const secret32&>().expose()), std::span<const std::byte, 32>>);
static_assert(secret32::size == 32 && sizeof(secret32) == 32);

namespace {

const std::string zeros(64, '0');
const test::bytes key = test::from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

secret32 of(const test::bytes& octets) {
    return secret32(std::span<const std::byte, 32>(octets));
}

// Storage whose octets outlive the object in it. The optimiser learns neither where look() looks nor what is there, so
// it can drop no store as dead, and fold no load.
template <class Object>
class observed {
public:
    template <class... Arguments>
    Object& make(Arguments&&... arguments) {
        Object& made = *new (storage_.data()) Object(std::forward<Arguments>(arguments)...);
        static_cast<void>(look());
        return made;
    }

    [[nodiscard]] __attribute__((noinline)) std::string look() const {
        const volatile std::byte* seen = storage_.data();
        __asm__ __volatile__("" : "+r"(seen) : : "memory");
        test::bytes octets(sizeof(Object));
        for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = seen[i];
        return to_hex(octets);
    }

private:
    alignas(Object) std::array<std::byte, sizeof(Object)> storage_{};
};

struct not_wiped {
    std::array<std::byte, 32> octets;
};

}  // namespace

TEST_CASE("a secret starts as zeros or as its source") {
    CHECK(to_hex(secret32().expose()) == zeros);
    CHECK(to_hex(of(key).expose()) == to_hex(key));
    secret32 written;
    hc::copy(key, written.overwrite());
    CHECK(to_hex(written.expose()) == to_hex(key));
}

// The control: if this saw nothing either, the tests below would show nothing.
TEST_CASE("the octets of an object that is not wiped are still there") {
    observed<not_wiped> place;
    auto& object = place.make();
    hc::copy(key, object.octets);
    static_cast<void>(place.look());
    object.~not_wiped();
    CHECK(place.look() == to_hex(key));
}

TEST_CASE("a destroyed secret has left no octets") {
    observed<secret32> place;
    secret32& object = place.make(std::span<const std::byte, 32>(key));
    REQUIRE(place.look() == to_hex(key));
    object.~secret32();
    CHECK(place.look() == zeros);
}

TEST_CASE("a secret that was moved from has left no octets") {
    observed<secret32> place;
    secret32& from = place.make(std::span<const std::byte, 32>(key));

    SECTION("by construction") {
        const secret32 to(std::move(from));
        CHECK(place.look() == zeros);
        CHECK(to_hex(to.expose()) == to_hex(key));
    }
    SECTION("by assignment, over what was there") {
        secret32 to = of(test::pattern(32));
        to = std::move(from);
        CHECK(place.look() == zeros);
        CHECK(to_hex(to.expose()) == to_hex(key));
    }
    from.~secret32();
}

TEST_CASE("a secret that is assigned to holds nothing of before") {
    observed<secret32> place;
    secret32& to = place.make(std::span<const std::byte, 32>(key));
    to = secret32();
    CHECK(place.look() == zeros);
    to.~secret32();
}

TEST_CASE("a secret survives a move onto itself") {
    secret32 object = of(key);
    secret32& same = object;
    object = std::move(same);
    CHECK(to_hex(object.expose()) == to_hex(key));
}

TEST_CASE("wipe overwrites a span and nothing beside it") {
    test::bytes buffer = key;
    hc::wipe(hc::mutable_octets(buffer).subspan(1, 30));
    CHECK(to_hex(buffer) == "00" + zeros.substr(4) + "1f");
    hc::wipe({});
    hc::wipe(hc::mutable_octets(buffer).last(0));
    CHECK(buffer.back() == std::byte{0x1f});
}
