#pragma once

#include <handclasp/reference/channel.hpp>

#include <vector>

namespace handclasp::reference {

// What a handshake ends with, on either side.
template <class Suite>
struct session {
    handclasp::reference::sender<Suite> sender;
    handclasp::reference::receiver<Suite> receiver;
};

template <class Suite>
[[nodiscard]] result<session<Suite>> make_session(const session_keys<Suite>& keys) noexcept {
    auto sending = sender<Suite>::make(keys);
    if (!sending) return sending.error();
    auto receiving = receiver<Suite>::make(keys);
    if (!receiving) return receiving.error();
    return session<Suite>{*std::move(sending), *std::move(receiving)};
}

// A client that has connected and waits for the server's public key. It sends nothing before.
template <class Suite>
class hello_awaited {
    using transport = typename Suite::key_transport;

public:
    static constexpr std::size_t max_unit_size = Suite::length.end() + transport::max_public_key_size;

    // What follows the hello. initial is the unit to send.
    struct established {
        std::vector<std::byte> initial;
        reference::session<Suite> session;
    };

    // The size of the unit, length included, that four octets announce. errc::unit_size.
    [[nodiscard]] result<std::size_t> unit_size(octets length) const noexcept {
        if (length.size() < Suite::length.end()) return errc::unit_size;
        const std::size_t size = load_big_endian<std::uint32_t>(Suite::length.of(length));
        if (size < transport::min_public_key_size || size > transport::max_public_key_size) return errc::unit_size;
        return Suite::length.end() + size;
    }

    // Takes a whole hello, and makes the keys and the first message's unit. Nothing tells whose public key it is.
    // errc::invalid_argument for a message above the suite's limit, errc::bad_public_key, errc::random_source,
    // errc::backend.
    [[nodiscard]] result<established> receive(octets hello, octets first_message) && {
        if (first_message.size() > Suite::limits::first_message) return errc::invalid_argument;
        const auto size = unit_size(hello);
        if (!size) return size.error();
        if (*size != hello.size()) return errc::unit_size;

        session_keys<Suite> keys;
        if (const auto drawn = Suite::random::fill(keys.cipher.overwrite()); !drawn) return drawn.error();
        if (const auto drawn = Suite::random::fill(keys.mac.overwrite()); !drawn) return drawn.error();
        std::vector<std::byte> unit(Suite::initial_size(first_message.size()));
        const octets public_key = hello.subspan(Suite::length.end());
        if (const auto sent = encrypt(public_key, keys.cipher, Suite::first_block.of(mutable_octets(unit))); !sent) {
            return sent.error();
        }
        if (const auto sent = encrypt(public_key, keys.mac, Suite::second_block.of(mutable_octets(unit))); !sent) {
            return sent.error();
        }
        auto made = make_session(keys);
        if (!made) return made.error();
        const auto sealed = made->sender.seal_body(first_message, mutable_octets(unit).subspan(Suite::body_offset));
        if (!sealed) return sealed.error();
        store_big_endian(unit.size() - Suite::length.end(), Suite::length.of(mutable_octets(unit)));
        return established{std::move(unit), *std::move(made)};
    }
    result<established> receive(octets hello, octets first_message) & = delete;  // write std::move(state)

private:
    [[nodiscard]] static result<void> encrypt(octets public_key, const secret<Suite::key_size>& key,
                                              mutable_octets block) noexcept {
        return transport::encrypt(public_key, key.expose(), block.template first<transport::block_size>(),
                                  Suite::random::fill);
    }
};

// A server that has sent this session's public key and waits for the client's keys.
template <class Suite>
class initial_awaited {
    using transport = typename Suite::key_transport;

public:
    static constexpr std::size_t max_unit_size = Suite::initial_size(Suite::limits::first_message);

    // What follows the initial unit. message lies in it.
    struct established {
        octets message;
        reference::session<Suite> session;
    };

    // Makes a session's key pair. errc::random_source, errc::backend.
    [[nodiscard]] static result<initial_awaited> start() {
        auto keys = transport::key_pair::generate(Suite::random::fill);
        if (!keys) return keys.error();
        return initial_awaited(*std::move(keys));
    }
    explicit initial_awaited(typename transport::key_pair keys) : key_pair_(std::move(keys)) {
        const octets key = key_pair_.public_key();
        hello_.resize(Suite::length.end() + key.size());
        store_big_endian(key.size(), Suite::length.of(mutable_octets(hello_)));
        copy(key, mutable_octets(hello_).subspan(Suite::length.end()));
    }

    // The unit to send.
    [[nodiscard]] octets hello() const noexcept { return hello_; }

    // The size of the unit, length included, that four octets announce. errc::unit_size.
    [[nodiscard]] result<std::size_t> unit_size(octets length) const noexcept {
        if (length.size() < Suite::length.end()) return errc::unit_size;
        const std::size_t size = load_big_endian<std::uint32_t>(Suite::length.of(length));
        if (size < Suite::initial_size(0) - Suite::length.end()) return errc::unit_size;
        if (size > max_unit_size - Suite::length.end()) return errc::unit_size;
        return Suite::length.end() + size;
    }

    // Opens a whole initial unit, in place. A block that does not hold a key is replaced by a random one that was
    // drawn before, so that it ends as a wrong tag does: errc::authentication_failed, with the unit wiped.
    // errc::random_source.
    [[nodiscard]] result<established> accept(mutable_octets initial) && {
        const auto size = unit_size(initial);
        if (!size) return size.error();
        if (*size != initial.size()) return errc::unit_size;

        session_keys<Suite> keys, sent;
        if (const auto drawn = Suite::random::fill(keys.cipher.overwrite()); !drawn) return drawn.error();
        if (const auto drawn = Suite::random::fill(keys.mac.overwrite()); !drawn) return drawn.error();
        const auto good = std::move(key_pair_).decrypt(Suite::first_block.of(octets(initial)),
                                                       Suite::second_block.of(octets(initial)), sent.cipher.overwrite(),
                                                       sent.mac.overwrite());
        constant_time::select(good.first, sent.cipher.expose(), keys.cipher.overwrite());
        constant_time::select(good.second, sent.mac.expose(), keys.mac.overwrite());

        auto made = make_session(keys);
        if (!made) return made.error();
        const auto message =
            made->receiver.open_body(initial.subspan(Suite::body_offset), Suite::limits::first_message);
        if (!message) {
            wipe(initial);
            return message.error();
        }
        return established{*message, *std::move(made)};
    }
    result<established> accept(mutable_octets initial) & = delete;  // write std::move(state)

private:
    typename transport::key_pair key_pair_;
    std::vector<std::byte> hello_;
};

}  // namespace handclasp::reference
