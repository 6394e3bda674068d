#pragma once

#include <handclasp/identity/x509/certificate.hpp>
#include <handclasp/layout/hello.hpp>

#include <optional>

namespace handclasp::x509 {

// The certificates of an identity, from its own, the leaf, to one that an authority of the peer's has issued; each is
// followed by that of its issuer. On the wire: (size u16 || DER) for each, at most 8 certificates and 15360 octets.
class chain {
public:
    static constexpr std::size_t max_count = 8;
    static constexpr std::size_t max_size = layout::proof::max_identity_size;  // octets, encoded
    static constexpr std::size_t size_size = 2;

    // errc::invalid_argument for no certificate and for more than go over the wire.
    [[nodiscard]] static result<chain> make(std::vector<certificate> leaf_first) {
        chain made(std::move(leaf_first));
        const std::size_t count = made.certificates_.size();
        if (count == 0 || count > max_count || made.encoded_size() > max_size) return errc::invalid_argument;
        return made;
    }

    // Of just these octets. errc::malformed.
    [[nodiscard]] static result<chain> decode(octets source) {
        std::string flaw;
        return decode(source, flaw);
    }

    // The same; flaw gets a text for people where there is no chain.
    [[nodiscard]] static result<chain> decode(octets source, std::string& flaw) {
        const auto refused = [&](std::string text) { return flaw = std::move(text), errc::malformed; };
        if (source.empty()) return refused("there is no certificate in the chain");
        if (source.size() > max_size) return refused("the chain is longer than 15360 octets");
        std::vector<certificate> found;
        while (!source.empty()) {
            const auto which = "certificate " + std::to_string(found.size() + 1) + " of the chain ";
            if (found.size() == max_count) return refused("the chain has more than 8 certificates");
            if (source.size() < size_size) return refused(which + "is cut short");
            const std::size_t size = load_big_endian<std::uint16_t>(source.first(size_size));
            source = source.subspan(size_size);
            if (size == 0) return refused(which + "is empty");
            if (size > source.size()) return refused(which + "is cut short");
            auto next = certificate::from_der(source.first(size));
            if (!next) return refused(which + "is no certificate in DER, or has a key of an unknown kind");
            found.push_back(*std::move(next));
            source = source.subspan(size);
        }
        return chain(std::move(found));
    }

    [[nodiscard]] const certificate& leaf() const noexcept { return certificates_.front(); }
    [[nodiscard]] const std::vector<certificate>& certificates() const noexcept { return certificates_; }

    // The first certificate that does not have the name of the issuer of the one before it, if any: the chain is out
    // of order.
    [[nodiscard]] std::optional<std::size_t> out_of_order() const noexcept {
        for (std::size_t i = 1; i < certificates_.size(); ++i) {
            if (!certificates_[i - 1].names_as_issuer(certificates_[i])) return i;
        }
        return std::nullopt;
    }

    // As it goes over the wire.
    [[nodiscard]] std::vector<std::byte> encode() const {
        std::vector<std::byte> all;
        all.reserve(encoded_size());
        for (const auto& each : certificates_) {
            std::array<std::byte, size_size> size;
            store_big_endian(each.der().size(), size);
            all.insert(all.end(), size.begin(), size.end());
            all.insert(all.end(), each.der().begin(), each.der().end());
        }
        return all;
    }

private:
    explicit chain(std::vector<certificate> certificates) noexcept : certificates_(std::move(certificates)) {}

    [[nodiscard]] std::size_t encoded_size() const noexcept {
        std::size_t size = 0;
        for (const auto& each : certificates_) size += size_size + each.der().size();
        return size;
    }

    std::vector<certificate> certificates_;
};

}  // namespace handclasp::x509
