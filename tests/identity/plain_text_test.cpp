#include <handclasp/identity/plain_text.hpp>

#include "support/catch.hpp"

#include <string>

namespace text = handclasp::text;
using text::flaw;
using text::flaw_in;

namespace {

std::string utf8(char32_t character) {
    const auto octet = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
    if (character < 0x80) return {octet(character)};
    if (character < 0x800) return {octet(0xc0 | character >> 6), octet(0x80 | (character & 0x3f))};
    if (character < 0x10000)
        return {octet(0xe0 | character >> 12), octet(0x80 | (character >> 6 & 0x3f)), octet(0x80 | (character & 0x3f))};
    return {octet(0xf0 | character >> 18), octet(0x80 | (character >> 12 & 0x3f)),
            octet(0x80 | (character >> 6 & 0x3f)), octet(0x80 | (character & 0x3f))};
}

}  // namespace

TEST_CASE("every character of Unicode is taken as it is written, and surrogates are none") {
    std::size_t wrong = 0;
    for (char32_t character = 0; character < 0x110000; ++character) {
        const auto written = utf8(character) + "x";
        std::string_view rest = written;
        const auto taken = text::take_character(rest);
        const bool surrogate = character >= 0xd800 && character < 0xe000;
        if (surrogate ? taken || rest != written : taken != character || rest != "x") ++wrong;
    }
    CHECK(wrong == 0);
}

TEST_CASE("what is not UTF-8 is no text") {
    using namespace std::string_literals;
    for (const auto& octets : {"\x80"s,
                               "\x9b"s,
                               "\xbf"s,
                               "\xff"s,
                               "\xfe"s,
                               "\xc0\x80"s,
                               "\xc1\xbf"s,
                               "\xc3"s,
                               "\xc3("s,
                               "\xe0\x80\x80"s,
                               "\xe0\x9f\xbf"s,
                               "\xed\xa0\x80"s,
                               "\xed\xbf\xbf"s,
                               "\xe2\x82"s,
                               "\xe2\x82("s,
                               "\xf0\x80\x80\x80"s,
                               "\xf0\x8f\xbf\xbf"s,
                               "\xf4\x90\x80\x80"s,
                               "\xf5\x80\x80\x80"s,
                               "\xf0\x9f\x98"s,
                               "M\xfcller"s}) {
        CAPTURE(octets);
        CHECK(flaw_in("before" + octets) == flaw::encoding);
        CHECK_FALSE(text::is_plain(octets + "behind"));
    }
}

TEST_CASE("control characters, directions and what is not seen are flaws") {
    std::size_t controls = 0;
    for (char32_t character = 0; character < 0x100; ++character) controls += flaw_in(utf8(character)) == flaw::control;
    CHECK(controls == 32 + 1 + 32);
    for (const char32_t character :
         {U'\u00ad', U'\u034f', U'\u061c', U'\u115f',     U'\u180e',     U'\u200b',     U'\u200c',    U'\u200d',
          U'\u200e', U'\u200f', U'\u2028', U'\u2029',     U'\u202a',     U'\u202b',     U'\u202c',    U'\u202d',
          U'\u202e', U'\u2060', U'\u2066', U'\u2067',     U'\u2068',     U'\u2069',     U'\u3164',    U'\ufe0f',
          U'\ufeff', U'\uffa0', U'\ufff9', U'\U0001d173', U'\U000e0001', U'\U000e0041', U'\U000e01ef'}) {
        CAPTURE(static_cast<unsigned long>(character));
        CHECK(flaw_in("a" + utf8(character) + "b") == flaw::invisible);
    }
    // The neighbours of each range are none.
    for (const char32_t character : {U' ', U'~', U'\u00a0', U'\u00ac', U'\u00ae', U'\u061b', U'\u200a', U'\u2010',
                                     U'\u2027', U'\u202f', U'\u205f', U'\u2070', U'\ufefe', U'\ufffc', U'\ufffd'}) {
        CAPTURE(static_cast<unsigned long>(character));
        CHECK_FALSE(flaw_in(utf8(character)));
    }
    static_assert(text::is_plain("") && text::is_plain("Gr\u00fc\u00dfe, \u4f60\u597d, \U0001f600"));
}

