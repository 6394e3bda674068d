// The main function of every test program, compiled once: Catch2 2's takes longer than most tests. Catch2 3 brings
// its own, and Meson links that one instead.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
