#pragma once

#include <handclasp/core/multi_buffer.hpp>
#include <handclasp/policy/ipsec_mb/manager.hpp>

#include <array>

namespace handclasp::ipsec_mb {

// The lanes of two managers, for chains of AES-CBC and messages of HMAC-SHA-256. The wide one has up to sixteen lanes
// and wants them full; the narrow one has two, of SHA instructions. Which gets what is decided anew for each burst,
// from the number and the sizes of the jobs at hand, so nothing ever waits for more to come. About 450 KB, for one
// thread.
class engine {
public:
    static constexpr std::size_t max_burst = IMB_MAX_BURST_SIZE;
    // Octets of a chain or a message. The lanes count them in 16 bits, and the library takes one octet less than that.
    static constexpr std::size_t max_octets = 65534;

    // errc::unsupported_processor, errc::backend.
    [[nodiscard]] static result<engine> make() noexcept {
        auto wide = make_manager(width::wide);
        if (!wide) return wide.error();
        auto narrow = make_manager(width::narrow);
        if (!narrow) return narrow.error();
        std::unique_ptr<workspace> room(new (std::nothrow) workspace());
        if (!room) return errc::backend;
        return engine(*std::move(wide), *std::move(narrow), std::move(room));
    }

    template <class Encryptor>
    [[nodiscard]] result<void> encrypt_chains(std::span<const chain_job<Encryptor>> chains) noexcept {
        return process_chains<IMB_DIR_ENCRYPT>(chains);
    }
    template <class Decryptor>
    [[nodiscard]] result<void> decrypt_chains(std::span<const chain_job<Decryptor>> chains) noexcept {
        return process_chains<IMB_DIR_DECRYPT>(chains);
    }

    template <class Mac>
    [[nodiscard]] result<void> authenticate(std::span<const mac_job<Mac>> messages) noexcept {
        const auto describe = [](const mac_job<Mac>& message, IMB_JOB& job) {
            job.src = bytes(message.message);
            job.msg_len_to_hash_in_bytes = message.message.size();
            job.auth_tag_output = reinterpret_cast<std::uint8_t*>(message.tag);
            job.auth_tag_output_len_in_bytes = Mac::tag_size;
            job.u.HMAC._hashed_auth_key_xor_ipad = bytes(message.key->inner());
            job.u.HMAC._hashed_auth_key_xor_opad = bytes(message.key->outer());
        };
        return burst(messages, room_->messages, describe, [](IMB_MGR* lanes, IMB_JOB* jobs, std::uint32_t count) {
            return IMB_SUBMIT_HASH_BURST(lanes, jobs, count, IMB_AUTH_HMAC_SHA_256);
        });
    }

private:
    using job_array = std::array<IMB_JOB, max_burst>;
    struct workspace {
        job_array chains{}, messages{};
    };

    engine(manager wide, manager narrow, std::unique_ptr<workspace> room) noexcept
        : wide_(std::move(wide)), narrow_(std::move(narrow)), room_(std::move(room)) {
        for (IMB_JOB& job : room_->chains) {
            job.cipher_mode = IMB_CIPHER_CBC;
            job.hash_alg = IMB_AUTH_NULL;
            job.iv_len_in_bytes = block_size;
        }
        for (IMB_JOB& job : room_->messages) {
            job.cipher_mode = IMB_CIPHER_NULL;
            job.hash_alg = IMB_AUTH_HMAC_SHA_256;
        }
    }

    static constexpr std::size_t block_size = 16;

    template <IMB_CIPHER_DIRECTION Way, class Keyed>
    [[nodiscard]] result<void> process_chains(std::span<const chain_job<Keyed>> chains) noexcept {
        const auto describe = [](const chain_job<Keyed>& chain, IMB_JOB& job) {
            (Way == IMB_DIR_ENCRYPT ? job.enc_keys : job.dec_keys) = chain.key->lane_key();
            job.key_len_in_bytes = Keyed::lane_key_size;
            job.cipher_direction = Way;
            job.iv = bytes(chain.chain);
            job.src = job.dst = bytes(chain.chain.subspan(block_size));
            job.msg_len_to_cipher_in_bytes = chain.chain.size() - block_size;
        };
        return burst(chains, room_->chains, describe, [](IMB_MGR* lanes, IMB_JOB* jobs, std::uint32_t count) {
            constexpr auto key_size = static_cast<IMB_KEY_SIZE_BYTES>(Keyed::lane_key_size);
            return IMB_SUBMIT_CIPHER_BURST(lanes, jobs, count, IMB_CIPHER_CBC, Way, key_size);
        });
    }

    template <class Keyed>
    [[nodiscard]] static std::size_t size_of(const chain_job<Keyed>& job) noexcept {
        return job.chain.size();
    }
    template <class Mac>
    [[nodiscard]] static std::size_t size_of(const mac_job<Mac>& job) noexcept {
        return job.message.size();
    }

    // Describes all jobs to the library, and runs each in the lanes that it goes best in.
    template <class Job, class Describe, class Submit>
    [[nodiscard]] result<void> burst(std::span<const Job> jobs, job_array& described, Describe describe,
                                     Submit submit) noexcept {
        if (jobs.size() > max_burst) return errc::backend;
        std::size_t total = 0;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            const std::size_t size = size_of(jobs[i]);
            if (size > max_octets) return errc::backend;
            total += size;
            describe(jobs[i], described[i]);
        }
        const std::size_t narrow = narrow_count(jobs, total);
        const auto run = [&](IMB_MGR* lanes, std::span<IMB_JOB> part) -> bool {
            return part.empty() || submit(lanes, part.data(), static_cast<std::uint32_t>(part.size())) == part.size();
        };
        const auto all = std::span(described).first(jobs.size());
        if (!run(narrow_.get(), all.first(narrow)) || !run(wide_.get(), all.subspan(narrow))) return errc::backend;
        for (const IMB_JOB& job : all) {
            if (job.status != IMB_STATUS_COMPLETED) return errc::backend;
        }
        return {};
    }

    // When the wide lanes pay, as measured. They end with the longest of their jobs, so all of them have to add up to
    // this many times the longest; and jobs below so many octets have to be so many.
    static constexpr std::size_t wide_total = 9, short_size = 256, short_company = 16;

    // How many of the jobs, which come longest first, go to the narrow lanes.
    template <class Job>
    [[nodiscard]] std::size_t narrow_count(std::span<const Job> jobs, std::size_t total) const noexcept {
        if (!wide_pays()) return jobs.size();
        std::size_t narrow = 0;
        for (; narrow < jobs.size(); ++narrow) {
            const std::size_t longest = size_of(jobs[narrow]);
            if (total >= longest * wide_total) break;
            total -= longest;
        }
        const std::size_t rest = jobs.size() - narrow;
        const bool are_short = rest > 0 && size_of(jobs[narrow]) < short_size;
        return are_short && rest < short_company ? jobs.size() : narrow;
    }

    // Eight lanes of AVX2 are no match for SHA instructions; where there are none, they are better than the narrow
    // ones.
    [[nodiscard]] bool wide_pays() const noexcept {
        return wide_->used_arch == IMB_ARCH_AVX512 || (wide_->features & IMB_FEATURE_SHANI) == 0;
    }

    manager wide_, narrow_;
    std::unique_ptr<workspace> room_;
};

}  // namespace handclasp::ipsec_mb
