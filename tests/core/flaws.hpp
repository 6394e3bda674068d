// How the models in the tests of the concepts are flawed: each is complete, or has one flaw. Nothing of them is ever
// called, so nothing is defined.
#pragma once

#include <string_view>
#include <type_traits>

namespace test {

enum class flaw {
    no,
    name,
    size,
    size_varies,
    other_size,
    third_size,
    call,
    call_throws,
    call_returns,
    other_call,
    other_call_throws,
    other_call_returns,
    third_call,
    make,
    make_throws,
    make_returns,
    move_throws,
    assignment_throws,
    copies,
    no_copies,
    no_default,
    call_on_lvalue_alone,
    not_const,
    type,
    other_type,
};

// A member that a constraint cannot take away: its class is a base, or another empty class is.
template <class Member>
struct without {};
template <bool Present, class Member>
using given = std::conditional_t<Present, Member, without<Member>>;

struct has_name {
    static constexpr std::string_view name = "MODEL";
};

}  // namespace test
