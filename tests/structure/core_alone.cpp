// A whole session of each composition without a crypto library: the generic code on the archetypes, which offer what
// the concepts promise and nothing else. tests/structure/core_alone.py compiles it, looks at what it includes, and runs it.
#include <handclasp/channel/batch.hpp>
#include <handclasp/core/archetype.hpp>
#include <handclasp/core/multi_buffer_archetype.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/suite.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace {

namespace hc = handclasp;
using primitives = hc::archetype::primitives;
template <class Composition>
using in_lanes = hc::basic_suite<hc::archetype::lane_cipher, hc::archetype::lane_mac, hc::archetype::key_transport,
                                 Composition, hc::derived, hc::default_limits, primitives>;
template <class Composition>
using of_cipher = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport, Composition,
                                  hc::derived, hc::default_limits, primitives>;
using mac_in_cipher = of_cipher<hc::record::mac_in_cipher>;
using encrypt_then_mac = of_cipher<hc::record::encrypt_then_mac>;
using aead = hc::basic_aead_suite<hc::archetype::aead, hc::archetype::key_transport, hc::derived, hc::default_limits,
                                  primitives>;
static_assert(hc::protocol_suite<mac_in_cipher> && hc::protocol_suite<encrypt_then_mac> && hc::protocol_suite<aead>);

bool says(hc::octets data, std::string_view text) {
    return std::ranges::equal(data, hc::as_octets(text));
}

// Seals on one side, opens on the other, and then rekeys.
template <class Suite>
bool carried(hc::channel<Suite>& from, hc::channel<Suite>& to, std::string_view text) {
    std::vector<std::byte> buffer(hc::channel<Suite>::sealed_size(text.size()));
    const auto sealed = from.seal(hc::as_octets(text), buffer);
    if (!sealed) return false;
    const auto opened = to.open(hc::mutable_octets(buffer).first(sealed->size()));
    if (!opened || opened->kind != hc::event_kind::message || !says(opened->data, text)) return false;
    const auto rekey = from.rekey(buffer);
    return rekey && to.open(hc::mutable_octets(buffer).first(rekey->size()));
}

// The same in a batch, of a message in fragments and an empty one.
template <class Suite>
bool carried_together(hc::channel<Suite>&& from, hc::channel<Suite>&& to) {
    auto sending = std::move(from).split().sender;
    auto receiving = std::move(to).split().receiver;
    auto batch = hc::batch<Suite>::make();
    if (!batch) return false;
    const std::string_view text = "in more than one fragment";
    std::vector<std::byte> first(hc::sender<Suite>::sealed_size(text.size(), 10));
    std::vector<std::byte> second(hc::sender<Suite>::sealed_size(0));
    std::vector<typename hc::batch<Suite>::outgoing> messages(2);
    messages[0] = {&sending, hc::as_octets(text), first, 10};
    messages[1] = {&sending, {}, second};
    batch->seal(messages);
    std::vector<typename hc::batch<Suite>::incoming> units;
    for (auto& message : messages) {
        if (!message.outcome) return false;
        for (auto rest = message.out.first(message.outcome->size()); !rest.empty();) {
            const auto size = hc::layout::unit_header::size + hc::layout::unit_header::length_of(rest);
            units.push_back({&receiving, rest.first(size)});
            rest = rest.subspan(size);
        }
    }
    batch->open(units);
    std::string heard;
    for (const auto& unit : units) {
        if (!unit.outcome) return false;
        heard += hc::as_text(unit.outcome->data);
    }
    return units.size() == 4 && heard == text;
}

template <class Suite>
bool session() {
    auto hello_awaited = hc::client<Suite>::request(hc::trust::anyone());
    if (!hello_awaited) return false;
    auto initial_awaited =
        hc::server<Suite>::answer(hello_awaited->request(), hc::no_identity(), hc::fresh_keys<Suite>());
    if (!initial_awaited) return false;
    auto client = std::move(*hello_awaited).receive(initial_awaited->hello(), hc::as_octets("first"));
    if (!client) return false;
    auto server = std::move(*initial_awaited).accept(client->initial);
    if (!server || !says(server->message, "first")) return false;
    for (const auto text : {"there", "and there again, in more than one block of it"}) {
        if (!carried(client->channel, server->channel, text)) return false;
        if (!carried(server->channel, client->channel, text)) return false;
    }
    return carried_together(std::move(client->channel), std::move(server->channel));
}

}  // namespace

int main() {
    if (session<mac_in_cipher>() && session<encrypt_then_mac>() && session<aead>() &&
        session<in_lanes<hc::record::mac_in_cipher>>() && session<in_lanes<hc::record::encrypt_then_mac>>()) {
        return 0;
    }
    std::puts("a session on the archetypes did not come about");
    return 1;
}
