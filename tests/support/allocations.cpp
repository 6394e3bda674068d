#include "support/allocations.hpp"

#include <handclasp/testing/allocation_watch.hpp>

namespace test {

namespace heap = handclasp::conform::heap;

const bool allocations_are_counted = heap::watched();

allocations allocations_now() noexcept {
    return {heap::calls, heap::bytes};
}

}  // namespace test
