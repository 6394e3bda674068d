// Files for a test, in a folder that goes away with it, and the openssl program as the other opinion.
#pragma once

#include "support/hex.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace test {

class scratch {
public:
    scratch() {
        std::string pattern = (std::filesystem::temp_directory_path() / "handclasp.XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

    std::filesystem::path write(const std::string& name, std::string_view content) const {
        std::ofstream file(folder_ / name, std::ios::binary);
        file << content;
        if (!file.flush()) throw std::runtime_error("cannot write " + name);
        return folder_ / name;
    }
    std::filesystem::path write(const std::string& name, handclasp::octets content) const {
        return write(name, handclasp::as_text(content));
    }

    // Whether `openssl ARGUMENTS` ends with 0. The folder is its own; what it says goes to the file `said`.
    [[nodiscard]] bool openssl(const std::string& arguments) const {
        const std::string command = "cd " + folder_.string() + " && openssl " + arguments + " > said 2>&1";
        return std::system(command.c_str()) == 0;
    }

    [[nodiscard]] std::string said() const {
        std::ifstream file(folder_ / "said");
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    std::filesystem::path folder_;
};

}  // namespace test
