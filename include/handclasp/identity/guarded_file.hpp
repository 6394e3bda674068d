#pragma once

// Reading a file that must not be anybody's, and replacing one so that nothing is lost.
#include <handclasp/identity/file_update.hpp>
#include <handclasp/identity/read_file.hpp>
