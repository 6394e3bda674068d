// Suites whose policies work side by side, and count how they are called; and one that frames alike, frame by frame, for
// peers. All are made of archetypes: they protect nothing, their keys take no time, and without random numbers two
// sessions are octet for octet the same.
#pragma once

#include "net/loopback.hpp"

#include <handclasp/core/archetype.hpp>

namespace counted {

namespace hc = handclasp;

// What the engines of all threads have done.
struct calls {
    std::atomic<std::size_t> sealed = 0, opened = 0;                  // frames in bursts
    std::atomic<std::size_t> largest_sealed = 0, largest_opened = 0;  // frames in the largest burst
    std::atomic<std::size_t> engines = 0;

    void reset() { sealed = opened = largest_sealed = largest_opened = engines = 0; }
};
inline calls seen;

enum class engines { work, are_not_supported };

template <engines Which, class Cipher, class Mac>
class engine {
public:
    static constexpr std::size_t max_burst = 128;
    static constexpr std::size_t max_octets = std::size_t{1} << 24;

    static hc::result<engine> make() noexcept {
        if (Which == engines::are_not_supported) return hc::errc::unsupported_processor;
        ++seen.engines;
        return engine();
    }
    engine(engine&&) noexcept = default;
    engine& operator=(engine&&) noexcept = default;
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;
    ~engine() = default;

    hc::result<void> encrypt_chains(std::span<const hc::chain_job<typename Cipher::encryptor>> jobs) noexcept {
        note(seen.sealed, seen.largest_sealed, jobs.size());
        for (const auto& job : jobs) {
            if (const auto done = job.key->encrypt_chain(job.chain); !done) return done;
        }
        return {};
    }
    hc::result<void> decrypt_chains(std::span<const hc::chain_job<typename Cipher::decryptor>> jobs) noexcept {
        note(seen.opened, seen.largest_opened, jobs.size());
        for (const auto& job : jobs) {
            if (const auto done = job.key->decrypt_chain(job.chain); !done) return done;
        }
        return {};
    }
    hc::result<void> authenticate(std::span<const hc::mac_job<Mac>> jobs) noexcept {
        for (const auto& job : jobs) {
            const std::span<std::byte, Mac::tag_size> tag(job.tag, Mac::tag_size);
            if (const auto done = job.key->authenticate(job.message, tag); !done) return done;
        }
        return {};
    }

private:
    engine() = default;

    static void note(std::atomic<std::size_t>& frames, std::atomic<std::size_t>& largest, std::size_t count) noexcept {
        frames += count;
        for (auto most = largest.load(); most < count && !largest.compare_exchange_weak(most, count);) {
        }
    }
};

template <engines Which>
struct side_by_side {
    struct mac : private hc::archetype::mac {
        using hc::archetype::mac::authenticate, hc::archetype::mac::key_size, hc::archetype::mac::tag_size,
            hc::archetype::mac::name;
        static hc::result<mac> make(std::span<const std::byte, key_size> key) noexcept {
            return hc::archetype::mac::make(key).and_then(
                [](hc::archetype::mac&& made) { return hc::result<mac>(mac(std::move(made))); });
        }
        using engine = counted::engine<Which, hc::archetype::cipher, mac>;

    private:
        explicit mac(hc::archetype::mac&& made) noexcept : hc::archetype::mac(std::move(made)) {}
    };
    struct cipher : hc::archetype::cipher {
        using engine = typename mac::engine;
    };
};

template <class Cipher, class Mac, class Limits = hc::default_limits>
using suite_of = hc::basic_suite<Cipher, Mac, hc::archetype::key_transport, hc::record::mac_in_cipher, hc::derived,
                                 Limits, hc::archetype::primitives>;

using suite = suite_of<side_by_side<engines::work>::cipher, side_by_side<engines::work>::mac>;
using unsupported =
    suite_of<side_by_side<engines::are_not_supported>::cipher, side_by_side<engines::are_not_supported>::mac>;
using plain = suite_of<hc::archetype::cipher, hc::archetype::mac>;

// Frames that are longer than what is read or sealed at a time, and keys that wear out after a few.
struct large_limits : hc::default_limits {
    static constexpr std::size_t frame_limit = std::size_t{3} << 20;
    static constexpr std::uint64_t frames_per_key = 8;
};
using large = suite_of<side_by_side<engines::work>::cipher, side_by_side<engines::work>::mac, large_limits>;

static_assert(suite::name == plain::name && unsupported::name == plain::name);

using connection = hc::net::connection<suite>;

// Both ends of this library, of any suite.
template <class Suite>
struct pair_of {
    hc::net::connection<Suite> client, server;
};

template <class Suite>
pair_of<Suite> establish(asio::io_context& io, hc::net::options settings = {}) {
    auto ends = loopback::connect(io);
    hc::net::connection<Suite> server(std::move(ends.server), settings), client(std::move(ends.client), settings);
    auto served = std::async(std::launch::async, [&] { server.handshake(hc::no_identity(), hc::fresh_keys<Suite>()); });
    client.handshake(hc::trust::anyone(), {});
    served.get();
    return {std::move(client), std::move(server)};
}

// A server's connection, and a client by hand.
struct raw_session {
    connection server;
    loopback::raw wire;
    hc::channel<plain> client;

    loopback::bytes frame(hc::octets message) {
        loopback::bytes buffer(client.sealed_size(message.size()));
        buffer.resize(client.seal(message, buffer).value().size());
        return buffer;
    }
    loopback::bytes read_message() {
        auto unit = wire.read_unit();
        const auto opened = client.open(unit).value();
        return {opened.data.begin(), opened.data.end()};
    }
};

// made(socket) is the server's connection.
template <class Make>
raw_session establish_raw(asio::io_context& io, Make&& made) {
    auto ends = loopback::connect(io);
    connection server = made(std::move(ends.server));
    auto served = std::async(std::launch::async, [&] { server.handshake(hc::no_identity(), hc::fresh_keys<suite>()); });
    loopback::raw wire(std::move(ends.client));
    auto state = hc::client<plain>::request(hc::trust::anyone()).value();
    wire.write(state.request());
    auto session = std::move(state).receive(wire.read_unit(), {}).value();
    wire.write(session.initial);
    served.get();
    return {std::move(server), std::move(wire), std::move(session.channel)};
}

}  // namespace counted
