// Catch2 2 (Debian 12) and Catch2 3 put their headers in different places; every test includes this file instead.
// Meson sets HANDCLASP_CATCH2_V3 to 0 or 1 after it has found the library; without it the headers themselves decide.
#pragma once

#ifndef HANDCLASP_CATCH2_V3
#if __has_include(<catch2/catch_all.hpp>)
#define HANDCLASP_CATCH2_V3 1
#else
#define HANDCLASP_CATCH2_V3 0
#endif
#endif

#if HANDCLASP_CATCH2_V3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
