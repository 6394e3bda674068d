#pragma once

namespace bench {

void add_plain_channels();
void add_cryptopp_channels();
void add_ipsec_mb_channels();
void add_idle_sessions();

}  // namespace bench
