#pragma once

namespace bench {

// What a session takes from the heap, of each suite and peer.
void add_states();

}  // namespace bench
