#pragma once

#include <handclasp/layout/proof.hpp>
#include <handclasp/layout/request.hpp>

namespace handclasp::layout {

// Step [2], for a suite of that name and size of public key; h + 5 to h + 15877 octets behind the header:
//
//   | type 11, length u24 | version u8 | name size u8 | suite name | server nonce [32] | flags u8
//   | key size u16 | public key | proof |
template <const std::string_view& Name, std::size_t PublicKeySize>
struct hello {
    static constexpr field header{0, unit_header::size};
    static constexpr field version = header.then(1);
    static constexpr field name_size = version.then(1);
    static constexpr field name = name_size.then(Name.size());
    static constexpr field nonce = name.then(nonce_size);
    static constexpr field flags = nonce.then(1);
    static constexpr field key_size = flags.then(2);
    static constexpr field public_key = key_size.then(PublicKeySize);
    static constexpr std::size_t fixed_size = public_key.end();  // the proof follows
    static constexpr length_limits limits{fixed_size - unit_header::size + proof::fixed_size,
                                          fixed_size - unit_header::size + proof::max_size};

    static constexpr std::byte credential_demanded{0x01};

    // A parsed hello views the unit. signed_part is what a signature covers of it: version octet through identity.
    struct parsed {
        std::byte flags;
        octets public_key;
        layout::proof proof;
        octets signed_part;
    };

    [[nodiscard]] static constexpr std::size_t size(std::size_t identity_size, std::size_t signature_size) noexcept {
        return fixed_size + proof::size(identity_size, signature_size);
    }

    // Writes all but the signature into a unit of size(identity, signature_size) octets; returns the signed part. The
    // demand is credential_demanded, or nothing.
    static octets write(mutable_octets unit, std::span<const std::byte, nonce_size> server_nonce,
                        std::span<const std::byte, PublicKeySize> key, proof_kind kind, octets identity,
                        std::size_t signature_size, std::byte demand = {}) noexcept {
        writer out(unit);
        out.put(unit_header::make(unit_type::hello, unit.size() - unit_header::size));
        out.put_integer(protocol_version);
        out.put_integer(static_cast<std::uint8_t>(Name.size()));
        out.put(as_octets(Name));
        out.put(server_nonce);
        out.put_integer(std::to_integer<std::uint8_t>(demand));
        out.put_integer(static_cast<std::uint16_t>(PublicKeySize));
        out.put(key);
        proof::put_unsigned(out, kind, identity, signature_size);
        return unit.subspan(unit_header::size, signed_size(identity.size()));
    }

    // errc::version before the rest; then errc::malformed, errc::wrong_suite, errc::bad_public_key for its size.
    [[nodiscard]] static result<parsed> parse(octets unit) noexcept {
        if (unit.size() < unit_header::size) return errc::malformed;
        reader in(unit.subspan(unit_header::size));
        if (in.take_integer<std::uint8_t>() != protocol_version) return errc::version;
        const std::string_view suite_name = as_text(in.take_sized<std::uint8_t>());
        static_cast<void>(in.take(nonce_size));
        parsed said{};
        said.flags = static_cast<std::byte>(in.take_integer<std::uint8_t>());
        said.public_key = in.take_sized<std::uint16_t>();
        said.proof = layout::proof::take(in);
        if (!in.complete() || !text::is_name(suite_name)) return errc::malformed;
        if (suite_name != Name) return errc::wrong_suite;
        if ((said.flags & ~credential_demanded) != std::byte{0}) return errc::malformed;
        if (said.public_key.size() != PublicKeySize) return errc::bad_public_key;
        if (said.proof.identity.size() > proof::max_identity_size) return errc::malformed;
        said.signed_part = unit.subspan(unit_header::size, signed_size(said.proof.identity.size()));
        return said;
    }

private:
    [[nodiscard]] static constexpr std::size_t signed_size(std::size_t identity_size) noexcept {
        return fixed_size - unit_header::size + proof::signed_size(identity_size);
    }
};

}  // namespace handclasp::layout
