#include <handclasp/identity/key_store.hpp>

#include "key_store/maker.hpp"
#include "support/catch.hpp"

namespace hc = handclasp;
using hc::as_octets;
using hc::identity_fault;
using test::refusal_of;

static_assert(std::is_nothrow_move_constructible_v<hc::key_store> && !std::is_copy_constructible_v<hc::key_store>);
static_assert(!std::is_copy_constructible_v<hc::key_store_update>);

namespace {

using names = std::vector<std::string>;

const test::small_authority authority("Authority");
const auto server = authority.identity("server"), client = authority.identity("client"),
           bare = test::self_signed_identity("bare", test::new_key(hc::x509::key_kind::ed25519)),
           rsa = test::self_signed_identity("rsa", test::new_key(hc::x509::key_kind::rsa));

// A store of two entries, made once: a password is hashed for a while.
void make(const std::filesystem::path& file) {
    static const test::scratch master;
    static const bool made = [] {
        hc::key_store_update update(master / "store.p12", as_octets("password"));
        update.add("server", server);
        update.add("client", client);
        update.commit();
        return true;
    }();
    REQUIRE(made);
    std::filesystem::copy_file(master / "store.p12", file);
}

hc::key_store read(const std::filesystem::path& file, const std::string& password = "password") {
    return hc::key_store::read(file, as_octets(password));
}

bool same(const hc::x509::keyed_identity& left, const hc::x509::keyed_identity& right) {
    return EVP_PKEY_eq(left.key().handle(), right.key().handle()) == 1 &&
        left.certificates().certificates() == right.certificates().certificates();
}

std::filesystem::perms mode(const std::filesystem::path& file) {
    return std::filesystem::status(file).permissions();
}

}  // namespace

TEST_CASE("a key store gives back every identity with its chain") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    {
        hc::key_store_update update(file, as_octets("password"));
        update.add("server", server);
        update.add("bare", bare);
        update.add("rsa", rsa);
        CHECK_FALSE(std::filesystem::exists(file));
        update.commit();
    }
    CHECK(mode(file) == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    const auto store = read(file);
    CHECK(store.aliases() == names{"server", "bare", "rsa"});
    CHECK(same(store.find("server"), server));
    CHECK(store.find("server").certificates().certificates().size() == 2);
    CHECK(same(store.find("bare"), bare));
    CHECK(store.find("bare").kind() == hc::proof_kind::ed25519);
    CHECK(same(store.find("rsa"), rsa));

    std::vector<std::byte> signature(server.signature_size());
    REQUIRE(store.find("server").sign(as_octets("message"), signature));
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("an update adds, replaces and removes entries, and keeps the others") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    make(file);
    const auto renewed = authority.identity("renewed", test::copy_of(server.key()));
    {
        hc::key_store_update update(file, as_octets("password"));
        CHECK(same(update.find("client"), client));
        update.replace("SERVER", renewed);
        update.add("bare", bare);
        update.remove("client");
        CHECK(update.aliases() == names{"server", "bare"});
        CHECK(read(file).aliases() == names{"server", "client"});  // until it commits
        update.commit();
    }
    const auto store = read(file);
    CHECK(store.aliases() == names{"server", "bare"});
    CHECK(same(store.find("server"), renewed));
    CHECK_FALSE(same(store.find("server"), server));
    CHECK(same(store.find("bare"), bare));
}

TEST_CASE("an update that is not committed changes nothing, and one at a time is under way") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    make(file);
    const auto before = hc::read_file(file, 1 << 20, hc::file_privacy::secret);
    { hc::key_store_update(file, as_octets("password")).remove("client"); }
    CHECK(std::ranges::equal(before.expose(), hc::read_file(file, 1 << 20, hc::file_privacy::secret).expose()));

    const hc::key_store_update first(file, as_octets("password"));
    const auto refused =
        refusal_of([&] { hc::key_store_update(file, as_octets("password"), std::chrono::milliseconds(0)); });
    CHECK(refused.fault == identity_fault::locked);
    CHECK(refused.file == file);
}

TEST_CASE("the password is changed with the commit") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    make(file);
    hc::key_store_update(file, as_octets("password")).commit(as_octets("another"));
    CHECK(refusal_of([&] { static_cast<void>(read(file)); }).fault == identity_fault::password);
    CHECK(same(read(file, "another").find("client"), client));
}

TEST_CASE("passwords and aliases are UTF-8") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    const std::string password = "p\u00e4ssw\u00f6rt \u65e5\u672c \U0001f511";
    const names aliases{"Z\u00fcrich", "\u65e5\u672c", "\U0001f511", "\u00e9", "\u65e5\U0001f511\u672c"};
    {
        hc::key_store_update update(file, as_octets(password));
        for (const auto& alias : aliases) update.add(alias, server);
        update.commit();
    }
    const auto store = read(file, password);
    CHECK(store.aliases() == aliases);
    for (const auto& alias : aliases) CHECK(same(store.find(alias), server));
    CHECK(refusal_of([&] { static_cast<void>(read(file, "p\u00e4ssw\u00f6rt \u65e5\u672c")); }).fault ==
          identity_fault::password);
}

