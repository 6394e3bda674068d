#pragma once

#include "support/link.hpp"
#include "support/workload.hpp"

#include <handclasp/channel/batch.hpp>

namespace bench {

// A workload, all messages of a round in one call.
template <hc::protocol_suite Suite>
class together {
public:
    together(const workload& work, std::size_t rounds)
        : fragment_size_(work.fragment_size == 0 ? Suite::limits::frame_limit : work.fragment_size),
          exchange_(work, rounds,
                    [this](std::size_t size) { return hc::sender<Suite>::sealed_size(size, fragment_size_); }),
          batch_(hc::batch<Suite>::make().value()) {
        for (std::size_t number = 0; number < work.channels; ++number) {
            senders_.push_back(make_sender<Suite>(number));
            receivers_.push_back(make_receiver<Suite>(number));
        }
        outgoing_.reserve(work.messages);
        incoming_.reserve(exchange_.round_octets() / smallest_unit + 1);
    }

    [[nodiscard]] bench::exchange& exchange() noexcept { return exchange_; }

    [[nodiscard]] bool seal(std::size_t round) {
        outgoing_.clear();
        for (std::size_t i = 0; i < exchange_.count(); ++i) {
            outgoing_.push_back(
                {&next(senders_, sealing_), exchange_.message(i), exchange_.place(round, i), fragment_size_});
        }
        batch_.seal(outgoing_);
        for (std::size_t i = 0; i < exchange_.count(); ++i) {
            if (!outgoing_[i].outcome) return false;
            exchange_.note_sealed(round, i, outgoing_[i].outcome->size());
        }
        return true;
    }

    // Calls sink(message's index, part of it).
    template <class Sink>
    [[nodiscard]] bool open(std::size_t round, Sink&& sink) {
        incoming_.clear();
        for (std::size_t i = 0; i < exchange_.count(); ++i) {
            auto& by = next(receivers_, opening_);
            const auto add = [&](hc::mutable_octets unit) { return incoming_.push_back({&by, unit}), true; };
            if (!for_each_unit(exchange_.sealed(round, i), add)) return false;
        }
        batch_.open(incoming_);
        std::size_t index = 0;
        for (const auto& item : incoming_) {
            if (!item.outcome) return false;
            sink(index, item.outcome->data);
            if (item.outcome->kind == hc::event_kind::message) ++index;
        }
        return true;
    }

private:
    static constexpr std::size_t smallest_unit = Suite::message_frame::frame_size(0);

    template <class Ends>
    [[nodiscard]] static auto& next(Ends& ends, std::size_t& turn) noexcept {
        auto& end = ends[turn];
        if (++turn == ends.size()) turn = 0;
        return end;
    }

    std::size_t fragment_size_;
    bench::exchange exchange_;
    hc::batch<Suite> batch_;
    std::vector<hc::sender<Suite>> senders_;
    std::vector<hc::receiver<Suite>> receivers_;
    std::vector<typename hc::batch<Suite>::outgoing> outgoing_;
    std::vector<typename hc::batch<Suite>::incoming> incoming_;
    std::size_t sealing_ = 0, opening_ = 0;
};

}  // namespace bench
