#pragma once

#include "support/rsa_test_access.hpp"

#include <fstream>
#include <sstream>

// HANDCLASP_VECTORS is the folder docs/vectors.
namespace test {

inline std::string read_file(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::stringstream content;
    content << file.rdbuf();
    return content.str();
}

// A supply of key pairs that are all made from one private key of the vectors, and so cost nothing to generate.
template <class Suite>
struct fixed_keys {
    std::string pem = read_file(std::string(HANDCLASP_VECTORS) + "/keys/rsa-" +
                                std::to_string(Suite::key_transport::modulus_bits) + ".pem");
    int taken = 0;

    handclasp::result<typename Suite::key_transport::key_pair> take() {
        ++taken;
        return handclasp::cryptopp::rsa_oaep_test_access::from_pem<typename Suite::key_transport>(pem);
    }
};

}  // namespace test
