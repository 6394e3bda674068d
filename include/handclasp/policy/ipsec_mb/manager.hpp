#pragma once

#include <handclasp/core/result.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/policy/ipsec_mb/library.hpp>

#include <atomic>
#include <memory>

namespace handclasp::ipsec_mb {

// Ends a manager: its lanes may still hold what they worked on.
struct manager_release {
    void operator()(IMB_MGR* manager) const noexcept {
        wipe(mutable_octets(reinterpret_cast<std::byte*>(manager), imb_get_mb_mgr_size()));
        free_mb_mgr(manager);
    }
};

// One of IPsec-MB's managers: code for one architecture, and its lanes. About 200 KB, for one thread at a time.
using manager = std::unique_ptr<IMB_MGR, manager_release>;

// The kinds of manager: the one with the most lanes that the processor can run, and the one with the fewest, whose
// SHA instructions are the quickest for a few messages.
enum class width { narrow, wide };

// errc::unsupported_processor where there are no AES instructions, or the library does not pass its own test;
// errc::backend for want of memory.
[[nodiscard]] inline result<manager> make_manager(width kind) noexcept {
    manager made(alloc_mb_mgr(0));
    if (!made) return errc::backend;
    if (kind == width::wide) {
        init_mb_mgr_auto(made.get(), nullptr);
    } else {
        init_mb_mgr_sse(made.get());
    }
    constexpr std::uint64_t needed = IMB_CPUFLAGS_SSE;
    const auto features = made->features;
    const bool failed_test = (features & IMB_FEATURE_SELF_TEST) != 0 && (features & IMB_FEATURE_SELF_TEST_PASS) == 0;
    if (made->imb_errno != 0 || (features & needed) != needed || failed_test) {
        return errc::unsupported_processor;
    }
    return made;
}

// The manager for the calls that work on one key or one message alone. They use its code and no lanes, so all threads
// share it. It is never freed, because keys may be in use until the program's very end. Errors as make_manager(); a
// later call tries again.
[[nodiscard]] inline result<const IMB_MGR*> direct_calls() noexcept {
    static std::atomic<const IMB_MGR*> shared = nullptr;
    if (const IMB_MGR* const there = shared.load(std::memory_order_acquire)) return there;
    auto made = make_manager(width::wide);
    if (!made) return made.error();
    const IMB_MGR* first = nullptr;  // of several threads that come here at once
    if (!shared.compare_exchange_strong(first, made->get(), std::memory_order_acq_rel)) return first;
    return static_cast<const IMB_MGR*>(made->release());
}

}  // namespace handclasp::ipsec_mb
