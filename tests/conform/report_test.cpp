#include <handclasp/testing/conform.hpp>

#include "conform/answers.hpp"
#include "conform/expect.hpp"

#include <handclasp/policy/cryptopp/aes_cbc.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>

namespace hc = handclasp;
namespace conform = hc::conform;
using test::found_by;

namespace {

std::string text_of_cipher(const conform::cipher_answer& answer) {
    const auto report = conform::cipher<hc::aes_cbc<128>>({answer});
    CHECK(found_by(report) == "[known answers]");
    return report.findings().at(0).text;
}

}  // namespace

TEST_CASE("a missing known answer is a finding") {
    const auto report = conform::cipher<hc::aes_cbc<128>>();
    CHECK(found_by(report) == "[known answers]");
    CHECK(report.findings().at(0).text.starts_with("no known answer was given"));
    CHECK_FALSE(report.conforms());
}

TEST_CASE("a known answer that cannot be is a finding, and says why") {
    auto answer = test::answers::aes_cbc(128);
    SECTION("not the policy's") {
        answer.ciphertext = answer.plaintext;
        const auto text = text_of_cipher(answer);
        CHECK(text.find("7649abac8119b246") != text.npos);  // what the policy gives
        CHECK(text.find("6bc1bee22e409f96") != text.npos);  // and what was said
    }
    SECTION("a key of another size") {
        answer.key = "2b7e1516";
        CHECK(text_of_cipher(answer).starts_with("the key of a known answer has 4 octets, and the policy wants 16"));
    }
    SECTION("no hexadecimal digits") {
        answer.iv = "000102030405060708090a0b0c0d0e0g";
        CHECK(text_of_cipher(answer).starts_with("the iv of a known answer is not hexadecimal digits"));
    }
    SECTION("not whole blocks") {
        answer.plaintext = "00";
        answer.ciphertext = "00";
        CHECK(text_of_cipher(answer).starts_with("a known answer is not whole blocks"));
    }
}

TEST_CASE("octets of a known answer are digits with blanks, or octets") {
    CHECK(conform::known("00 ff 0A").value() == test::from_hex("00ff0a"));
    CHECK(conform::known(hc::as_octets("a")).value() == test::from_hex("61"));
    CHECK(conform::known("").well_formed());
    CHECK_FALSE(conform::known("0").well_formed());
    CHECK_FALSE(conform::known("0x").well_formed());
}

TEST_CASE("a check that is left out is named in the report, with the reason") {
    const auto report = conform::cipher<hc::aes_cbc<128>>({}, {{"known answers", "the test of the test"}});
    CHECK(report.conforms());
    CHECK_FALSE(report.ran("known answers"));
    CHECK(report.ran("CBC by its definition"));
    CHECK(report.text().find("left out [known answers] the test of the test") != std::string::npos);
}

TEST_CASE("an exemption from a check that does not exist is a finding") {
    const auto report =
        conform::cipher<hc::aes_cbc<128>>({test::answers::aes_cbc(128)}, {{"known answer", "misspelt"}});
    CHECK(found_by(report) == "[exemptions]");
    CHECK(report.found("exemptions"));
}

TEST_CASE("whatever a policy throws is a finding") {
    struct throws_a_number : hc::sha256 {
        throws_a_number() { throw 7; }
    };
    const auto report = conform::hash<throws_a_number>({test::answers::sha256()});
    CHECK(report.found("every bit of the message counts"));
    CHECK(report.text().find("throws something that is no std::exception") != std::string::npos);
}

TEST_CASE("a report can be read") {
    const auto report = conform::cipher<hc::aes_cbc<128>>();
    std::ostringstream written;
    written << report;
    CHECK(written.str() == report.text());
    CHECK(report.text().starts_with("AES-128-CBC: "));
    CHECK(report.text().find(" findings\n  FOUND [known answers] no known answer") != std::string::npos);
}

TEST_CASE("the watch on the heap sees what blocks hold when they are freed") {
    if (!conform::heap::watched()) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    conform::heap::freed_blocks freed;
    {
        const conform::heap::recorder recording(freed);
        auto* volatile block = static_cast<unsigned char*>(std::malloc(32));
        block[0] = 7;
        void* volatile grown = std::realloc(block, 4000);
        std::free(grown);
    }
    const auto blocks = freed.blocks();
    REQUIRE(blocks.size() == 2);
    CHECK(blocks[0][0] == std::byte{7});
    CHECK(blocks[1][0] == std::byte{7});
    CHECK(blocks[0].size() >= 32);
    CHECK(blocks[1].size() >= 4000);
    CHECK(blocks[1][2000] == std::byte{0});  // never written
}
