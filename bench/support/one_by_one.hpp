#pragma once

#include "support/link.hpp"
#include "support/workload.hpp"

namespace bench {

// A workload, one call a message.
template <secure_link Link>
class one_by_one {
public:
    one_by_one(const workload& work, std::size_t rounds) : exchange_(work, rounds, Link::sealed_size) {
        links_.reserve(work.channels);
        for (std::size_t number = 0; number < work.channels; ++number) links_.emplace_back(number);
    }

    // What a report calls it, where its short name does not say enough.
    [[nodiscard]] static std::string title()
        requires requires { Link::title(); }
    {
        return Link::title();
    }

    [[nodiscard]] bench::exchange& exchange() noexcept { return exchange_; }

    [[nodiscard]] bool seal(std::size_t round) {
        for (std::size_t i = 0; i < exchange_.count(); ++i) {
            const std::size_t size = next(sealing_).seal(exchange_.message(i), exchange_.place(round, i));
            if (size == 0) return false;
            exchange_.note_sealed(round, i, size);
        }
        return true;
    }

    // Calls sink(message's index, part of it).
    template <class Sink>
    [[nodiscard]] bool open(std::size_t round, Sink&& sink) {
        for (std::size_t i = 0; i < exchange_.count(); ++i) {
            const auto part = [&sink, i](hc::octets data) { sink(i, data); };
            if (!next(opening_).open(exchange_.sealed(round, i), part)) return false;
        }
        return true;
    }

private:
    [[nodiscard]] Link& next(std::size_t& turn) noexcept {
        Link& link = links_[turn];
        if (++turn == links_.size()) turn = 0;
        return link;
    }

    bench::exchange exchange_;
    std::vector<Link> links_;
    std::size_t sealing_ = 0, opening_ = 0;
};

}  // namespace bench