TEST_CASE("what joins and varies characters is no flaw where scripts and emoji need it") {
    for (const std::string plain : {"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",         // Persian
                                    "\u0915\u094d\u200d\u0937",                                 // Hindi
                                    "\u2764\ufe0f", "a \u2764\ufe0f\u200d\U0001f525 b",         // a heart, on fire
                                    "\U0001f469\U0001f3fd\u200d\U0001f4bb", "\u26a0\ufe0f"}) {  // people at work
        CAPTURE(plain);
        CHECK_FALSE(flaw_in(plain));
        CHECK(text::printable(plain) == plain);
    }
    const std::string arabic = "\u0645", heart = "\u2764", varied = "\ufe0f";
    for (const std::string joiner : {"\u200c", "\u200d"}) {
        for (const auto& text : {joiner, joiner + arabic, arabic + joiner, "a" + joiner + arabic, arabic + joiner + "a",
                                 arabic + joiner + joiner + arabic, "\u00e9" + joiner + "\u00e9",
                                 "\u0430" + joiner + "\u0430", arabic + joiner + varied, arabic + joiner + "\u200b",
                                 arabic + joiner + "\u202e", arabic + joiner + "\x80", "\u200b" + joiner + arabic,
                                 arabic + "\t" + joiner + arabic, arabic + " " + joiner + arabic}) {
            CAPTURE(text);
            CHECK(flaw_in(text, "\t") == flaw::invisible);
            CHECK(text::is_plain(text::printable(text)));
        }
        CHECK(flaw_in("\x80" + joiner + arabic) == flaw::encoding);
    }
    for (const auto& text : {varied, "a" + varied, heart + varied + varied, heart + "\ufe0e", "\u00e9" + varied,
                             heart + varied + "\u200d", "\u200b" + varied}) {
        CAPTURE(text);
        CHECK(flaw_in(text) == flaw::invisible);
        CHECK(text::is_plain(text::printable(text)));
    }
    CHECK(text::printable("a\u200cb") == "a\\xe2\\x80\\x8cb");
    CHECK(text::printable(heart + varied + varied) == heart + varied + "\\xef\\xb8\\x8f");
}

TEST_CASE("a text may be allowed octets besides") {
    CHECK(flaw_in("a\tb") == flaw::control);
    CHECK_FALSE(flaw_in("a\tb", "\t"));
    CHECK(flaw_in("a\tb\n", "\t") == flaw::control);
    CHECK(text::words_for(flaw::encoding) == "is not UTF-8");
    CHECK(text::words_for(flaw::control) == "has control characters");
    CHECK(text::words_for(flaw::invisible) == "has invisible characters");
}

TEST_CASE("a message is shown in its language, and what it could do to a terminal is written out") {
    CHECK(text::printable("Gr\u00fc\u00dfe \U0001f600") == "Gr\u00fc\u00dfe \U0001f600");
    CHECK(text::printable("a\x1b[2Jb\n\x7f") == "a\\x1b[2Jb\\x0a\\x7f");
    CHECK(text::printable("\xc2\x9b"
                          "2J") == "\\xc2\\x9b2J");
    CHECK(text::printable("\x9b"
                          "2J") == "\\x9b2J");  // C1 in Latin-1, which some terminals obey
    CHECK(text::printable("M\xfcller") == "M\\xfcller");
    CHECK(text::printable("\u202e"
                          "cod.exe") == "\\xe2\\x80\\xaecod.exe");
    CHECK(text::printable("a\u200bb\u2028c\ufeff") == "a\\xe2\\x80\\x8bb\\xe2\\x80\\xa8c\\xef\\xbb\\xbf");
    CHECK(text::printable("cut \xe2\x82") == "cut \\xe2\\x82");
    std::string all;
    for (char32_t character = 0; character < 0x110000; character += 7) all += utf8(character);
    for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);
    CHECK(text::is_plain(text::printable(all)));
}
