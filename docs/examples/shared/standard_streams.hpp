// Standard input, output and error as a program finds them: closed ones, and an output that takes nothing.
#pragma once

#include <fcntl.h>

#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace standard_streams {

// For the beginning of main(). The number of a stream that whoever started the program has closed would go to the next
// file or connection that is opened, and what is printed into that. In its place comes one that fails: an output that
// can only be read, and an input that can only be written.
inline void occupy() noexcept {
    for (const int descriptor : {0, 1, 2}) {
        if (::fcntl(descriptor, F_GETFD) >= 0) continue;
        if (::open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY) != descriptor) std::_Exit(1);
    }
}

// For its end: whoever reads the output must not take a part of it, or nothing, for all. std::runtime_error.
inline void require_written() {
    if (!std::cout.flush()) throw std::runtime_error("standard output: cannot be written");
}

}  // namespace standard_streams
