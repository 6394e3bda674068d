#pragma once

#include <handclasp/testing/conform/examination.hpp>
#include <handclasp/testing/conform/inputs.hpp>

// Answers that a standard or another implementation gives. Without one nothing tells a good cipher from a bad one.
namespace handclasp::conform {

// A value of a known answer: hexadecimal digits, between which spaces are skipped, or octets as they are.
class known {
public:
    known() = default;
    known(const char* digits) : known(std::string_view(digits)) {}
    known(std::string_view digits) {
        std::string packed;
        std::ranges::copy_if(digits, std::back_inserter(packed), [](char digit) { return digit != ' '; });
        value_.resize(packed.size() / 2);
        well_formed_ = text::from_hex(packed, value_);
    }
    known(octets source) : value_(copy_of(source)) {}
    known(bytes source) noexcept : value_(std::move(source)) {}

    [[nodiscard]] const bytes& value() const noexcept { return value_; }
    [[nodiscard]] bool well_formed() const noexcept { return well_formed_; }

private:
    bytes value_;
    bool well_formed_ = true;
};

struct cipher_answer {
    known key, iv, plaintext, ciphertext;
};
struct mac_answer {
    known key, message, tag;
};
struct aead_answer {
    known key, nonce, associated, plaintext, ciphertext, tag;
};
struct hash_answer {
    known message, digest;
};
struct key_derivation_answer {
    known salt, input, info, prk, output;
};

// Runs the check "known answers": body(answer, problems&) for each.
template <class Answer, class Body>
void check_known_answers(examination& of, const std::vector<Answer>& answers, Body&& body) {
    of.check("known answers", "Take the answers from a standard, and the sizes from the policy", [&](problems& seen) {
        if (answers.empty())
            seen.add("no known answer was given, and the other checks hold for bad algorithms as well");
        for (const auto& answer : answers) body(answer, seen);
    });
}

// Whether a value of an answer can be used: it is well-formed and has the size that is wanted.
inline bool usable(const known& value, std::string_view what, std::size_t size, problems& seen) {
    if (!value.well_formed()) {
        seen.add("the ", what, " of a known answer is not hexadecimal digits");
        return false;
    }
    if (value.value().size() != size) {
        seen.add("the ", what, " of a known answer has ", value.value().size(), " octets, and the policy wants ", size);
        return false;
    }
    return true;
}
inline bool usable(const known& value, std::string_view what, problems& seen) {
    return usable(value, what, value.value().size(), seen);
}

// What came out, against what is known.
inline void compare(octets got, const known& wanted, std::string_view what, problems& seen) {
    if (std::ranges::equal(got, wanted.value())) return;
    seen.add("the ", what, " of a known answer is ", text::to_hex(wanted.value()), ", and the policy gives ",
             text::to_hex(got));
}

}  // namespace handclasp::conform
