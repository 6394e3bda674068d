// Who may do what with a file that has an access control list, before it is replaced and after.
#include <handclasp/identity/access_list.hpp>

#include "identity/replacing.hpp"
#include "support/catch.hpp"

#ifdef __linux__

#include <grp.h>

namespace hc = handclasp;
using hc::identity_fault;
using test::content_of;
using test::expected;
using test::mode_of;
using test::replace;
using test::replacing;

namespace {

constexpr auto own_list = "system.posix_acl_access", list_for_new_files = "system.posix_acl_default";

// user::rw-, user:1000:rw-, group::---, mask::rw-, other::---, as Linux keeps it: a version, and for each entry a tag,
// its rights and a user, in little-endian order.
const auto keeps_the_group_out = test::from_hex("02000000"
                                                "01000600ffffffff"
                                                "02000600e8030000"
                                                "04000000ffffffff"
                                                "10000600ffffffff"
                                                "20000000ffffffff");

// False, and a warning, where the file system has no such lists.
bool give(const std::filesystem::path& file, const char* which) {
    if (::setxattr(file.c_str(), which, keeps_the_group_out.data(), keeps_the_group_out.size(), 0) == 0) return true;
    if (errno != EOPNOTSUPP) throw std::runtime_error("setxattr");
    WARN("no access control lists in this file system: not tested");
    return false;
}

// Empty where it has none.
test::bytes list_of(const std::filesystem::path& file) {
    test::bytes list(1000);
    const auto size = ::getxattr(file.c_str(), own_list, list.data(), list.size());
    list.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return list;
}

// Whether somebody who is in the group of the file, and whom nothing else lets in, can open it.
bool opens_to_group(const std::filesystem::path& file, int how) {
    constexpr gid_t group = 5678;
    if (::chown(file.c_str(), 0, group) != 0) throw std::runtime_error("chown");
    const pid_t child = ::fork();
    if (child == 0) {
        if (::setgroups(0, nullptr) != 0 || ::setgid(group) != 0 || ::setuid(1234) != 0) ::_exit(2);
        ::_exit(::open(file.c_str(), how | O_CLOEXEC) >= 0 ? 0 : 1);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
        throw std::runtime_error("the child died");
    return WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a group that an access control list keeps out stays out") {
    const test::scratch place;
    const auto file = place.write("file", "old", 0600);
    if (!give(file, own_list)) return;
    REQUIRE(mode_of(file) == 0660U);
    replace(file, "new");
    CHECK(content_of(file) == "new");
    CHECK(list_of(file) == keeps_the_group_out);
    CHECK(mode_of(file) == 0660U);
    if (::geteuid() != 0) return;  // nobody else can become somebody else
    REQUIRE(::chmod(place.folder().c_str(), 0755) == 0);
    CHECK_FALSE(opens_to_group(file, O_RDONLY));
    CHECK_FALSE(opens_to_group(file, O_WRONLY));
    REQUIRE(::removexattr(file.c_str(), own_list) == 0);
    REQUIRE(::chmod(file.c_str(), 0660) == 0);
    CHECK(opens_to_group(file, O_RDONLY));  // else nothing was tested
}

TEST_CASE("a file that has no access control list gets none from its folder") {
    const test::scratch place;
    const auto file = place.write("file", "old", 0660);
    if (!give(place.folder(), list_for_new_files)) return;
    REQUIRE_FALSE(list_of(place.write("other", "")).empty());
    replace(file, "new");
    CHECK(content_of(file) == "new");
    CHECK(list_of(file).empty());
    CHECK(mode_of(file) == 0660U);
}

TEST_CASE("a secret is its owner's alone, whatever lists there are") {
    const test::scratch place;
    const auto file = place.write("key", "old", 0600);
    if (!give(file, own_list) || !give(place.folder(), list_for_new_files)) return;
    for (const auto& each : {file, place / "new"}) {
        replace(each, "new", hc::file_privacy::secret);
        CHECK(mode_of(each) == 0600U);
    }
}

TEST_CASE("a file whose access control list cannot be read is not replaced") {
    const test::scratch place;
    const auto file = place.write("file", "old", 0200);
    const auto all_nobodys = [&] {
        for (const auto& each : {place.folder(), file}) {
            if (::geteuid() == 0 && ::chown(each.c_str(), 65534, 65534) != 0) ::_exit(2);
        }
        test::drop_root();
    };
    CHECK(test::seen_in_child(all_nobodys, [&] { replace(file, "new"); }) ==
          expected(identity_fault::unwritable, file,
                   "who may do what with it cannot be kept: its access control list cannot be read, or given to the "
                   "new file: Permission denied; the file is as it was"));
    CHECK(place.names() == "file file.lock");
    REQUIRE(::chmod(file.c_str(), 0600) == 0);
    CHECK(content_of(file) == "old");
}

#endif
