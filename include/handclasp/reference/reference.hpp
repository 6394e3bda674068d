#pragma once

// For peers of the original description, and no others: see docs/reference.md. Not part of handclasp.hpp.

#include <handclasp/reference/handshake.hpp>