TEST_CASE("passwords that are empty, too long or no text are refused, whoever reads or writes") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    make(file);
    hc::key_store_update update(file, as_octets("password"));
    for (const std::string& password : {std::string(), std::string(1025, 'a'), std::string("a\0b", 3),
                                        std::string("line\n"), std::string("\xff\xfe"), std::string("\xc3")}) {
        CAPTURE(password);
        const auto refused = refusal_of([&] { static_cast<void>(read(file, password)); });
        CHECK(refused.fault == identity_fault::password);
        CHECK(refused.text.find("wrong") == refused.text.npos);
        CHECK(refused.file == file);
        CHECK(refusal_of([&] { hc::key_store_update(folder / "new.p12", as_octets(password)); }).fault ==
              identity_fault::password);
        CHECK(refusal_of([&] { update.commit(as_octets(password)); }).fault == identity_fault::password);
    }
    // Of Persian and other languages; nobody sees a password.
    const std::string joined = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
    update.commit(as_octets(joined));
    CHECK(same(read(file, joined).find("server"), server));
    CHECK_FALSE(std::filesystem::exists(folder / "new.p12"));
    update.commit(as_octets(std::string(1024, 'a')));
    CHECK(same(read(file, std::string(1024, 'a')).find("server"), server));
}

TEST_CASE("an alias that nothing has is answered with those that there are") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    make(file);
    const auto store = read(file);
    const auto missing = refusal_of([&] { static_cast<void>(store.find("sever")); });
    CHECK(missing.fault == identity_fault::entry);
    CHECK(missing.text == file.string() + ": there is no entry 'sever'; it has 'server', 'client'");
    const auto several = refusal_of([&] { static_cast<void>(store.only()); });
    CHECK(several.fault == identity_fault::entry);
    CHECK(several.text == file.string() + ": it has several entries; choose one of 'server', 'client'");

    hc::key_store_update update(file, as_octets("password"));
    CHECK(refusal_of([&] { update.remove("sever"); }).fault == identity_fault::entry);
    CHECK(refusal_of([&] { update.replace("sever", server); }).fault == identity_fault::entry);
    const auto twice = refusal_of([&] { update.add("Server", client); });
    CHECK(twice.fault == identity_fault::entry);
    CHECK(twice.text == file.string() + ": there is an entry 'Server' already");
    update.remove("server");
    update.commit();
    CHECK(same(read(file).only(), client));
}

TEST_CASE("ASCII letters of an alias are the same in either case") {
    const test::scratch folder;
    make(folder / "store.p12");
    CHECK(same(read(folder / "store.p12").find("SeRvEr"), server));
}

TEST_CASE("what is no alias is not added") {
    const test::scratch folder;
    hc::key_store_update update(folder / "store.p12", as_octets("password"));
    const std::pair<std::string, std::string> none[] = {
        {"", "an alias is missing: the name of an entry is not empty"},
        {std::string(129, 'a'), "the alias is longer than 128 octets"},
        {"a\nb", "the alias has control characters"},
        {std::string("a\0b", 3), "the alias has control characters"},
        {"\x1b[2J", "the alias has control characters"},
        {"\xc2\x9b"
         "2J",
         "the alias has control characters"},
        {"\xff", "the alias is not UTF-8"},
        {"we\u200bb", "the alias has invisible characters"},
        {"web#2", "the alias 'web#2' has a #, behind which FILE#ALIAS has the alias"},
    };
    for (const auto& [alias, reason] : none) {
        CAPTURE(alias);
        const auto refused = refusal_of([&, &name = alias] { update.add(name, server); });
        CHECK(refused.fault == identity_fault::entry);
        CHECK(refused.text == (folder / "store.p12").string() + ": " + reason);
    }
    CHECK(update.aliases().empty());
    update.add(std::string(128, 'a'), server);
}

TEST_CASE("a store of nothing is not written") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    CHECK(refusal_of([&] { hc::key_store_update(file, as_octets("password")).commit(); }).fault ==
          identity_fault::entry);
    CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("a key store with more than 32 entries is not written, since it would not be read") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    hc::key_store_update update(file, as_octets("password"));
    for (int i = 0; i < 33; ++i) update.add("entry " + std::to_string(i), server);
    CHECK(refusal_of([&] { update.commit(); }).fault == identity_fault::too_large);
    CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("the file's place and permissions are looked at first") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    CHECK(refusal_of([&] { static_cast<void>(read(file)); }).fault == identity_fault::missing);
    make(file);
    std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    const auto exposed = refusal_of([&] { static_cast<void>(read(file)); });
    CHECK(exposed.fault == identity_fault::exposed);
    CHECK(exposed.file == file);
    CHECK(refusal_of([&] { hc::key_store_update(file, as_octets("password")); }).fault == identity_fault::exposed);
    CHECK(refusal_of([&] { hc::key_store_update(folder / "no such folder/store.p12", as_octets("password")); }).fault ==
          identity_fault::unwritable);
}

TEST_CASE("no two files have a salt, and so a key, in common") {
    const test::scratch folder;
    for (const char* const name : {"one.p12", "two.p12"}) {
        hc::key_store_update update(folder / name, as_octets("password"));
        update.add("server", server);
        update.commit();
    }
    const auto one = hc::read_file(folder / "one.p12", 1 << 20, hc::file_privacy::secret),
               two = hc::read_file(folder / "two.p12", 1 << 20, hc::file_privacy::secret);
    CHECK_FALSE(std::ranges::equal(one.expose(), two.expose()));
}
