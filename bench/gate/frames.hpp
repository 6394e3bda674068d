#pragma once

#include "by_hand.hpp"
#include "counter.hpp"

#include <handclasp/channel/batch.hpp>
#include <handclasp/channel/channel.hpp>

#include <memory>

namespace gate {

// A direction's keys without a handshake.
template <hc::protocol_suite Suite>
auto traffic() {
    hc::secret<32> secret;
    fill(secret.overwrite());
    return hc::schedule::traffic_secret<typename Suite::key_derivation>(std::move(secret));
}
template <hc::protocol_suite Suite>
hc::sender<Suite> make_sender() {
    return hc::sender<Suite>(hc::record::sealer<Suite>::make(traffic<Suite>()).value());
}
template <hc::protocol_suite Suite>
hc::receiver<Suite> make_receiver() {
    return hc::receiver<Suite>(hc::record::opener<Suite>::make(traffic<Suite>()).value());
}

// One frame after the other.
template <hc::protocol_suite Suite>
void count_frames(const std::string& name, std::size_t size) {
    auto sending = make_sender<Suite>();
    auto receiving = make_receiver<Suite>();
    const hc::octets message = message_of(size);
    std::array<hc::mutable_octets, frames> units;
    const auto seal = [&](std::size_t i) {
        const auto sealed = sending.seal(message, slot(i));
        if (sealed) units[i] = slot(i).first(sealed->size());
        return sealed.has_value();
    };
    const auto open = [&](std::size_t i) {
        const auto opened = receiving.open(units[i]);
        return opened && opened->data.size() == message.size();
    };
    // Not counted: what the linker and the libraries do once, at their first calls.
    for (std::size_t i = 0; i < frames; ++i) require(seal(i) && open(i), name);

    count_each(name + "/seal/" + std::to_string(size), seal);
    count_each(name + "/open/" + std::to_string(size), open);
    for (const hc::mutable_octets unit : units) {
        require(std::ranges::equal(hc::sender<Suite>::message_place(unit, size), message), name);
    }
}

// All of them in one call.
template <hc::protocol_suite Suite>
void count_batch(const std::string& name, std::size_t size) {
    auto engine = hc::batch<Suite>::make().value();
    auto sending = make_sender<Suite>();
    auto receiving = make_receiver<Suite>();
    const hc::octets message = message_of(size);
    std::array<typename hc::batch<Suite>::outgoing, frames> outgoing;
    std::array<typename hc::batch<Suite>::incoming, frames> incoming;
    for (std::size_t i = 0; i < frames; ++i) {
        outgoing[i].by = &sending;
        outgoing[i].message = message;
        outgoing[i].out = slot(i);
        incoming[i].by = &receiving;
        incoming[i].unit = slot(i).first(Suite::message_frame::frame_size(size));
    }
    const auto seal = [&] {
        engine.seal(outgoing);
        return std::ranges::all_of(outgoing, [](auto& item) { return item.outcome.has_value(); });
    };
    const auto open = [&] {
        engine.open(incoming);
        return std::ranges::all_of(incoming, [](auto& item) { return item.outcome.has_value(); });
    };
    require(seal() && open(), name);
    count(name + "/batch_seal/" + std::to_string(size), seal);
    count(name + "/batch_open/" + std::to_string(size), open);
    for (const auto& item : incoming) require(std::ranges::equal(item.outcome->data, message), name);
}

// Octets that an established channel owns, both directions and its own size included.
template <hc::protocol_suite Suite>
void weigh_channel(const std::string& name) {
    const auto make = [] { return std::make_unique<hc::channel<Suite>>(make_sender<Suite>(), make_receiver<Suite>()); };
    const auto first = make();  // takes what the libraries keep for all of their objects
    const std::size_t before = heap::bytes;
    const auto second = make();
    say("state", name, heap::bytes - before);
}

template <hc::protocol_suite Suite>
void measure(const std::string& name) {
    for (const std::size_t size : sizes) {
        count_frames<Suite>(name, size);
        count_by_hand<typename Suite::protection>(name, size);
    }
    weigh_channel<Suite>(name);
}

template <hc::protocol_suite Suite>
void measure_batches(const std::string& name) {
    for (const std::size_t size : sizes) count_batch<Suite>(name, size);
}

}  // namespace gate
