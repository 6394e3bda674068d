#pragma once

#include "support/octets.hpp"

#include <handclasp/channel/receiver.hpp>
#include <handclasp/channel/sender.hpp>

namespace bench {

// One direction of a protected connection, with both of its ends, as everything here is timed: this library's suites,
// and the libraries beside them. Links of different numbers have different keys. seal() returns how many octets of out
// it has filled, 0 for a failure; open() calls sink with each part of the message in order, in place or wherever the
// library has put it, and returns false for a failure.
template <class L>
concept secure_link = std::move_constructible<L> &&
    requires(L link, std::uint64_t number, hc::octets message, hc::mutable_octets sealed, void (*sink)(hc::octets)) {
        L(number);
        { L::sealed_size(message.size()) } -> std::same_as<std::size_t>;
        { link.seal(message, sealed) } -> std::same_as<std::size_t>;
        { link.open(sealed, sink) } -> std::same_as<bool>;
    };

// A direction's keys without a handshake.
template <hc::protocol_suite Suite>
auto traffic(std::uint64_t number) {
    hc::secret<32> secret;
    hc::copy(pattern(32, number), secret.overwrite());
    return hc::schedule::traffic_secret<typename Suite::key_derivation>(std::move(secret));
}

template <hc::protocol_suite Suite>
hc::sender<Suite> make_sender(std::uint64_t number) {
    return hc::sender<Suite>(hc::record::sealer<Suite>::make(traffic<Suite>(number)).value());
}

template <hc::protocol_suite Suite>
hc::receiver<Suite> make_receiver(std::uint64_t number) {
    return hc::receiver<Suite>(hc::record::opener<Suite>::make(traffic<Suite>(number)).value());
}

// Calls visit with each unit of a stream, in order, until it returns false.
template <class Visit>
bool for_each_unit(hc::mutable_octets stream, Visit visit) {
    using header = hc::layout::unit_header;
    while (!stream.empty()) {
        if (stream.size() < header::size) return false;
        const std::size_t size = header::size + header::length_of(stream);
        if (size > stream.size() || !visit(stream.first(size))) return false;
        stream = stream.subspan(size);
    }
    return true;
}

// A suite, message by message.
template <hc::protocol_suite Suite>
class suite_link {
public:
    explicit suite_link(std::uint64_t number)
        : sender_(make_sender<Suite>(number)), receiver_(make_receiver<Suite>(number)) {}

    [[nodiscard]] static std::size_t sealed_size(std::size_t message) {
        return hc::sender<Suite>::sealed_size(message);
    }

    [[nodiscard]] std::size_t seal(hc::octets message, hc::mutable_octets out) {
        const auto sealed = sender_.seal(message, out);
        return sealed ? sealed->size() : 0;
    }

    template <class Sink>
    [[nodiscard]] bool open(hc::mutable_octets sealed, Sink&& sink) {
        return for_each_unit(sealed, [&](hc::mutable_octets unit) {
            const auto event = receiver_.open(unit);
            if (event) sink(event->data);
            return event.has_value();
        });
    }

private:
    hc::sender<Suite> sender_;
    hc::receiver<Suite> receiver_;
};

}  // namespace bench
