// The table of all runs, as docs/security.md shows it: tests/wycheproof/table.py holds one to the other.
#pragma once

#include "wycheproof/backends.hpp"
#include "wycheproof/tally.hpp"

#include <iostream>
#include <utility>

namespace test::wycheproof {

// Collects what the test cases of this program count, and prints it when the program ends: whatever their order is.
class table {
public:
    [[nodiscard]] static table& of_this_program() {
        static table only;
        return only;
    }

    void note(const std::string& file, std::string_view backend, tally counted) {
        runs_.insert_or_assign({file, std::string(backend)}, std::move(counted));
    }
    void note_absent(const std::string& file, std::string_view backend) {
        absent_.insert_or_assign({file, std::string(backend)}, "no policy");
    }

    ~table() {
        if (runs_.empty()) return;
        std::cout << "\n| primitive | vectors | Crypto++: ran, skipped, failed | OpenSSL: ran, skipped, failed |"
                     " IPsec-MB: ran, skipped, failed | skipped: why | ran, and was to be refused |\n"
                     "|---|---|---|---|---|---|---|\n";
        for (const auto& each : rows_) print(each);
        std::cout << std::flush;
    }

    table(const table&) = delete;
    table& operator=(const table&) = delete;

private:
    table() = default;

    using place = std::pair<std::string, std::string>;  // file, backend

    void print(const primitive& row) const {
        const auto left = sum(row, "Crypto++"), right = sum(row, "OpenSSL"), lanes = sum(row, "IPsec-MB");
        const tally none;
        const tally& a = left ? *left : right ? *right : none;
        const tally& b = right ? *right : a;
        std::cout << "| " << row.name << " | " << a.vectors << " | " << cell(row, left, "Crypto++") << " | "
                  << cell(row, right, "OpenSSL") << " | " << cell(row, lanes, "IPsec-MB") << " | "
                  << both(a.skipped, b.skipped) << " | " << both(a.refused, b.refused) << " |\n";
    }

    // None where one of the primitive's files has not run.
    [[nodiscard]] std::optional<tally> sum(const primitive& row, const std::string& backend) const {
        tally all;
        for (const auto& file : row.files) {
            const auto run = runs_.find({file, backend});
            if (run == runs_.end()) return std::nullopt;
            all.add(run->second);
        }
        return all;
    }

    [[nodiscard]] std::string cell(const primitive& row, const std::optional<tally>& all,
                                   const std::string& backend) const {
        if (all) {
            return std::to_string(all->ran) + ", " + std::to_string(all->skips()) + ", " +
                std::to_string(all->wrong.size());
        }
        if (const auto found = absent_.find({row.files.front(), backend}); found != absent_.end()) return found->second;
        if (backend == "IPsec-MB" && !on_ipsec_mb_as_well(row)) return "no policy";
        const bool built = backend == "Crypto++" || (backend == "OpenSSL" ? with_openssl : with_ipsec_mb);
        return built ? "not run" : "not built";
    }

    // Where IPsec-MB has a policy; its reasons to skip are then those of Crypto++, whose policies have the same sizes.
    [[nodiscard]] static bool on_ipsec_mb_as_well(const primitive& row) {
        return row.name == "AES-CBC" || row.name == "AES-GCM" || row.name == "HMAC-SHA-256";
    }

    [[nodiscard]] static std::string both(const tally::by_reason& left, const tally::by_reason& right) {
        if (left == right) return left.empty() ? "-" : text_of(left);
        return "Crypto++: " + text_of(left) + "; OpenSSL: " + text_of(right);
    }

    const std::vector<primitive>& rows_ = primitives();  // which so outlives the table
    std::map<place, tally> runs_;
    std::map<place, std::string> absent_;
};

}  // namespace test::wycheproof
