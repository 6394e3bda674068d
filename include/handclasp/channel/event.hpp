#pragma once

#include <handclasp/core/octets.hpp>

namespace handclasp {

// What an opened frame means to its receiver.
enum class event_kind {
    message,   // data is a whole message, or the last part of one that came in fragments
    fragment,  // data is part of a message; more of it follows
    rekeyed,   // the peer's keys changed; nothing to do
    closed,    // the peer's direction has ended, and authentically; the other one goes on
};

// data lies in the unit that was opened and lives as long as that buffer does.
struct event {
    event_kind kind;
    octets data;
};

}  // namespace handclasp
