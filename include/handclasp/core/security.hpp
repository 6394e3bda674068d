#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

// What policies say of their own security, for suite_report. Nothing else reads it.
namespace handclasp {

// What someone can read who records sessions and later steals the long-lived keys of both ends. A key transport states
// it as its member `secrecy`: nothing, because each session's keys are fresh and wiped, or everything.
enum class forward_secrecy { not_stated, none, every_session };

// What one policy contributes to a suite: how much work it takes to break it, as the size of a key that takes as much
// to find.
struct contribution {
    std::string_view purpose;
    std::string_view policy;          // its name
    std::optional<std::size_t> bits;  // of security, where the policy states it
    std::string_view source;          // of that number
};

}  // namespace handclasp
