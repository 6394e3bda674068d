#pragma once

#include <handclasp/core/multi_buffer.hpp>
#include <handclasp/record/encrypt_then_mac.hpp>
#include <handclasp/record/frame_engine.hpp>
#include <handclasp/record/frame_order.hpp>
#include <handclasp/record/mac_in_cipher.hpp>

#include <memory>

namespace handclasp::record {

// The engine of a composition whose cipher and MAC work side by side: one burst of the MAC and one of the cipher for
// all the frames of a call, where frame by frame would take one call of each for every frame. The frames are octet for
// octet the same. A call takes at most max_burst jobs.
template <class Protection>
class lanes {
    using cipher_policy = typename Protection::cipher_policy;
    using mac_policy = typename Protection::mac_policy;
    using engine = typename cipher_policy::engine;
    using sealing = typename Protection::sealing;
    using opening = typename Protection::opening;
    using opening_jobs = std::span<opening_job<opening>* const>;
    static constexpr bool tag_first = Protection::order == sealing_order::authenticate_then_encrypt;

public:
    static constexpr std::size_t max_burst = engine::max_burst;
    static constexpr std::size_t max_octets = engine::max_octets;

    // errc::unsupported_processor, errc::backend, also for want of memory.
    [[nodiscard]] static result<lanes> make() noexcept {
        auto made = engine::make();
        if (!made) return made.error();
        std::unique_ptr<workspace> room(new (std::nothrow) workspace);
        if (!room) return errc::backend;
        return lanes(*std::move(made), std::move(room));
    }

    void seal(std::span<sealing_job<sealing>* const> jobs) noexcept {
        // A single frame is sealed best by the policies alone.
        if (jobs.size() == 1) {
            jobs[0]->outcome = jobs[0]->keys->seal(jobs[0]->body, jobs[0]->message_size, jobs[0]->place);
            return;
        }
        const auto done = seal_all(jobs);
        for (auto* const job : jobs) job->outcome = done;
    }

    void open(opening_jobs jobs) noexcept {
        auto& admitted = room_->admitted;
        std::size_t count = 0;
        for (auto* const job : jobs) {
            job->outcome = errc::authentication_failed;
            if (Protection::admits(job->body.size())) admitted[count++] = job;
        }
        const opening_jobs rest = std::span(admitted).first(count);
        const auto done = tag_first ? decrypt_and_verify(rest) : verify_and_decrypt(rest);
        if (!done) {
            for (auto* const job : rest) job->outcome = done.error();
        }
        for (std::size_t i = 0; i < count; ++i) {
            wipe(room_->received[i]);
            wipe(room_->computed[i]);
        }
    }

private:
    static_assert(max_burst >= max_gathered, "handclasp: the engine's bursts are smaller than a batch");

    // Tags that never travelled are what a forger wants to know: those computed, and in mac_in_cipher those received as
    // well. They are wiped after each call.
    struct workspace {
        std::array<chain_job<typename cipher_policy::encryptor>, max_burst> encryptions;
        std::array<chain_job<typename cipher_policy::decryptor>, max_burst> decryptions;
        std::array<mac_job<mac_policy>, max_burst> messages;
        std::array<opening_job<opening>*, max_burst> admitted;
        std::array<std::array<std::byte, Protection::tag_size>, max_burst> received, computed;
    };

    lanes(engine made, std::unique_ptr<workspace> room) noexcept : engine_(std::move(made)), room_(std::move(room)) {}

