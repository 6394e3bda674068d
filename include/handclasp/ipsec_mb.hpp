#pragma once

// The umbrella for the suites on IPsec-MB and Crypto++: the channel, batches, and the standard suites, all in
// handclasp::ipsec_mb. For x86-64. Sockets are apart, in handclasp/net.

#include <handclasp/handclasp.hpp>
#include <handclasp/suite/ipsec_mb.hpp>
