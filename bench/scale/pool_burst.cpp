// Plays a schedule of requests against a real key pool, and writes down what happened: bench/scale/check.py compares
// it with the simulation. The key pairs are none; making one is to sleep for a time that the schedule says, so that
// neither the machine's speed nor what else runs on it matters much, and what did happen is measured.
//
// usage: pool_burst FILE
//
// FILE has low, high, threads, if_empty (wait, refuse or generate); the number of requests, and when each comes; the
// number of key pairs, and how long the pool's threads take for each. Times are microseconds. Standard output:
//
//   request ASKED ANSWERED       a line for each
//   made DURATION                a line for each key pair that the pool has begun since it was full, in that order
//   counts HANDED_OUT WAITED REFUSED MADE_INLINE
//
// A request came to an empty pool where it is `empty` instead of `request`; of those that wait this is not known.
#include <handclasp/handshake/key_pool.hpp>

#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

#include <fstream>
#include <iostream>
#include <string>

namespace hc = handclasp;

namespace {

using clock_type = std::chrono::steady_clock;
using microseconds = std::chrono::microseconds;

struct schedule {
    hc::key_pool_options options;
    std::vector<microseconds> requests, durations;
};

// What the key pairs need to know and do not get as an argument.
std::vector<microseconds> durations;       // of the pool's threads, in their turn
std::vector<microseconds> taken;           // what they took
std::atomic<std::size_t> begun = 0;        // of them
std::atomic<bool> filling = true;          // before the schedule, which costs no time
thread_local bool is_pools_thread = true;  // and not a request's
thread_local bool made_one = false;        // a request, because the pool was empty

struct slow_transport : hc::archetype::key_transport {
    using no_key_pair = hc::archetype::key_transport::key_pair;

    struct key_pair : no_key_pair {
        static hc::result<key_pair> generate(hc::random_function random) noexcept {
            if (!is_pools_thread) {
                made_one = true;
            } else if (!filling) {
                const auto start = clock_type::now();
                const std::size_t turn = begun++;
                if (turn >= durations.size()) return hc::errc::exhausted;
                std::this_thread::sleep_until(start + durations[turn]);
                taken[turn] = std::chrono::duration_cast<microseconds>(clock_type::now() - start);
            }
            return key_pair(no_key_pair::generate(random).value());
        }

    private:
        explicit key_pair(no_key_pair made) noexcept : no_key_pair(std::move(made)) {}
    };
};

using suite = hc::basic_aead_suite<hc::archetype::aead, slow_transport, hc::derived, hc::default_limits,
                                   hc::archetype::primitives>;
using pool = hc::key_pool<suite>;

struct request {
    microseconds asked{}, answered{};
    bool empty = false;
};

std::vector<microseconds> read_times(std::istream& in) {
    std::size_t count = 0;
    in >> count;
    std::vector<microseconds> times(in ? count : 0);
    for (auto& time : times) {
        microseconds::rep value = 0;
        in >> value;
        time = microseconds(value);
    }
    return times;
}

schedule read_schedule(std::istream& in) {
    schedule read;
    std::string if_empty;
    in >> read.options.low >> read.options.high >> read.options.threads >> if_empty;
    read.options.if_empty = if_empty == "wait" ? hc::when_empty::wait
        : if_empty == "refuse"                 ? hc::when_empty::refuse
                                               : hc::when_empty::generate;
    read.options.maximum_age = {};
    read.requests = read_times(in);
    read.durations = read_times(in);
    if (!in) throw std::runtime_error("there is no schedule, or it is not whole");
    return read;
}

void ask(pool& keys, clock_type::time_point start, request& what) {
    is_pools_thread = false;
    const auto asked = clock_type::now();
    const auto pair = keys.take();
    const auto answered = clock_type::now();
    what.asked = std::chrono::duration_cast<microseconds>(asked - start);
    what.answered = std::chrono::duration_cast<microseconds>(answered - start);
    what.empty = made_one || !pair;
}

// A thread for each request, as some of them wait.
hc::key_pool_counts play(pool& keys, const schedule& played, std::vector<request>& requests) {
    const auto start = clock_type::now();
    std::vector<std::jthread> asking;
    asking.reserve(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
        std::this_thread::sleep_until(start + played.requests[i]);
        asking.emplace_back([&keys, start, &what = requests[i]] { ask(keys, start, what); });
    }
    asking.clear();
    return keys.counts();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        std::ifstream file(argc == 2 ? argv[1] : "");
        const schedule played = read_schedule(file);
        durations = played.durations;
        taken.resize(durations.size());
        std::vector<request> requests(played.requests.size());
        hc::key_pool_counts counts;
        {
            auto keys = pool::make(played.options).value();
            keys.wait_until_ready(played.options.high).value();
            filling = false;
            counts = play(keys, played, requests);
        }
        if (counts.failures > 0) throw std::runtime_error("too few durations");
        for (const auto& [asked, answered, empty] : requests) {
            std::cout << (empty ? "empty " : "request ") << asked.count() << ' ' << answered.count() << '\n';
        }
        for (std::size_t i = 0; i < begun; ++i) std::cout << "made " << taken[i].count() << '\n';
        std::cout << "counts " << counts.handed_out << ' ' << counts.waited << ' ' << counts.refused << ' '
                  << counts.made_inline << '\n';
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "pool_burst: " << failure.what() << '\n';
        return 1;
    }
}
