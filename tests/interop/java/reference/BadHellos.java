package reference;

import common.Bad;
import common.Octets;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;

/** Hellos with which no client goes on. */
final class BadHellos {
    private static final BigInteger F4 = RSAKeyGenParameterSpec.F4;

    static List<Bad<Void>> all() {
        return List.of(
                bad("512 bits", () -> generated(512)),
                bad("2048 bits", () -> generated(2048)),
                bad("1016 bits", () -> Der.subjectPublicKeyInfo(odd(1016), F4)),
                bad("16384 bits", () -> Der.subjectPublicKeyInfo(odd(16384), F4)),
                bad("even modulus", () -> Der.subjectPublicKeyInfo(odd(1024).clearBit(0), F4)),
                bad("negative modulus", () -> Der.subjectPublicKeyInfo(odd(1024).negate(), F4)),
                bad("modulus 0", () -> Der.subjectPublicKeyInfo(BigInteger.ZERO, F4)),
                bad("exponent 1", () -> Der.subjectPublicKeyInfo(odd(1024), BigInteger.ONE)),
                bad("exponent 3", () -> Der.subjectPublicKeyInfo(odd(1024), BigInteger.valueOf(3))),
                bad("even exponent", () -> Der.subjectPublicKeyInfo(odd(1024), BigInteger.valueOf(65536))),
                bad("exponent as long as the modulus", () -> Der.subjectPublicKeyInfo(odd(1024), odd(1023))),
                bad("no DER", () -> Octets.random(162)),
                bad("zeros", () -> new byte[162]),
                bad("one octet", () -> Octets.of(0x30)),
                bad("one octet added", () -> Octets.join(generated(1024), Octets.of(0))),
                bad("last octet cut off", () -> Octets.firstOf(generated(1024), 161)),
                bad("another algorithm's name", () -> Octets.altered(generated(1024), 15, 1)),
                bad("parameters other than NULL", () -> Octets.altered(generated(1024), 16, 0)),
                bad("a key of another algorithm", BadHellos::ellipticCurve),
                new Bad<>("hello: stream ends inside it", true,
                        none -> Octets.firstOf(Units.withLength(generated(1024)), 100)),
                new Bad<>("hello: none", true, none -> new byte[0]));
    }

    private interface Maker {
        byte[] make() throws GeneralSecurityException;
    }

    private static Bad<Void> bad(String name, Maker maker) {
        return Units.bad("hello: " + name, none -> maker.make());
    }

    private static byte[] generated(int bits) throws GeneralSecurityException {
        return KeyTransport.freshPair(bits, F4).getPublic().getEncoded();
    }

    /** Nobody needs the factors of what is refused, so that even a large one costs nothing to make. */
    private static BigInteger odd(int bits) {
        return new BigInteger(bits, Octets.RANDOM).setBit(bits - 1).setBit(0);
    }

    private static byte[] ellipticCurve() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair().getPublic().getEncoded();
    }

    private BadHellos() {}
}
