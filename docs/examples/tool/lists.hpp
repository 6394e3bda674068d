// handclasp known, handclasp allowed: files of the servers that a client knows, and of the clients that a server takes.
#pragma once

#include "tool/allowed_file.hpp"
#include "tool/command.hpp"
#include "tool/say.hpp"
#include "tool/store.hpp"

#include <handclasp/identity/allowed_clients.hpp>
#include <handclasp/identity/known_servers.hpp>
#include <handclasp/identity/plain_text.hpp>

namespace tool {

namespace hc = handclasp;

struct list_settings {
    std::string file, peer, fingerprint, remark;
};

// The position that all of them begin with.
inline void add_file(CLI::App& command, list_settings& settings) {
    command.add_option("FILE", settings.file, "The list, a text file")->required();
}

inline CLI::Option* add_fingerprint(CLI::App& command, list_settings& settings) {
    return command.add_option("FINGERPRINT", settings.fingerprint, "64 hexadecimal digits")
        ->check(command_line::check_fingerprint);
}

inline void add_server(CLI::App& command, list_settings& settings) {
    command.add_option("ADDRESS:PORT", settings.peer, "The server, as clients connect to it")
        ->required()
        ->check(command_line::check_endpoint);
}

inline hc::fingerprint fingerprint_of(const list_settings& settings) {
    return hc::fingerprint::from_text(settings.fingerprint).value();
}

[[noreturn]] inline void fail_without_entry(const list_settings& settings, const std::string& what) {
    throw hc::identity_error(hc::identity_fault::entry, settings.file, "it has no " + what, "nothing was changed");
}

inline void say_empty(const list_settings& settings) {
    note(settings.file + ": nobody is listed in it");
}

inline void add_known(CLI::App& app, action& chosen) {
    auto& group =
        add_group(app,
                  {"known", "The servers that a client knows, as ssh's known_hosts", "(list | add | remove) FILE ...",
                   "A server may have several lines, any of which is good; so its key can be renewed.\n"
                   "Example: handclasp known add servers.known server.example:4000 FINGERPRINT"});
    add_command<list_settings>(
        group, chosen, {"list", "Print the servers and their fingerprints", "FILE", ""}, add_file,
        [](const list_settings& settings) {
            require_there(settings.file);  // of a file that does not exist the list would say that it is empty
            const auto servers = hc::known_servers(settings.file).list();
            if (servers.empty()) say_empty(settings);
            for (const auto& known : servers) {
                std::cout << known.host << ' ' << known.name.text() << (known.comment.empty() ? "" : " ")
                          << handclasp::text::printable(known.comment) << '\n';
            }
            return 0;
        });
    add_command<list_settings>(
        group, chosen, {"add", "Add a fingerprint of a server", "FILE ADDRESS:PORT FINGERPRINT [COMMENT]", ""},
        [](CLI::App& command, list_settings& settings) {
            add_file(command, settings);
            add_server(command, settings);
            add_fingerprint(command, settings)->required();
            command.add_option("COMMENT", settings.remark, "For people");
        },
        [](const list_settings& settings) {
            const hc::known_servers list(settings.file);
            if (!list.add(settings.peer, fingerprint_of(settings), settings.remark))
                note(settings.file + ": has it already; nothing was changed");
            return 0;
        });
    add_command<list_settings>(
        group, chosen,
        {"remove", "Take away one fingerprint of a server, or all of them", "FILE ADDRESS:PORT [FINGERPRINT]", ""},
        [](CLI::App& command, list_settings& settings) {
            add_file(command, settings);
            add_server(command, settings);
            add_fingerprint(command, settings);
        },
        [](const list_settings& settings) {
            require_there(settings.file);
            const hc::known_servers list(settings.file);
            const bool all = settings.fingerprint.empty();
            const auto count = all ? list.remove(settings.peer) : list.remove(settings.peer, fingerprint_of(settings));
            if (count == 0) fail_without_entry(settings, settings.peer + (all ? "" : " with this fingerprint"));
            return 0;
        });
}

inline void add_allowed(CLI::App& app, action& chosen) {
    auto& group =
        add_group(app,
                  {"allowed", "The clients that a server takes (serve --clients)", "(list | add | remove) FILE ...",
                   "Example: handclasp allowed add clients.allowed FINGERPRINT alice"});
    add_command<list_settings>(group, chosen, {"list", "Print the fingerprints and names of the clients", "FILE", ""},
                               add_file, [](const list_settings& settings) {
                                   const auto clients = hc::read_allowed_clients(settings.file);
                                   if (clients.empty()) say_empty(settings);
                                   for (const auto& client : clients) {
                                       std::cout << client.name.text() << (client.label.empty() ? "" : " ")
                                                 << handclasp::text::printable(client.label) << '\n';
                                   }
                                   return 0;
                               });
    add_command<list_settings>(
        group, chosen, {"add", "Add a client", "FILE FINGERPRINT [NAME]", ""},
        [](CLI::App& command, list_settings& settings) {
            add_file(command, settings);
            add_fingerprint(command, settings)->required();
            command.add_option("NAME", settings.remark, "What its owner is called");
        },
        [](const list_settings& settings) {
            if (!allowed_file::add(settings.file, fingerprint_of(settings), settings.remark))
                note(settings.file + ": has it already; nothing was changed");
            return 0;
        });
    add_command<list_settings>(
        group, chosen,
        {"remove", "Take a client away; sessions that it has go on", "FILE FINGERPRINT",
         "It goes by the fingerprint and not by the name; `handclasp allowed list FILE` prints both."},
        [](CLI::App& command, list_settings& settings) {
            add_file(command, settings);
            add_fingerprint(command, settings)->required();
        },
        [](const list_settings& settings) {
            require_there(settings.file);
            if (!allowed_file::remove(settings.file, fingerprint_of(settings)))
                fail_without_entry(settings, "client with this fingerprint");
            return 0;
        });
}

}  // namespace tool
