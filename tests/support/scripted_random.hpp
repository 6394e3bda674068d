#pragma once

#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/primitives.hpp>

#include <deque>

namespace test {

// A random source that hands out what a test has put in, draw by draw, and fails when that runs out or has another size:
// so a test knows what was drawn, in which order, and that nothing else was.
struct scripted_random {
    static std::deque<bytes>& script() noexcept {
        thread_local std::deque<bytes> draws;
        return draws;
    }

    static handclasp::result<void> fill(handclasp::mutable_octets target) noexcept {
        if (script().empty() || script().front().size() != target.size()) return handclasp::errc::random_source;
        handclasp::copy(script().front(), target);
        script().pop_front();
        return {};
    }
};

struct scripted_primitives : handclasp::cryptopp_primitives {
    using random = scripted_random;
};

}  // namespace test