    [[nodiscard]] result<void> seal_all(std::span<sealing_job<sealing>* const> jobs) noexcept {
        auto& chains = room_->encryptions;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            auto& job = *jobs[i];
            const mutable_octets chain = Protection::chain_of(job.body), iv = chain.first(Protection::iv_size);
            Protection::place_number(job.place, iv);
            Protection::pad(chain.subspan(Protection::frame::message_offset + job.message_size));
            if (tag_first) room_->messages[i] = message_of(job);
            chains[i] = {&job.keys->keys_.cipher, chain};
        }
        for (auto* const job : jobs) {
            const mutable_octets iv = Protection::chain_of(job->body).first(Protection::iv_size);
            if (const auto done = Protection::encrypt_number(job->keys->keys_.iv, iv); !done) return done;
        }
        const auto encrypt = [&] { return engine_.encrypt_chains(first(chains, jobs.size())); };
        if (tag_first) return authenticate(jobs.size()).and_then(encrypt);
        if (const auto done = encrypt(); !done) return done;
        for (std::size_t i = 0; i < jobs.size(); ++i) room_->messages[i] = message_of(*jobs[i]);
        return authenticate(jobs.size());
    }

    // The tag goes over the pseudo-header that it covers.
    [[nodiscard]] static mac_job<mac_policy> message_of(sealing_job<sealing>& job) noexcept {
        const octets covered = Protection::place_header(job.place, job.body);
        return {&job.keys->keys_.mac, covered, Protection::tag_of(job.body).data()};
    }

    [[nodiscard]] result<void> decrypt_and_verify(opening_jobs jobs) noexcept {
        if (const auto done = decrypt(jobs); !done) return done;
        if (const auto done = verify(jobs); !done) return done;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (good(i)) jobs[i]->outcome = message_in(*jobs[i]);
        }
        return {};
    }

    // What the peer has not sent is not decrypted.
    [[nodiscard]] result<void> verify_and_decrypt(opening_jobs jobs) noexcept {
        if (const auto done = verify(jobs); !done) return done;
        auto& verified = room_->admitted;  // which jobs views, and of which each is read before it is written
        std::size_t count = 0;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (good(i)) std::swap(verified[count++], verified[i]);
        }
        if (const auto done = decrypt(jobs.first(count)); !done) return done;
        for (auto* const job : jobs.first(count)) job->outcome = message_in(*job);
        return {};
    }

    [[nodiscard]] result<void> decrypt(opening_jobs jobs) noexcept {
        auto& chains = room_->decryptions;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            chains[i] = {&jobs[i]->keys->keys_.cipher, Protection::chain_of(jobs[i]->body)};
        }
        return engine_.decrypt_chains(first(chains, jobs.size()));
    }

    // Computes every tag; good() compares it with the one that came.
    [[nodiscard]] result<void> verify(opening_jobs jobs) noexcept {
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            const auto& job = *jobs[i];
            copy(Protection::tag_of(job.body), room_->received[i]);
            const octets covered = Protection::place_header(job.place, job.body);
            room_->messages[i] = {&job.keys->keys_.mac, covered, room_->computed[i].data()};
        }
        return authenticate(jobs.size());
    }
    [[nodiscard]] bool good(std::size_t i) const noexcept {
        return constant_time::equal(room_->received[i], room_->computed[i]);
    }

    [[nodiscard]] static result<mutable_octets> message_in(const opening_job<opening>& job) noexcept {
        return Protection::unpad(Protection::chain_of(job.body).subspan(Protection::frame::message_offset));
    }

    template <class Job>
    [[nodiscard]] static std::span<const Job> first(const std::array<Job, max_burst>& jobs,
                                                    std::size_t count) noexcept {
        return std::span(jobs).first(count);
    }
    [[nodiscard]] result<void> authenticate(std::size_t count) noexcept {
        return engine_.authenticate(first(room_->messages, count));
    }

    engine engine_;
    std::unique_ptr<workspace> room_;
};

// The compositions of this library. One of somebody's own goes frame by frame.
template <cipher Cipher, mac Mac>
    requires side_by_side<Cipher, Mac>
struct engine_of<mac_in_cipher::protection<Cipher, Mac>> {
    using type = lanes<mac_in_cipher::protection<Cipher, Mac>>;
};
template <cipher Cipher, mac Mac>
    requires side_by_side<Cipher, Mac>
struct engine_of<encrypt_then_mac::protection<Cipher, Mac>> {
    using type = lanes<encrypt_then_mac::protection<Cipher, Mac>>;
};

}  // namespace handclasp::record
