// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Verifies ML-DSA-44 signatures (FIPS 204, pure, with an empty context), which the JDK has from 24 on.
 *
 * <p>Contract: {@link #verify} never throws for what somebody sent; a key, a signature or a message that is none is
 * false. Thread-safe.
 */
@FunctionalInterface
public interface MlDsa44 {
  /** The size of a public key, in bytes. */
  int PUBLIC_KEY_BYTES = 1312;

  /** The size of a signature, in bytes. */
  int SIGNATURE_BYTES = 2420;

  /**
   * ML-DSA-44 as a security provider computes it: BouncyCastle on any JDK, or the JDK's own from 24 on. The provider
   * need not be registered.
   *
   * @param provider has {@code KeyFactory} and {@code Signature} under the name {@code ML-DSA-44}; otherwise this raises
   *     HBS-6006
   */
  static MlDsa44 of(Provider provider) {
    return ProvidedMlDsa44.of(provider);
  }

  /**
   * ML-DSA-44 of whatever provider has it: those that this Java has registered, then those that are on the class or module
   * path. For commands; an application that knows its provider says so, {@link #of}.
   */
  static Optional<MlDsa44> available() {
    Stream<Provider> registered = Arrays.stream(Security.getProviders());
    Stream<Provider> found =
        ServiceLoader.load(Provider.class).stream().map(ServiceLoader.Provider::get);
    return Stream.concat(registered, found)
        .filter(ProvidedMlDsa44::isOffered)
        .findFirst()
        .map(MlDsa44::of);
  }

  /**
   * Whether the key signed the message.
   *
   * @param publicKey 1,312 bytes
   * @param message of any length
   * @param signature 2,420 bytes
   */
  boolean verify(byte[] publicKey, byte[] message, byte[] signature);
}
