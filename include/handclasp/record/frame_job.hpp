#pragma once

#include <handclasp/record/pseudo_header.hpp>

namespace handclasp::record {

// A frame on its way through a batch, with the keys of its own direction: its body holds the message already, and
// sealing completes it.
template <class Sealing>
struct sealing_job {
    Sealing* keys = nullptr;
    mutable_octets body;
    std::size_t message_size = 0;
    pseudo_header::bytes place{};
    result<void> outcome = errc::backend;
};

// The same on the way back: the outcome is the message, within the body.
template <class Opening>
struct opening_job {
    Opening* keys = nullptr;
    mutable_octets body;
    pseudo_header::bytes place{};
    result<mutable_octets> outcome = errc::backend;
};

}  // namespace handclasp::record
