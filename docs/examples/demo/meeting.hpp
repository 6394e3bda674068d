// One session of the demonstration's second part, and the folder with the files that it needs.
#pragma once

#include "demo/report.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/identity/guarded_file.hpp>
#include <handclasp/net/asio.hpp>

#include <cstdlib>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <thread>

namespace demo {

namespace hc = handclasp;
using tcp = asio::ip::tcp;
using meeting_suite = hc::modern;  // whose handshake is quick
using meeting_end = hc::net::connection<meeting_suite>;

// A new folder that nobody else can read; it is removed at the end.
class temporary_folder {
public:
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "handclasp-demo-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
        path_ = name;
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::filesystem::path operator/(const char* file) const { return path_ / file; }

private:
    std::filesystem::path path_;
};

inline void write(const std::filesystem::path& file, const std::string& text) {
    hc::file_update(file, hc::file_privacy::open).commit(hc::as_octets(text));
}

// How both ends of a session saw it.
struct meeting {
    std::error_code client, server;
    std::string heard;  // by the client: its own message, sent back

    [[nodiscard]] bool good() const { return !client && !server && heard == "hello"; }
};

// A server that answers one client, and that client. Each of the two functions does its side's handshake, with the end
// and an error code to fill; the server's returns the first message, and the client's sends "hello".
template <class Serve, class Visit>
meeting meet(Serve serve, Visit visit) {
    meeting seen;
    asio::io_context context;
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    const auto serve_one = [&] {
        try {
            meeting_end end(acceptor.accept());
            const auto first = serve(end, seen.server);
            if (!seen.server) end.send(first, seen.server);
            if (!seen.server) end.close(seen.server);
            if (!seen.server) static_cast<void>(end.receive(seen.server));
        } catch (const std::system_error& failure) {
            seen.server = failure.code();
        }
    };
    {
        const std::jthread server(serve_one);
        tcp::socket socket(context);
        socket.connect(acceptor.local_endpoint());
        meeting_end end(std::move(socket));
        visit(end, seen.client);
        std::optional<std::vector<std::byte>> answer;
        if (!seen.client) answer = end.receive(seen.client);
        if (answer) seen.heard = std::string(hc::as_text(*answer));
        if (!seen.client) end.close(seen.client);
    }
    return seen;
}

// A text in lines that fit a terminal.
inline void say(report& out, std::string_view who, std::string text) {
    constexpr std::size_t width = 110;
    while (text.size() > width) {
        const auto space = text.rfind(' ', width);
        if (space == std::string::npos) break;
        out.line(who, text.substr(0, space));
        text.erase(0, space + 1);
        who = "";
    }
    out.line(who, text);
}

}  // namespace demo
