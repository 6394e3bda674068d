#include <handclasp/policy/ipsec_mb/engine.hpp>

#include "policy_ipsec_mb/lanes.hpp"
#include "support/allocations.hpp"

#include <handclasp/policy/ipsec_mb/aes_gcm.hpp>
#include <handclasp/testing/conform/heap.hpp>

#include <thread>

namespace hc = handclasp;
namespace mb = handclasp::ipsec_mb;
namespace heap = handclasp::conform::heap;
using test::bytes;

static_assert(std::is_nothrow_move_constructible_v<mb::engine> && std::is_nothrow_move_assignable_v<mb::engine> &&
              !std::is_copy_constructible_v<mb::engine> && !std::is_copy_assignable_v<mb::engine>);

namespace {

using cipher = test::lane_aes<128>;
using mac = test::lane_hmac<16>;

// Whether an engine makes of a burst of each kind what the policies make of it one by one.
[[nodiscard]] bool works(mb::engine& engine) {
    auto encrypting = test::encryptor<cipher>(test::pattern(16));
    auto decrypting = test::decryptor<cipher>(test::pattern(16));
    const auto authenticating = test::keyed<mac>(test::pattern(32));
    auto expected = test::pattern(160, 2);
    if (!encrypting.encrypt_chain(expected)) return false;
    const auto expected_tag = test::tag_of(authenticating, expected);

    std::vector<bytes> chains(40, test::pattern(160, 2)), tags(40, bytes(16));
    std::vector<hc::chain_job<cipher::encryptor>> encryptions;
    std::vector<hc::chain_job<cipher::decryptor>> decryptions;
    std::vector<hc::mac_job<mac>> messages;
    for (std::size_t i = 0; i < chains.size(); ++i) {
        encryptions.push_back({&encrypting, chains[i]});
        decryptions.push_back({&decrypting, chains[i]});
        messages.push_back({&authenticating, chains[i], tags[i].data()});
    }
    return engine.encrypt_chains(test::burst_of(encryptions)) && chains == std::vector<bytes>(40, expected) &&
        engine.authenticate(test::burst_of(messages)) && tags == std::vector<bytes>(40, expected_tag) &&
        engine.decrypt_chains(test::burst_of(decryptions)) && chains == std::vector<bytes>(40, test::pattern(160, 2));
}

}  // namespace

TEST_CASE("an engine works where it was moved to") {
    auto engine = test::new_engine();
    CHECK(works(engine));
    auto moved = std::move(engine);
    CHECK(works(moved));
    auto other = test::new_engine();
    other = std::move(moved);
    CHECK(works(other));
}

TEST_CASE("a burst of nothing is nothing") {
    auto engine = test::new_engine();
    CHECK(engine.encrypt_chains(std::span<const hc::chain_job<cipher::encryptor>>()));
    CHECK(engine.decrypt_chains(std::span<const hc::chain_job<cipher::decryptor>>()));
    CHECK(engine.authenticate(std::span<const hc::mac_job<mac>>()));
    CHECK(works(engine));
}

TEST_CASE("a chain without a block and a message without an octet, of which no frame is, are refused") {
    auto engine = test::new_engine();
    auto encrypting = test::encryptor<cipher>(test::pattern(16));
    auto decrypting = test::decryptor<cipher>(test::pattern(16));
    const auto authenticating = test::keyed<mac>(test::pattern(32));
    auto iv = test::pattern(16);
    bytes tag(16);
    const std::vector<hc::chain_job<cipher::encryptor>> encryptions = {{&encrypting, iv}};
    const std::vector<hc::chain_job<cipher::decryptor>> decryptions = {{&decrypting, iv}};
    const std::vector<hc::mac_job<mac>> messages = {{&authenticating, {}, tag.data()}};
    CHECK(engine.encrypt_chains(test::burst_of(encryptions)).error() == hc::errc::backend);
    CHECK(engine.decrypt_chains(test::burst_of(decryptions)).error() == hc::errc::backend);
    CHECK(engine.authenticate(test::burst_of(messages)).error() == hc::errc::backend);
    CHECK(works(engine));
}

TEST_CASE("each thread has its engine, and all share the calls for one key") {
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&good] {
            for (int round = 0; round < 5; ++round) {
                auto engine = test::new_engine();
                if (works(engine)) ++good;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(good == 20);
}

TEST_CASE("an engine allocates when it is made, and never after") {
    if (!test::allocations_are_counted) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    const auto bytes_before = test::allocations_now().bytes;
    auto engine = test::new_engine();
    const auto held = test::allocations_now().bytes - bytes_before;
    CHECK(held > 100'000);
    CHECK(held < 600'000);  // two managers, and the jobs of a burst
    auto encrypting = test::encryptor<cipher>(test::pattern(16));
    std::vector<bytes> chains(40, test::pattern(160, 2));
    std::vector<hc::chain_job<cipher::encryptor>> jobs;
    for (auto& chain : chains) jobs.push_back({&encrypting, chain});
    const auto before = test::allocations_now().calls;
    bool done = true;
    for (int i = 0; i < 100; ++i) done = done && engine.encrypt_chains(test::burst_of(jobs));
    CHECK(test::allocations_now().calls == before);
    CHECK(done);
}

TEST_CASE("a manager is wiped before it is freed") {
    if (!heap::watched()) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    heap::freed_blocks freed;
    {
        auto manager = mb::make_manager(mb::width::wide).value();
        const auto content = reinterpret_cast<const std::byte*>(manager.get());
        REQUIRE(std::any_of(content, content + imb_get_mb_mgr_size(),
                            [](std::byte octet) { return octet != std::byte{0}; }));
        const heap::recorder recording(freed);
        manager.reset();
    }
    const auto blocks = freed.blocks();
    std::size_t managers = 0;
    for (const auto block : blocks) {
        if (block.size() < imb_get_mb_mgr_size()) continue;
        ++managers;
        // It may have slack around it, which is nobody's.
        CHECK(std::search_n(block.begin(), block.end(), imb_get_mb_mgr_size(), std::byte{0}) != block.end());
    }
    CHECK(managers == 1);
}

TEST_CASE("the manager of direct calls is one for all") {
    CHECK(mb::direct_calls().value() == mb::direct_calls().value());
}
