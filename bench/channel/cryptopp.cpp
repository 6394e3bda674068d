#include "channel/cases.hpp"
#include "channel/parts.hpp"

#include <handclasp/handclasp.hpp>

namespace bench {

void add_plain_channels() {
    add_channels<plain_ends>("tcp");
}

void add_cryptopp_channels() {
    add_channels<protected_ends<hc::standard>>("standard@cryptopp");
    add_channels<protected_ends<hc::gcm>>("gcm@cryptopp");
}

}  // namespace bench
