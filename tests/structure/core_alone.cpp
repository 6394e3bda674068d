// A whole session without a crypto library: the generic code on the archetypes, which offer what the concepts promise
// and nothing else. tests/structure/core_alone.py compiles it, looks at what it includes, and runs it.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/suite.hpp>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace {

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);

bool says(hc::octets data, std::string_view text) {
    return std::ranges::equal(data, hc::as_octets(text));
}

// Seals on one side, opens on the other.
bool carried(hc::channel<suite>& from, hc::channel<suite>& to, std::string_view text) {
    std::vector<std::byte> buffer(hc::channel<suite>::sealed_size(text.size()));
    const auto sealed = from.seal(hc::as_octets(text), buffer);
    if (!sealed) return false;
    const auto opened = to.open(hc::mutable_octets(buffer).first(sealed->size()));
    return opened && opened->kind == hc::event_kind::message && says(opened->data, text);
}

bool session() {
    auto hello_awaited = hc::client<suite>::request(hc::trust::anyone());
    if (!hello_awaited) return false;
    auto initial_awaited =
        hc::server<suite>::answer(hello_awaited->request(), hc::no_identity(), hc::fresh_keys<suite>());
    if (!initial_awaited) return false;
    auto client = std::move(*hello_awaited).receive(initial_awaited->hello(), hc::as_octets("first"));
    if (!client) return false;
    auto server = std::move(*initial_awaited).accept(client->initial);
    return server && says(server->message, "first") && carried(client->channel, server->channel, "there") &&
        carried(server->channel, client->channel, "and back");
}

}  // namespace

int main() {
    if (session()) return 0;
    std::puts("the session on the archetypes did not come about");
    return 1;
}
