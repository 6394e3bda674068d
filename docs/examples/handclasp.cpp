// Identities, an authority, lists of known peers, and channels with all of them, for the command line.
//
//     handclasp identity new --store server.p12 --alias web --name server.example
//     handclasp serve --listen 0.0.0.0:4000 --identity server.p12
//     handclasp connect server.example:4000 --known-servers servers.known
//
// What other programs shall read goes to standard output, and everything else to standard error. The exit code is 0; 1
// where something failed; and 2 for arguments that are wrong.
#include "shared/standard_streams.hpp"
#include "shared/suite_table.hpp"
#include "tool/authority.hpp"
#include "tool/connect.hpp"
#include "tool/identity.hpp"
#include "tool/lists.hpp"
#include "tool/transfer.hpp"

namespace {

constexpr auto version = "handclasp 0.1.0";  // of the project, as in its meson.build

struct no_settings {};

void add_suites(CLI::App& app, tool::action& chosen) {
    tool::add_command<no_settings>(
        app, chosen, {"suites", "Print what each suite promises, and its limits", "", ""},
        [](CLI::App&, no_settings&) {},
        [](const no_settings&) {
            suite_table::print_text(std::cout, suite_table::standard_suites());
            return 0;
        });
}

void add_identity(CLI::App& app, tool::action& chosen) {
    auto& group = tool::add_group(
        app,
        {"identity", "Keys in a key store, and their certificates",
         "(new | show | fingerprint | csr | self-sign | import | export | remove) ...",
         "A key store is a PKCS#12 file that a password protects; openssl and keytool read it as well.\n"
         "Its password never stands in the arguments: it is asked for at the terminal, or comes from\n"
         "HANDCLASP_PASSWORD in the environment, or from the file descriptor of --password-fd."});
    tool::add_making(group, chosen);
    tool::add_transfer(group, chosen);
}

}  // namespace

int main(int count, char** arguments) {
    standard_streams::occupy();
    CLI::App app("Secure channels, and who is at their other end.", "handclasp");
    app.require_subcommand(1);
    app.set_version_flag("--version", version);
    app.formatter(std::make_shared<command_line::usage_line>("handclasp COMMAND ..., each with a --help of its own"));
    app.footer("First steps:\n"
               "  handclasp identity new --store server.p12 --alias web         # prints a FINGERPRINT\n"
               "  handclasp serve --listen 127.0.0.1:4000 --identity server.p12\n"
               "  handclasp connect 127.0.0.1:4000 --pin FINGERPRINT\n"
               "The whole tutorial is docs/identity.md.");
    tool::action chosen;
    try {
        add_identity(app, chosen);
        tool::add_authority(app, chosen);
        tool::add_known(app, chosen);
        tool::add_allowed(app, chosen);
        tool::add_channels(app, chosen);
        add_suites(app, chosen);
        app.parse(count, arguments);
        const int code = chosen();
        standard_streams::require_written();
        return code;
    } catch (const CLI::ParseError& wrong) {
        return tool::refuse(app, wrong);
    } catch (const std::exception& error) {
        tool::say(error.what());
        return 1;
    }
}
