// Certificates and signatures of each kind, and some that are close to them and have no place in the protocol, by
// Python's cryptography: PSS(MGF1(hash), salt size), ECDSA(SHA256()) with decode_dss_signature(), Ed25519.
#pragma once

#include <string>

namespace test {

struct known_signature {
    std::string name, certificate, fingerprint, message, signature;
    bool good;
};

// That of all RSA signatures here.
inline const std::string rsa_certificate = "-----BEGIN CERTIFICATE-----\n"
                                           "MIICmzCCAYOgAwIBAgIBBzANBgkqhkiG9w0BAQsFADARMQ8wDQYDVQQDDAZweXRo\n"
                                           "b24wHhcNMjYwMTAxMDAwMDAwWhcNNDYwMTAxMDAwMDAwWjARMQ8wDQYDVQQDDAZw\n"
                                           "eXRob24wggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCz+H4tCwEeeAFP\n"
                                           "dz/XseElGD2GXIYIlZ6SI9fy8x2ESNEuqGKjp1/Py9rgxPrM7awlUiFEkYCEkHC1\n"
                                           "dIjKRMfm1dUHYQkF4nkmo8AxS0RNLlEV1QDnhD/yBysd8KOfG+xPGCaVkRKGnhv3\n"
                                           "WRIoPmXVY/3JJRZVYAowkMIt/zzEbvzuPO7+5k2bpByNkAt57c5XyUgnOdJmGjr7\n"
                                           "wfbS1wDZJUwhhd9zvv/tNKmUkZ61KknWVR00XA4BPEL4pa+N7EfgJvXoyjIzeYmH\n"
                                           "uDD54I3AS8RojjvUX5XZB74CZmL3lB+lhyDK8z1ipr34oNioGDw56GtxPYPWS3M9\n"
                                           "wQE8oIBNAgMBAAEwDQYJKoZIhvcNAQELBQADggEBAJet4poLAYY8qJY11feBkbQJ\n"
                                           "4HIlzJQQ07bfzLaY56HU1/5CDFdVixR9QVCVOsgsbAfW4SqGU0AYzouI7Mmyj0bI\n"
                                           "T7ykAvIRJw+iUfo2vd6phAuSXPpcQI9o2TTfXnlM1dc466Q+F2eRZejQVLUQsdbI\n"
                                           "Uj+omwmRYmmQnKR5aHulyboYWeg2KFYyzVvthdnWVysAUdkRpC2SDxXuUlILhiiI\n"
                                           "/DI0Xv+nrbS/qfQw6i/YSWRN5whb16Kplt5LseBAutE4Fght5LpIo1ThmF5BwC4J\n"
                                           "FBa0BIFRgyTATmUW+6JQyingNTJGNQaEwSfZibJFSCdgXGKvA5COPFKbJiLk9S4=\n"
                                           "-----END CERTIFICATE-----\n";

inline const known_signature known_signatures[] = {
    {"Ed25519",
     "-----BEGIN CERTIFICATE-----\n"
     "MIHOMIGBoAMCAQICAQcwBQYDK2VwMBExDzANBgNVBAMMBnB5dGhvbjAeFw0yNjAx\n"
     "MDEwMDAwMDBaFw00NjAxMDEwMDAwMDBaMBExDzANBgNVBAMMBnB5dGhvbjAqMAUG\n"
     "AytlcAMhAIQPWGPStVkGN42xQS4bNHtQNmPdnE+Iv70hv/YKLa5uMAUGAytlcANB\n"
     "ADiGkdmFEYYftIygMZHUGfSuNmv+ni41m7DzH+V6Pe3OjVvO6iddcUn8oHJ5Z141\n"
     "l/SjgLq+asSl+pOITQSWuAk=\n"
     "-----END CERTIFICATE-----\n",
     "336dccae9b3d7ae3d9c549ac65edd553248d71d245c299fee54c7441ec067fca", "handclasp/1 hello, in Python",
     "1105bf03282f9dda037c406ec55a2b9ae777433f595402d2b10e6eec646efc4ee6b1a8616e3ab3bbb2b55e462e61ef79a570"
     "7d04d83dcd3d749820782279340f",
     true},
    {"ECDSA with P-256 and SHA-256, r || s",
     "-----BEGIN CERTIFICATE-----\n"
     "MIIBDzCBtaADAgECAgEHMAoGCCqGSM49BAMCMBExDzANBgNVBAMMBnB5dGhvbjAe\n"
     "Fw0yNjAxMDEwMDAwMDBaFw00NjAxMDEwMDAwMDBaMBExDzANBgNVBAMMBnB5dGhv\n"
     "bjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLtYdV5bF+Zl83fzy85VrOVAptb1\n"
     "5WpWfgqZb73WWADAf4irSUz725usybT2/va5htEgS7UrCaVJkdAXTZBOexAwCgYI\n"
     "KoZIzj0EAwIDSQAwRgIhANCtaihjxMNL/YqSfXVP5MElNxP26JEsSbk6Gg9xFKMJ\n"
     "AiEAxX7q2L9iOs9+m2V/w2dKEaflLMXiFLkVLos37WlgeZs=\n"
     "-----END CERTIFICATE-----\n",
     "9800f796755d600a9750c2442f933517bb101bc1e2fd323a7292ea61c78beeee", "handclasp/1 hello, in Python",
     "ffaeb67a26f49e7452ab20801467087d236e613e3eb0b23eb1723210e27bd526b57230fca69cb3d15dacbd8783e13b1501a0"
     "117435e337bcb68609851ad6aa1e",
     true},
    {"RSASSA-PSS with SHA-256 and a salt of 32 octets", rsa_certificate,
     "e141c98808586f2999f192cdaa8ab02b956840b778df777786a050f8e3d7b371", "handclasp/1 hello, in Python",
     "304e4dd12ecae4ec0ae2b6f1c001c85e652a38130e3905344feffca52b8636824e4fed6ea42e777f4d8e3b73b134ba9e3b37"
     "b5ab0e30fba5f48b547ab0e93ef4416475c9872b96c77559c3d4e070b439bd51ff673c6a00e0e7278aa7e2bbba5d978d0a3e"
     "5b4e4be2daab56edda1ff6dd02651cfe52176c4a18a08f3c19b07d31f90dbc5add761bd6b988a84e52dff84a4db369a80650"
     "3faf5bb9f0296ec61851d13e4b4d55aca190fd17a397d59c21d4aa3533a9a06edb8b5cd52400ff9075592bcc3a7e8474fc74"
     "95182a41ea80d04c9685b0643eb06eec9077494aaf612ca6019054c6126841915588193c3c26fc6fcf4596c273707bed1b1a"
     "94d17911cc9f",
     true},
    {"RSASSA-PSS with a salt of 31 octets", rsa_certificate,
     "e141c98808586f2999f192cdaa8ab02b956840b778df777786a050f8e3d7b371", "handclasp/1 hello, in Python",
     "41b7718ae112740254a5b14af7dc12e425245d8ff887257385a07ddb3ff2b2491f48f167e44b72f6f79097544aae7a7a23dc"
     "1045586a106d3627bbd4157eef8726758fce44e9e8409acae541e65fc0a71283cb1d7283a3d6360c53e2962c41687f1f8625"
     "2d94bebb2f69b6174f28b7f78f1300501083131d5ab8ddef72a23e21d6a4919a1803ca9a835867ed04c892195133ab762ffc"
     "53d250372b3651df0632565cce252adc825e86f27877b94021c6aa25c1783d4bb89f4576635e809e468898f055f081ad5a8b"
     "627c11492d3ded6a22e4e6501b9f1f47015900f41c28ac33df67e72d97f26ea81ebc3ef9b99170749df0a8240c9e65745cc5"
     "bd7dc78f034b",
     false},
    {"RSASSA-PSS with a salt as long as can be", rsa_certificate,
     "e141c98808586f2999f192cdaa8ab02b956840b778df777786a050f8e3d7b371", "handclasp/1 hello, in Python",
     "53ccb2a43d69237d1e5e1afe2cc135fc183a6363343b67c4fe6ae99f0b780e3c8389f249a9065f320325509780cd32c0289f"
     "5078993f518a90dd037ad76e779299808a3155876820f248758c4e58efbcd1e98e3abc06982e50b99270b123890bd8dde51d"
     "893cff7a74a1ada76234458183ac38bbe022826b4c2bcaf615af9ff14e5c849e664a3d2528c428120ea4403dcc81509cdb51"
     "f4e4d85fa83552a8e3c7b3f04e21d0d1a23d682216e5efb80687375660744d25d7188eaac957201d31775bc2b355ef246835"
     "1c1c3b46687d25dbbb6faa28abc34cd4b3e9ffc2d503fb7fedd7407cc533b0f4c82c1a0f596e80263c3524195305d7467c1c"
     "e7b3fe6d8397",
     false},
    {"RSASSA-PSS with MGF1 over SHA-1", rsa_certificate,
     "e141c98808586f2999f192cdaa8ab02b956840b778df777786a050f8e3d7b371", "handclasp/1 hello, in Python",
     "62b566f0033472edd607227f570d11f0f4bf72e5fa5db7ec98d71e2b5dfc498cf3c854e1966cade3a1b4fc5b8da52f8bd0ff"
     "5a1026caa246c7313d6d3c820dadac39a8e8c42680a827aca968d312ef428caf63cf20ae0c790852f10a16566bacf6bec853"
     "53136d34dc8129f90b0b80fea41d8aed0dd2eb0eb0610c39adfb98c1f23701249050ba20cef6b77cdc0b92f0e668ba84f20d"
     "e041fed25c613361d843446bb74fbd6a07fa05ef3c87326af3dc306c5f3ede724d46774e976055d7e03a3a5849549ee89bb7"
     "835d622e81fb2d2fcfc716d225e78ba8152cd1755604b7bec99a17f8f317506cffadecd8042fd47c5eb602c832be83279b42"
     "ae1431f9baac",
     false},
    {"RSASSA-PSS with SHA-384", rsa_certificate, "e141c98808586f2999f192cdaa8ab02b956840b778df777786a050f8e3d7b371",
     "handclasp/1 hello, in Python",
     "46f84deab3afe840f6791697a3a42a6c4c9fd6eb85485c0dc7593d6f645ae5aaf5d8a32087f9e6840b7eb76f692230dfd151"
     "830e826d5108519a54af10f95f7ff92af61f56927ef4888d84334ac5c4c9a0d0e4dea7c0c2d08733374ee79eff4118eaa164"
     "4d85769391e1e61a37b7564370d962ba6c325955d8b87fe8a01813f4a852c66853778885ee691b09f3a8f45b35734e12bfb7"
     "1c2f59d8a49ddc36ba0239c6fab541563adaa17fe71d811f201153862305adf5c8dac955df61a48ac0cd2dade192eacb5937"
     "cfb600c3e98dffd372c23380db87a776f5774dab47a572e1122fc7fe05ef5e7bb3a00ea8f289f2e34a65a279178e8f300720"
     "224cf0f8eb10",
     false},
    {"RSASSA-PKCS1-v1_5", rsa_certificate, "e141c98808586f2999f192cdaa8ab02b956840b778df777786a050f8e3d7b371",
     "handclasp/1 hello, in Python",
     "563b6c59f74afe1b50b2047d2f491f30f51e62f1542baadff316231b26a827826ca671a44a5529718c249955e2781ea0ea63"
     "93a46b8ae803c47aaad0cb4ce8c73cac97672a85a0cf725206836dd3e4bf81af355f79ecdec0f82d3f0f0999d65ed5ff74f6"
     "f23b73363be4150c146ed8df1567e46e4507ea4b599da383672a87b0225b6126ffd85dffe08a5cb1c954322e29f92a015731"
     "41efaa29456351587fb24ff8279b45933334bea88f91f7f5c0ad5afd40301b84c36396d7b5d988bfb4217abcd14f9c08812c"
     "572e48d364510afb97c25a775c6f97c3ae3349a2ab1627ef8d38cfe802bd3eb2131b077adc5bc703ccf1b7a35519822d7c7c"
     "db847d11270d",
     false},
};

}  // namespace test
