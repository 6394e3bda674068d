#pragma once

namespace bench {

// What a program times; each defines it, and support/main.cpp calls it once.
void add_cases();

}  // namespace bench
