#include <handclasp/policy/ipsec_mb/aes_cbc.hpp>

#include "policy_ipsec_mb/lanes.hpp"

#include <random>

namespace hc = handclasp;
namespace mb = handclasp::ipsec_mb;
using test::bytes, test::decryptor, test::encryptor, test::from_hex, test::lane_aes, test::to_hex;

static_assert(lane_aes<128>::name == hc::aes_cbc<128>::name && lane_aes<256>::name == hc::aes_cbc<256>::name);
static_assert(lane_aes<192>::key_size == 24 && lane_aes<192>::block_size == 16);
static_assert(hc::multi_buffer_engine<mb::engine, lane_aes<128>, test::lane_hmac<16>> &&
              hc::multi_buffer_engine<mb::engine, lane_aes<192>, test::lane_hmac<32>> &&
              hc::multi_buffer_engine<mb::engine, lane_aes<256>, test::lane_hmac<32>>);
static_assert(hc::side_by_side<lane_aes<128>, test::lane_hmac<16>> &&
              !hc::side_by_side<hc::aes_cbc<128>, test::lane_hmac<16>> &&
              !hc::side_by_side<lane_aes<128>, hc::hmac<hc::sha256, 16>>);
static_assert(std::is_nothrow_move_constructible_v<lane_aes<128>::encryptor> &&
              !std::is_copy_constructible_v<lane_aes<128>::encryptor> &&
              !std::is_copy_assignable_v<lane_aes<128>::decryptor>);

namespace {

template <class Cipher>
using encryption = hc::chain_job<typename Cipher::encryptor>;
template <class Cipher>
using decryption = hc::chain_job<typename Cipher::decryptor>;

template <class Cipher>
void check_known(const std::string& key, const std::string& ciphertext) {
    const std::string iv = "000102030405060708090a0b0c0d0e0f";
    const std::string plaintext = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                                  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
    auto engine = test::new_engine();
    auto encrypting = encryptor<Cipher>(from_hex(key));
    auto decrypting = decryptor<Cipher>(from_hex(key));
    for (const std::size_t count : {1U, 2U, 7U, 8U, 15U, 16U, 17U, 40U, 128U}) {
        CAPTURE(count);
        std::vector<bytes> chains(count, from_hex(iv + plaintext));
        std::vector<encryption<Cipher>> encryptions;
        std::vector<decryption<Cipher>> decryptions;
        for (auto& chain : chains) {
            encryptions.push_back({&encrypting, chain});
            decryptions.push_back({&decrypting, chain});
        }
        REQUIRE(engine.encrypt_chains(test::burst_of(encryptions)));
        for (const auto& chain : chains) REQUIRE(to_hex(chain) == iv + ciphertext);
        REQUIRE(engine.decrypt_chains(test::burst_of(decryptions)));
        for (const auto& chain : chains) REQUIRE(to_hex(chain) == iv + plaintext);
    }
}

template <class Cipher, class Reference>
void check_bursts() {
    constexpr std::size_t keys = 24;
    std::vector<typename Cipher::encryptor> encrypting;
    std::vector<typename Cipher::decryptor> decrypting;
    std::vector<typename Reference::encryptor> reference;
    for (std::uint32_t i = 0; i < keys; ++i) {
        const auto key = test::pattern(Cipher::key_size, i + 1);
        encrypting.push_back(encryptor<Cipher>(key));
        decrypting.push_back(decryptor<Cipher>(key));
        reference.push_back(encryptor<Reference>(key));
    }
    auto engine = test::new_engine();
    std::mt19937 random(static_cast<std::uint32_t>(Cipher::key_size));
    for (std::size_t count = 1; count <= 128; ++count) {
        // Of one size, of any, and longest first or not at all: that is for speed alone.
        const std::size_t most = count % 16 == 0 ? 512 : 40;
        std::vector<std::size_t> blocks(count);
        for (auto& each : blocks) each = 1 + random() % most;
        if (count % 3 == 0) std::ranges::fill(blocks, 1 + random() % most);
        if (count % 3 == 1) std::ranges::sort(blocks, std::greater<>());
        std::vector<test::placed> chains;
        std::vector<bytes> plain, expected;
        std::vector<encryption<Cipher>> encryptions;
        std::vector<decryption<Cipher>> decryptions;
        for (std::size_t i = 0; i < count; ++i) {
            plain.push_back(test::pattern(16 + 16 * blocks[i], static_cast<std::uint32_t>(random())));
            expected.push_back(plain.back());
            REQUIRE(reference[(i + count) % keys].encrypt_chain(expected.back()));
            chains.emplace_back(plain.back(), (i + count) % 16);
        }
        for (std::size_t i = 0; i < count; ++i) {
            encryptions.push_back({&encrypting[(i + count) % keys], chains[i].octets()});
            decryptions.push_back({&decrypting[(i + count) % keys], chains[i].octets()});
        }
        REQUIRE(engine.encrypt_chains(test::burst_of(encryptions)));
        for (std::size_t i = 0; i < count; ++i) {
            CAPTURE(count, i, blocks[i]);
            REQUIRE(chains[i].content() == expected[i]);
        }
        REQUIRE(engine.decrypt_chains(test::burst_of(decryptions)));
        for (std::size_t i = 0; i < count; ++i) {
            CAPTURE(count, i, blocks[i]);
            REQUIRE(chains[i].content() == plain[i]);
            REQUIRE(chains[i].nothing_touched_beside());
        }
    }
}

}  // namespace

