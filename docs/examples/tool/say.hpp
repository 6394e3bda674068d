// What the command says to people, on standard error: names of files and texts of others in it come escaped.
#pragma once

#include <handclasp/identity/plain_text.hpp>

#include <iostream>
#include <string>

namespace tool {

// What a command has to say about its own work.
inline void note(const std::string& text) {
    std::cerr << handclasp::text::printable(text) + "\n";
}

// What goes on while the program runs, and why it fails.
inline void say(const std::string& text) {
    note("handclasp: " + text);
}

}  // namespace tool
