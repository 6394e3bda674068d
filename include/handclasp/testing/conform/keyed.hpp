#pragma once

#include <handclasp/core/secret.hpp>
#include <handclasp/testing/conform/examination.hpp>
#include <handclasp/testing/conform/residue.hpp>

#include <atomic>
#include <latch>
#include <thread>

// What holds of every keyed object of a policy: an encryptor, a decryptor, a MAC.
namespace handclasp::conform {

// How the checks make such an object and use it. make() gives one under the key of a seed; input() what it is applied
// to; apply() changes that in place, and the same object gives the same for the same input, as often as it is asked.
template <class U>
concept keyed_use = requires(std::uint64_t seed, typename U::object& object, mutable_octets data) {
    { U::name } -> std::convertible_to<std::string_view>;
    { U::make(seed) } -> std::same_as<result<typename U::object>>;
    { U::input(seed) } -> std::same_as<bytes>;
    { U::apply(object, data) } -> std::same_as<result<void>>;
};

// An object under a seed's key, which leaves no trace of its own behind.
template <class Object, std::size_t KeySize>
[[nodiscard]] result<Object> made_with_key(std::uint64_t seed) {
    secret<KeySize> key;
    fill_with_pattern(key.overwrite(), seed);
    return Object::make(key.expose());
}

template <keyed_use Use>
[[nodiscard]] typename Use::object fresh(std::uint64_t seed) {
    return must(Use::make(seed), std::string(Use::name) + "'s make()");
}

// What an object makes of a seed's input.
template <keyed_use Use>
[[nodiscard]] bytes output(typename Use::object& object, std::uint64_t seed) {
    bytes data = Use::input(seed);
    must(Use::apply(object, data), std::string("a call of the ") + std::string(Use::name));
    return data;
}
template <keyed_use Use>
[[nodiscard]] bytes output_of_fresh(std::uint64_t seed) {
    auto object = fresh<Use>(seed);
    return output<Use>(object, seed);
}

template <keyed_use Use>
void check_moves(problems& seen) {
    using object = typename Use::object;
    const bytes first = output_of_fresh<Use>(1), second = output_of_fresh<Use>(2);
    const auto expect = [&](object& tried, std::uint64_t seed, std::string_view which) {
        if (output<Use>(tried, seed) != (seed == 1 ? first : second))
            seen.add("the ", Use::name, " that was ", which, " gives other results");
    };
    object from = fresh<Use>(1);
    object to(std::move(from));
    expect(to, 1, "moved to");
    from = fresh<Use>(2);
    expect(from, 2, "assigned to after it was moved from");
    expect(to, 1, "moved to, once the other has a new key,");
    to = std::move(from);
    expect(to, 2, "assigned over");
    object other = fresh<Use>(1);
    std::swap(to, other);
    expect(to, 1, "swapped");
    expect(other, 2, "swapped");
    object taken = [] {
        object ended = fresh<Use>(1);
        return object(std::move(ended));
    }();
    expect(taken, 1, "moved to, once the other has ended,");
}

// One life: made, moved, used, ended.
template <keyed_use Use>
[[nodiscard]] trace traced(std::uint64_t seed) {
    trace left;
    bytes data = Use::input(seed);
    storage<result<typename Use::object>> made;
    storage<typename Use::object> moved;
    {
        const heap::recorder recording(left.freed);
        auto& source = made.construct([seed] { return Use::make(seed); });
        if (source) {
            auto& object = moved.construct([&source] { return *std::move(source); });
            static_cast<void>(Use::apply(object, data));
        }
        moved.end();
        made.end();
    }
    left.object = moved.content();
    left.moved_from = made.content();
    left.public_octets.push_back(std::move(data));
    return left;
}

template <keyed_use Use>
void check_wiped_objects(problems& seen) {
    const trace left = traced<Use>(1), right = traced<Use>(2);
    if (const auto at = residue(left.object, right.object, left, right)) {
        seen.add("what an ended ", Use::name, " leaves depends on its key, at offset ", *at, " of the object");
    }
    if (const auto at = residue(left.moved_from, right.moved_from, left, right)) {
        seen.add("what a moved-from ", Use::name, " leaves depends on its key, at offset ", *at, " of the object");
    }
}

template <keyed_use Use>
void check_wiped_heap(problems& seen) {
    const trace left = traced<Use>(1), right = traced<Use>(2);
    if (const auto found = freed_residue(left, right)) {
        seen.add("the ", Use::name, " frees a block of ", found->block_size,
                 " octets whose content depends on its key, at offset ", found->at);
    }
}

template <keyed_use Use>
void check_allocations(problems& seen) {
    auto object = fresh<Use>(1);
    const bytes input = Use::input(1);
    bytes data = input;
    must(Use::apply(object, data), Use::name);  // what is made once and kept is no cost of a message
    const std::size_t before = heap::calls_so_far();
    for (int round = 0; round < 10; ++round) {
        copy(input, data);
        static_cast<void>(Use::apply(object, data));
    }
    const std::size_t calls = heap::calls_so_far() - before;
    if (calls > 0) seen.add("ten uses of the ", Use::name, " take ", calls, " blocks from the heap");
}

template <keyed_use Use>
void check_two_at_once(problems& seen) {
    const bytes first = output_of_fresh<Use>(1), second = output_of_fresh<Use>(2);
    auto one = fresh<Use>(1), other = fresh<Use>(2);
    for (int round = 0; round < 3; ++round) {
        if (output<Use>(one, 1) != first || output<Use>(other, 2) != second) {
            seen.add("two objects of the ", Use::name, ", used in turn, do not give what each gives alone");
        }
    }
}

template <keyed_use Use>
void check_two_threads(problems& seen) {
    const bytes wanted[] = {output_of_fresh<Use>(1), output_of_fresh<Use>(2)};
    const bytes inputs[] = {Use::input(1), Use::input(2)};
    typename Use::object objects[] = {fresh<Use>(1), fresh<Use>(2)};
    std::atomic<std::size_t> wrong{0};
    std::latch start(2);
    const auto work = [&](std::size_t which) {
        bytes data = inputs[which];
        start.arrive_and_wait();
        for (int round = 0; round < 500; ++round) {
            copy(inputs[which], data);
            if (!Use::apply(objects[which], data) || data != wanted[which]) ++wrong;
        }
    };
    std::thread other(work, 1U);
    work(0);
    other.join();
    if (wrong > 0) {
        seen.add("of 1000 results of the ", Use::name, " on two threads, one object each, ", wrong.load(),
                 " are wrong");
    }
}

template <keyed_use... Uses>
void check_keyed_objects(examination& of) {
    const std::string_view unwatched = heap::watched() ? std::string_view() : heap::unwatched;
    of.check("moves", "A move hands on all that the object is; what is left can be assigned to, and ends in peace",
             [](problems& seen) { (check_moves<Uses>(seen), ...); });
    of.check("wiped objects", "The destructor, and the move for its source, have to wipe(), not merely overwrite",
             [](problems& seen) { (check_wiped_objects<Uses>(seen), ...); });
    of.check_unless(unwatched, "wiped heap", "Whatever holds a key, or is computed of one, is wiped before it is freed",
                    [](problems& seen) { (check_wiped_heap<Uses>(seen), ...); });
    of.check_unless(unwatched, "no allocation per message", "make() is the place to allocate, once for a key",
                    [](problems& seen) { (check_allocations<Uses>(seen), ...); });
    of.check("two objects at once", "Objects share nothing: no static buffer, no key schedule in common",
             [](problems& seen) { (check_two_at_once<Uses>(seen), ...); });
    of.check("two threads", "Objects share nothing: no static buffer, no key schedule in common",
             [](problems& seen) { (check_two_threads<Uses>(seen), ...); });
}

}  // namespace handclasp::conform
