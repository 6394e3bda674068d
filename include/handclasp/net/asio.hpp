#pragma once

// The umbrella of sockets: net::connection, on standalone Asio. It is not part of handclasp.hpp. Compile with
// ASIO_STANDALONE defined, and for coroutines with clang, libstdc++ and Asio before 1.24 with ASIO_HAS_CO_AWAIT=1.

#include <handclasp/net/connection.hpp>
#include <handclasp/net/gathering.hpp>
#include <handclasp/net/options.hpp>
