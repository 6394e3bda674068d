#pragma once

#include <iostream>
#include <mutex>
#include <string>
#include <string_view>

namespace demo {

// Lines from many threads, and whether all that was expected came true.
class report {
public:
    void line(std::string_view who, std::string_view what) {
        const std::lock_guard lock(mutex_);
        std::cout << who << std::string(who.size() < 8 ? 8 - who.size() : 0, ' ') << ' ' << what << std::endl;
    }
    void heading(std::string_view text) {
        const std::lock_guard lock(mutex_);
        std::cout << '\n' << text << '\n';
    }
    void expect(bool good, std::string_view what) {
        if (good) return;
        const std::lock_guard lock(mutex_);
        std::cout << "NOT AS EXPECTED: " << what << std::endl;
        good_ = false;
    }
    [[nodiscard]] bool good() {
        const std::lock_guard lock(mutex_);
        return good_;
    }

private:
    std::mutex mutex_;
    bool good_ = true;
};

}  // namespace demo
