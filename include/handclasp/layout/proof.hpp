#pragma once

#include <handclasp/core/proof_kind.hpp>
#include <handclasp/layout/cursor.hpp>

namespace handclasp::layout {

// Who a peer is, and its signature: the end of a hello, and all that a credential says (docs/protocol.md, section 4.5).
//
//   | kind u8 | identity size u16 | identity | signature size u16 | signature |
struct proof {
    static constexpr std::size_t fixed_size = 1 + 2 + 2;
    static constexpr std::size_t max_identity_size = 15360;
    static constexpr std::size_t max_signature_size = 512;  // RSA-4096
    static constexpr std::size_t max_size = fixed_size + max_identity_size + max_signature_size;

    proof_kind kind;
    octets identity;
    octets signature;

    [[nodiscard]] static constexpr std::size_t size(std::size_t identity_size, std::size_t signature_size) noexcept {
        return fixed_size + identity_size + signature_size;
    }

    // What of a proof its own signature covers, kind through identity.
    [[nodiscard]] static constexpr std::size_t signed_size(std::size_t identity_size) noexcept {
        return 1 + 2 + identity_size;
    }

    // Takes the fields of a proof, whose octets it views. Whether they were all there, the reader tells.
    [[nodiscard]] static proof take(reader& in) noexcept {
        proof taken{};
        taken.kind = static_cast<proof_kind>(in.take_integer<std::uint8_t>());
        taken.identity = in.take_sized<std::uint16_t>();
        taken.signature = in.take_sized<std::uint16_t>();
        return taken;
    }

    // Puts all but the signature.
    static void put_unsigned(writer& out, proof_kind kind, octets identity, std::size_t signature_size) noexcept {
        out.put_integer(static_cast<std::uint8_t>(kind));
        out.put_integer(static_cast<std::uint16_t>(identity.size()));
        out.put(identity);
        out.put_integer(static_cast<std::uint16_t>(signature_size));
    }
};

}  // namespace handclasp::layout
