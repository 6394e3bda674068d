#pragma once

#include "support/meter.hpp"
#include "support/workload.hpp"

#include <memory>
#include <optional>

namespace bench {

enum class operation { seal, open, both };
inline constexpr std::array all_operations{operation::seal, operation::open, operation::both};

[[nodiscard]] inline std::string name_of(operation what) {
    switch (what) {
        case operation::seal: return "seal";
        case operation::open: return "open";
        default: return "both";
    }
}

// What is wrong with what a group does on a workload, or an empty text: every message opens to what was sealed, none
// shows in what was sealed, and none opens that was changed on the way.
template <class Group>
std::string fault_of(const workload& work) {
    Group group(work, 1);
    if (!group.seal(0)) return "sealing failed";
    auto& exchange = group.exchange();
    std::vector<std::size_t> opened(exchange.count());
    for (std::size_t i = 0; i < exchange.count(); ++i) {
        const auto message = exchange.message(i);
        if (contains(exchange.sealed(0, i), message.last(std::min<std::size_t>(message.size(), 16)))) {
            return "a message shows in what was sealed";
        }
    }
    bool same = true;
    const auto compare = [&](std::size_t index, hc::octets part) {
        const auto rest = exchange.message(index).subspan(opened[index]);
        same = same && part.size() <= rest.size() && std::ranges::equal(part, rest.first(part.size()));
        opened[index] += part.size();
    };
    if (!group.open(0, compare)) return "opening failed";
    for (std::size_t i = 0; i < exchange.count(); ++i) same = same && opened[i] == exchange.message(i).size();
    if (!same) return "what opened is not what was sealed";

    if (!group.seal(0)) return "sealing failed";
    const auto last = exchange.sealed(0, exchange.count() - 1);
    last[last.size() - 1] ^= std::byte{1};
    if (group.open(0, [](std::size_t, hc::octets) {})) return "a changed message opens";
    return {};
}

// Rounds that are sealed ahead where only the opening is timed: enough that stopping the clock does not count, and few
// enough that they stay in the processor's cache.
[[nodiscard]] inline std::size_t rounds_ahead(const workload& work) {
    constexpr std::size_t cached = std::size_t{256} << 10, most = 512;
    return std::clamp<std::size_t>(cached / work.octets(), 1, std::max<std::size_t>(most / work.messages, 1));
}

template <class Group>
void time_group(benchmark::State& state, operation what, const workload& work) {
    const std::size_t rounds = what == operation::open ? rounds_ahead(work) : 1;
    Group group(work, rounds);
    if constexpr (requires { Group::title(); }) state.SetLabel(Group::title());
    const auto ignore = [](std::size_t, hc::octets data) { benchmark::DoNotOptimize(data.data()); };
    meter count(state);
    while (state.KeepRunningBatch(static_cast<std::int64_t>(rounds * work.messages))) {
        if (what == operation::open) {
            count.pause();
            for (std::size_t round = 0; round < rounds; ++round) {
                if (!group.seal(round)) return state.SkipWithError("sealing failed");
            }
            count.resume();
        } else if (!group.seal(0)) {
            return state.SkipWithError("sealing failed");
        }
        for (std::size_t round = 0; round < rounds && what != operation::seal; ++round) {
            if (!group.open(round, ignore)) return state.SkipWithError("opening failed");
        }
        benchmark::ClobberMemory();
    }
    const auto messages = static_cast<double>(work.messages);
    count.finish(static_cast<double>(work.octets()) / messages,
                 static_cast<double>(group.exchange().sealed_octets(0)) / messages);
}

// Runs check() once for all repetitions of a case, and then time(state); what check() finds is reported instead of a
// time, and so is an exception.
template <class Check, class Time>
auto checked(Check check, Time time) {
    return [check, time, fault = std::make_shared<std::optional<std::string>>()](benchmark::State& state) {
        try {
            if (!*fault) *fault = check();
            if (!(*fault)->empty()) return state.SkipWithError((*fault)->c_str());
            time(state);
        } catch (const std::exception& failure) {
            state.SkipWithError(failure.what());
        }
    };
}

// Adds the case LAYER/SUBJECT/OPERATION/SIZE, or /VARIANT behind it: what else the layer varies. A subject is
// SUITE@BACKEND, or the short name of a peer.
template <class Group>
void add(const std::string& layer, const std::string& subject, operation what, const workload& work,
         const std::string& variant = {}) {
    std::string name = layer + '/' + subject + '/' + name_of(what) + '/' + work.size_name;
    if (!variant.empty()) name += '/' + variant;
    workload examined = work;
    examined.channels = std::min<std::size_t>(work.channels, 64);
    benchmark::RegisterBenchmark(
        name.c_str(),
        checked([examined] { return fault_of<Group>(examined); },
                [what, work](benchmark::State& state) { time_group<Group>(state, what, work); }));
}

}  // namespace bench