TEST_CASE("AES-CBC in IPsec-MB's lanes gives the answers of NIST SP 800-38A, F.2.1 to F.2.6, in bursts of any size") {
    check_known<lane_aes<128>>("2b7e151628aed2a6abf7158809cf4f3c",
                               "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                               "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7");
    check_known<lane_aes<192>>("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                               "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
                               "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd");
    check_known<lane_aes<256>>("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                               "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                               "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b");
}

TEST_CASE("AES-CBC in bursts of 1 to 128 chains of any sizes at any alignment agrees with Crypto++") {
    check_bursts<lane_aes<128>, hc::aes_cbc<128>>();
    check_bursts<lane_aes<192>, hc::aes_cbc<192>>();
    check_bursts<lane_aes<256>, hc::aes_cbc<256>>();
}

TEST_CASE("a chain by itself is the base's") {
    const auto key = test::pattern(16);
    auto ours = encryptor<lane_aes<128>>(key);
    auto theirs = encryptor<hc::aes_cbc<128>>(key);
    auto chain = test::pattern(96, 2), expected = chain;
    REQUIRE(ours.encrypt_chain(chain));
    REQUIRE(theirs.encrypt_chain(expected));
    CHECK(chain == expected);
    auto block = test::pattern(16, 3), expected_block = block;
    REQUIRE(ours.encrypt_block(std::span<std::byte, 16>(block)));
    REQUIRE(theirs.encrypt_block(std::span<std::byte, 16>(expected_block)));
    CHECK(block == expected_block);
}

TEST_CASE("the longest chain that the lanes take is encrypted, and a longer one is refused") {
    auto engine = test::new_engine();
    auto encrypting = encryptor<lane_aes<128>>(test::pattern(16));
    auto decrypting = decryptor<lane_aes<128>>(test::pattern(16));
    auto reference = encryptor<hc::aes_cbc<128>>(test::pattern(16));
    constexpr std::size_t longest = mb::engine::max_octets / 16 * 16;
    for (const std::size_t count : {1U, 2U, 16U, 20U}) {
        CAPTURE(count);
        const auto plain = test::pattern(longest, 2);
        auto expected = plain;
        REQUIRE(reference.encrypt_chain(expected));
        std::vector<bytes> chains(count, plain);
        std::vector<encryption<lane_aes<128>>> jobs;
        std::vector<decryption<lane_aes<128>>> back;
        for (auto& chain : chains) {
            jobs.push_back({&encrypting, chain});
            back.push_back({&decrypting, chain});
        }
        REQUIRE(engine.encrypt_chains(test::burst_of(jobs)));
        for (const auto& chain : chains) REQUIRE(chain == expected);
        REQUIRE(engine.decrypt_chains(test::burst_of(back)));
        for (const auto& chain : chains) REQUIRE(chain == plain);

        for (const std::size_t beyond : {longest + 16, std::size_t{65552}, std::size_t{65568}, std::size_t{131072}}) {
            CAPTURE(beyond);
            auto too_long = test::pattern(beyond, 3);
            for (const std::size_t at : {std::size_t{0}, count - 1}) {
                auto with_one = jobs;
                with_one[at].chain = too_long;
                CHECK(engine.encrypt_chains(test::burst_of(with_one)).error() == hc::errc::backend);
                auto with_one_back = back;
                with_one_back[at].chain = too_long;
                CHECK(engine.decrypt_chains(test::burst_of(with_one_back)).error() == hc::errc::backend);
            }
        }
        // A burst that was refused leaves nothing behind for the next one.
        std::ranges::fill(chains, plain);
        REQUIRE(engine.encrypt_chains(test::burst_of(jobs)));
        for (const auto& chain : chains) REQUIRE(chain == expected);
    }
}

TEST_CASE("a chain that is not whole blocks, and a burst of too many, are refused") {
    auto engine = test::new_engine();
    auto encrypting = encryptor<lane_aes<128>>(test::pattern(16));
    for (const std::size_t size : {17U, 31U, 33U, 1023U}) {
        CAPTURE(size);
        auto good = test::pattern(64), odd = test::pattern(size);
        const std::vector<encryption<lane_aes<128>>> jobs = {{&encrypting, good}, {&encrypting, odd}};
        CHECK(engine.encrypt_chains(test::burst_of(jobs)).error() == hc::errc::backend);
    }
    std::vector<bytes> chains(mb::engine::max_burst + 1, test::pattern(32));
    std::vector<encryption<lane_aes<128>>> jobs;
    for (auto& chain : chains) jobs.push_back({&encrypting, chain});
    CHECK(engine.encrypt_chains(test::burst_of(jobs)).error() == hc::errc::backend);
    jobs.pop_back();
    CHECK(engine.encrypt_chains(test::burst_of(jobs)));
    CHECK(chains.front() != test::pattern(32));
    CHECK(chains.back() == test::pattern(32));
}

TEST_CASE("keys for the lanes work where they were moved to") {
    auto engine = test::new_engine();
    auto from = encryptor<lane_aes<256>>(test::pattern(32));
    auto reference = encryptor<hc::aes_cbc<256>>(test::pattern(32));
    const auto plain = test::pattern(96, 2);
    auto expected = plain;
    REQUIRE(reference.encrypt_chain(expected));
    auto to = std::move(from);
    auto chain = plain;
    CHECK(from.encrypt_chain(chain).error() == hc::errc::closed);
    CHECK(from.encrypt_block(std::span<std::byte, 16>(chain.data(), 16)).error() == hc::errc::closed);
    CHECK(chain == plain);
    std::vector<encryption<lane_aes<256>>> jobs = {{&to, chain}};
    REQUIRE(engine.encrypt_chains(test::burst_of(jobs)));
    CHECK(chain == expected);
    auto assigned = encryptor<lane_aes<256>>(test::pattern(32, 5));
    assigned = std::move(to);
    chain = plain;
    jobs[0].key = &assigned;
    REQUIRE(engine.encrypt_chains(test::burst_of(jobs)));
    CHECK(chain == expected);
}
