#pragma once

#include "peers/certificate.hpp"

#include <openssl/ssl.h>

namespace peers {

enum class tls_suite { v1_2_aes128_sha256, v1_3_aes_128_gcm };

// TLS of OpenSSL through memory BIOs, client to server. Of 1.2 the suite with handclasp's own construction, RSA key
// transport included: the MAC within, for which OpenSSL has code that interleaves both, and so without the
// encrypt-then-MAC that it would negotiate by default and that takes it twice as long; of 1.3 the default one. A
// frame is the record of a message, or its records where it has more than 16 KiB. TLS sends no empty message. A
// connection that has refused a frame is dead; handshake() makes the next.
template <tls_suite Suite>
class basic_openssl_tls {
    static constexpr bool is_1_2 = Suite == tls_suite::v1_2_aes128_sha256;

public:
    struct keys {};  // which the handshake makes

    static constexpr std::string_view name = is_1_2 ? "OpenSSL TLS 1.2 AES128-SHA256" : "OpenSSL TLS 1.3 AES-128-GCM";
    static constexpr std::size_t min_message_size = 1;

    // 1.2: header, IV, message, padding, HMAC. 1.3: header, message, the true type, tag.
    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        constexpr auto record_size = [](std::size_t size) {
            return is_1_2 ? 5 + 16 + (size / 16 + 1) * 16 + 32 : 5 + size + 1 + 16;
        };
        // Several records at once OpenSSL cuts otherwise, which makes a few more of them.
        const std::size_t rest = message_size % max_record, full = message_size / max_record;
        const std::size_t more = is_1_2 && full >= 4 ? 8 : 0;
        return full * record_size(max_record) + (rest > 0 ? record_size(rest) : 0) + more * record_size(0);
    }

    // Connects. The first of all also makes the certificate and the contexts, which all connections of a suite share.
    explicit basic_openssl_tls(const keys&) { require(handshake(), "SSL_do_handshake"); }

    // One whole handshake of two new ends, no resumption, the server's certificate verified; takes the place of the
    // connection that was.
    [[nodiscard]] bool handshake() {
        const contexts& kept = shared();
        client_.reset(SSL_new(kept.client.get()));
        server_.reset(SSL_new(kept.server.get()));
        to_server_.reset(BIO_new(BIO_s_mem()));
        const pipe to_client(BIO_new(BIO_s_mem()));
        if (!client_ || !server_ || !to_server_ || !to_client || SSL_set1_host(client_.get(), host) != 1) return false;
        join(client_.get(), *to_client, *to_server_);
        join(server_.get(), *to_server_, *to_client);
        SSL_set_connect_state(client_.get());
        SSL_set_accept_state(server_.get());
        ERR_clear_error();
        for (int flight = 0; flight < 4; ++flight) {
            const bool connected = advanced(client_.get()), accepted = advanced(server_.get());
            if (!connected || !accepted) return false;
            if (SSL_is_init_finished(client_.get()) == 1 && SSL_is_init_finished(server_.get()) == 1) {
                return SSL_CIPHER_get_name(SSL_get_current_cipher(client_.get())) == std::string_view(cipher);
            }
        }
        return false;
    }

    outcome seal(octets message, mutable_octets out) {
        if (message.empty() || out.size() < sealed_size(message.size())) return std::nullopt;
        std::size_t written = 0, size = 0;
        if (SSL_write_ex(client_.get(), message.data(), message.size(), &written) != 1 || written != message.size() ||
            BIO_read_ex(to_server_.get(), out.data(), out.size(), &size) != 1 ||
            BIO_ctrl_pending(to_server_.get()) != 0) {
            return refused(out);
        }
        return out.first(size);
    }

    // The message is at the start of the frame's place.
    outcome open(mutable_octets frame) {
        std::size_t taken = 0, size = 0;
        if (BIO_write_ex(to_server_.get(), frame.data(), frame.size(), &taken) != 1 || taken != frame.size()) {
            return refused(frame);
        }
        do {
            std::size_t read = 0;
            if (SSL_read_ex(server_.get(), frame.data() + size, frame.size() - size, &read) != 1) return refused(frame);
            size += read;
        } while (BIO_ctrl_pending(to_server_.get()) > 0);
        return frame.first(size);
    }

private:
    using context = std::unique_ptr<SSL_CTX, handclasp::openssl::releaser<SSL_CTX_free>>;
    using session = std::unique_ptr<SSL, handclasp::openssl::releaser<SSL_free>>;
    using pipe = std::unique_ptr<BIO, handclasp::openssl::releaser<BIO_free>>;

    static constexpr const char* host = "localhost";
    static constexpr const char* cipher = is_1_2 ? "AES128-SHA256" : "TLS_AES_128_GCM_SHA256";
    static constexpr std::size_t max_record = SSL3_RT_MAX_PLAIN_LENGTH;

    struct contexts {
        context client{SSL_CTX_new(TLS_client_method())}, server{SSL_CTX_new(TLS_server_method())};

        contexts() {
            const self_signed identity(host);
            for (SSL_CTX* const end : {client.get(), server.get()}) configure(end);
            require(SSL_CTX_use_certificate(server.get(), identity.certificate()) == 1 &&
                        SSL_CTX_use_PrivateKey(server.get(), identity.key()) == 1 &&
                        SSL_CTX_set_num_tickets(server.get(), 0) == 1,
                    "SSL_CTX_use_certificate");
            SSL_CTX_set_verify(client.get(), SSL_VERIFY_PEER, nullptr);
            require(X509_STORE_add_cert(SSL_CTX_get_cert_store(client.get()), identity.certificate()) == 1,
                    "X509_STORE_add_cert");
        }
    };
    static const contexts& shared() {
        static const contexts made;
        return made;
    }

    static void configure(SSL_CTX* end) {
        constexpr int version = is_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;
        require(end != nullptr && SSL_CTX_set_min_proto_version(end, version) == 1 &&
                    SSL_CTX_set_max_proto_version(end, version) == 1 &&
                    (is_1_2 ? SSL_CTX_set_cipher_list(end, cipher) : SSL_CTX_set_ciphersuites(end, cipher)) == 1,
                "SSL_CTX_new");
        SSL_CTX_set_session_cache_mode(end, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_options(end, SSL_OP_NO_TICKET | SSL_OP_NO_ENCRYPT_THEN_MAC);
        SSL_CTX_clear_mode(end, SSL_MODE_RELEASE_BUFFERS);
    }

    // Both ends hold both pipes: what one writes, the other reads.
    static void join(SSL* end, BIO& in, BIO& out) {
        BIO_up_ref(&in);
        SSL_set0_rbio(end, &in);
        BIO_up_ref(&out);
        SSL_set0_wbio(end, &out);
    }

    // Goes on with a handshake until it is done or waits for the other end.
    static bool advanced(SSL* end) {
        const int done = SSL_do_handshake(end);
        return done == 1 || SSL_get_error(end, done) == SSL_ERROR_WANT_READ;
    }

    session client_, server_;
    pipe to_server_;
};

using openssl_tls_1_2 = basic_openssl_tls<tls_suite::v1_2_aes128_sha256>;
using openssl_tls_1_3 = basic_openssl_tls<tls_suite::v1_3_aes_128_gcm>;

static_assert(peer<openssl_tls_1_2> && peer<openssl_tls_1_3>);

}  // namespace peers
