// What programs share of --context, a text that both ends have and nobody sends.
#pragma once

#include "shared/command_line.hpp"

#include <handclasp/net/options.hpp>

#include <string>

namespace context_option {

inline void add(CLI::App& app, std::string& chosen) {
    app.add_option("--context", chosen, "Text that has to be the same at both ends")
        ->check(command_line::check_context);
}

// Those of a connection with this context.
inline handclasp::net::options options_of(const std::string& context) {
    handclasp::net::options options;
    const auto octets = handclasp::as_octets(context);
    options.context.assign(octets.begin(), octets.end());
    return options;
}

}  // namespace context_option
