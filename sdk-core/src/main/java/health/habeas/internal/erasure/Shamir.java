// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.internal.crypto.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * Shamir's sharing of 32 bytes over {@link Gf256}: share j is the value at x = j + 1, the secret the value at 0.
 *
 * <p>Guarantee: fewer than k shares say nothing about the secret. Not checked here: whether a share is genuine; a
 * shard's root covers its share. Thread-safe.
 */
public final class Shamir {
  /** The size of the secret and of each share, in bytes. */
  public static final int SIZE_BYTES = 32;

  private Shamir() {}

  /**
   * Splits a secret.
   *
   * @param secret 32 bytes
   * @param threshold k, how many shares bring it back
   * @param count how many shares, k to 255
   * @param random the source of the polynomial
   */
  public static List<byte[]> split(Secret secret, int threshold, int count, SecureRandom random) {
    byte[] constant = secret.bytes(SECRET_ACCESS);
    if (constant.length != SIZE_BYTES || threshold < 1 || count < threshold || count > 255) {
      throw new IllegalArgumentException("32 bytes and 1 ≤ k ≤ n ≤ 255 are needed");
    }
    byte[][] polynomial = new byte[threshold][SIZE_BYTES];
    System.arraycopy(constant, 0, polynomial[0], 0, SIZE_BYTES);
    for (int degree = 1; degree < threshold; degree++) {
      random.nextBytes(polynomial[degree]);
    }
    return split(polynomial, count);
  }

  /**
   * Splits with given coefficients, so that the same secret can be split alike again.
   *
   * @param coefficients 32 bytes each: the secret, then as many random or derived ones as make k in all
   * @param count how many shares, k to 255
   */
  public static List<byte[]> split(List<Secret> coefficients, int count) {
    byte[][] polynomial =
        coefficients.stream().map(each -> each.bytes(SECRET_ACCESS).clone()).toArray(byte[][]::new);
    boolean sized = Arrays.stream(polynomial).allMatch(each -> each.length == SIZE_BYTES);
    if (!sized || polynomial.length < 1 || count < polynomial.length || count > 255) {
      throw new IllegalArgumentException("32 bytes and 1 ≤ k ≤ n ≤ 255 are needed");
    }
    return split(polynomial, count);
  }

  private static List<byte[]> split(byte[][] polynomial, int count) {
    List<byte[]> shares = new ArrayList<>();
    for (int j = 0; j < count; j++) {
      shares.add(valueAt(j + 1, polynomial));
    }
    Arrays.stream(polynomial).forEach(coefficients -> Arrays.fill(coefficients, (byte) 0));
    return shares;
  }

  /**
   * The secret, from exactly k shares.
   *
   * @param shares by shard index, from 0
   */
  public static Secret combine(SortedMap<Integer, byte[]> shares) {
    return Secret.owning(interpolate(shares, 0));
  }

  /**
   * A lost share, from exactly k others, so that a rebuilt shard can be held against its root.
   *
   * @param shares by shard index, from 0
   * @param index of the lost one
   */
  public static byte[] share(SortedMap<Integer, byte[]> shares, int index) {
    return interpolate(shares, index + 1);
  }

  private static byte[] valueAt(int x, byte[][] polynomial) {
    byte[] value = new byte[SIZE_BYTES];
    for (int degree = polynomial.length - 1; degree >= 0; degree--) {
      for (int i = 0; i < SIZE_BYTES; i++) {
        value[i] = (byte) (Gf256.multiply(value[i] & 0xff, x) ^ polynomial[degree][i]);
      }
    }
    return value;
  }

  private static byte[] interpolate(SortedMap<Integer, byte[]> shares, int x) {
    byte[] value = new byte[SIZE_BYTES];
    shares.forEach((index, share) -> {
      int weight = weight(shares, index + 1, x);
      for (int i = 0; i < SIZE_BYTES; i++) {
        value[i] ^= (byte) Gf256.multiply(share[i] & 0xff, weight);
      }
    });
    return value;
  }

  /** Lagrange's basis polynomial of one share, at x. */
  private static int weight(SortedMap<Integer, byte[]> shares, int own, int x) {
    int weight = 1;
    for (int index : shares.keySet()) {
      int other = index + 1;
      if (other != own) {
        weight = Gf256.multiply(weight, Gf256.multiply(x ^ other, Gf256.inverse(own ^ other)));
      }
    }
    return weight;
  }
}
