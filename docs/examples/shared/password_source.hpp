// Where a program has a password from: a file descriptor, the environment, or the terminal. Never its arguments, which
// every user of the machine can read.
#pragma once

#include "shared/terminal.hpp"

#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/secret_octets.hpp>
#include <handclasp/identity/plain_text.hpp>

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

namespace password_source {

namespace hc = handclasp;

constexpr std::size_t most_octets = 1024;

// Which of them. variable and option are the two names that the user knows it by.
struct settings {
    std::string option = "--password-fd", variable = "HANDCLASP_PASSWORD";
    int descriptor = -1;
};

// What is wrong with a number of a file descriptor; CLI11 would name the largest that there can be in every --help.
inline std::string check_descriptor(const std::string& text) {
    const bool number = !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos;
    return number ? "" : "a file descriptor is a number, and got " + text;
}

inline void add(CLI::App& app, settings& chosen, const std::string& of_what) {
    app.add_option(chosen.option, chosen.descriptor,
                   "Read the password of " + of_what +
                       " from this file descriptor, a line for each\nfile that needs one. Without it, the password " +
                       "is that of " + chosen.variable + "\nin the environment, or is asked for")
        ->type_name("N")
        ->check(check_descriptor);
}

// One line without its end; none where await() is false before one of its octets. Octet by octet, because what follows it
// is another's.
template <class Await>
std::optional<hc::secret_octets> read_line(int descriptor, const std::string& from, Await await) {
    hc::secret_octets line(most_octets);
    std::size_t size = 0;
    for (;;) {
        if (!await()) return std::nullopt;
        std::byte octet{};
        const ssize_t count = ::read(descriptor, &octet, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            throw std::runtime_error(from + ": cannot read the password: " + std::generic_category().message(errno));
        if (count == 0 && size == 0) throw std::runtime_error(from + ": there is no password to read");
        if (count == 0 || octet == std::byte{'\n'}) break;
        if (size == most_octets)
            throw std::runtime_error(from + ": a password has at most " + std::to_string(most_octets) + " octets");
        line.overwrite()[size++] = octet;
    }
    return hc::secret_octets(line.expose().first(size));
}

inline std::optional<hc::secret_octets> ask_once(const terminal::device& at, const std::string& question) {
    const terminal::held_signals held;  // until the echo is back
    const terminal::silence quiet(at);
    at.say(question);  // only now: what is typed ahead of the silence is thrown away
    auto answer = read_line(at.descriptor(), "terminal", [&] { return held.await(at.descriptor()); });
    at.say("\n");
    return answer;
}

// Again where the program goes on after a signal, such as after Ctrl-Z and `fg`.
inline hc::secret_octets ask(const terminal::device& at, const std::string& question) {
    for (;;) {
        if (auto answer = ask_once(at, question)) return *std::move(answer);
    }
}

// An object of no octets where there is none.
inline hc::secret_octets of_environment(const settings& chosen) {
    const char* const value = std::getenv(chosen.variable.c_str());
    return hc::secret_octets(value == nullptr ? hc::octets() : hc::as_octets(value));
}

// From a descriptor or the environment; an object of no octets where neither was chosen.
inline hc::secret_octets given(const settings& chosen) {
    if (chosen.descriptor >= 0) {
        const auto from = chosen.option + " " + std::to_string(chosen.descriptor);
        return read_line(chosen.descriptor, from, [] { return true; }).value();
    }
    return of_environment(chosen);
}

[[noreturn]] inline void fail_without_terminal(const settings& chosen, const std::string& of_what) {
    throw std::runtime_error(of_what + ": needs a password, and there is no terminal to ask for it; give " +
                             chosen.option + " N or set " + chosen.variable);
}

// The password of something that is there.
inline hc::secret_octets of(const settings& chosen, const std::string& of_what) {
    auto password = given(chosen);
    if (password.size() > 0 || chosen.descriptor >= 0) return password;
    const terminal::device here;
    if (!here.is_open()) fail_without_terminal(chosen, of_what);
    return ask(here, "Password of " + handclasp::text::printable(of_what) + ": ");
}

// The password of something that is being made; at the terminal it is asked for twice.
inline hc::secret_octets for_new(const settings& chosen, const std::string& of_what) {
    auto password = given(chosen);
    if (password.size() == 0 && chosen.descriptor < 0) {
        const terminal::device here;
        if (!here.is_open()) fail_without_terminal(chosen, of_what);
        password = ask(here, "New password for " + handclasp::text::printable(of_what) + ": ");
        const auto again = ask(here, "The same again: ");
        if (!hc::constant_time::equal(password.expose(), again.expose()))
            throw std::runtime_error(of_what + ": the two passwords differ; nothing was written");
    }
    if (password.size() == 0) throw std::runtime_error(of_what + ": an empty password protects nothing");
    return password;
}

// A password that is asked for when it is first needed, and is there when the file is read again.
class kept {
public:
    [[nodiscard]] hc::octets of(const settings& chosen, const std::string& of_what) {
        if (!held_) held_ = waits_ ? password_source::of(chosen, of_what) : at_once(chosen, of_what);
        return held_->expose();
    }

    // From now on: who waited for somebody to answer would do nothing else meanwhile.
    void wait_no_more() noexcept { waits_ = false; }

private:
    static hc::secret_octets at_once(const settings& chosen, const std::string& of_what) {
        auto password = chosen.descriptor < 0 ? of_environment(chosen) : hc::secret_octets();
        if (password.size() > 0) return password;
        throw std::runtime_error(of_what +
                                 ": needs a password, which nobody is asked for once the server runs; start it anew");
    }

    std::optional<hc::secret_octets> held_;
    bool waits_ = true;
};

}  // namespace password_source
