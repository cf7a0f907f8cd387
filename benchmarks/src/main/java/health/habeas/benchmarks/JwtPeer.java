// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * The policy of {@link GrantBenchmark} as one JWT a link, each signed by the holder of the one before, with the holder's
 * key as {@code sub}, and a JWT by the last holder as proof of possession. There are no days, labels, sources, records,
 * revocations or directives, and the claims have no one encoding. Not thread-safe: one per benchmark.
 */
@SuppressWarnings("JavaUtilDate") // what the library gives
final class JwtPeer {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant EXPIRES = Instant.parse("2026-03-31T12:00:00Z");
  private static final String VERIFIER = "custodian-1";
  private static final String NONCE = "AAAAAAAAAAAAAAAAAAAAAA";

  private final List<String> chain = new ArrayList<>();
  private final String root;
  private final String proof;

  JwtPeer(int links) throws JOSEException {
    root = x(0);
    for (int link = 1; link <= links; link++) {
      List<String> categories =
          link == 1 ? List.of("laboratory", "medications") : List.of("laboratory");
      chain.add(signed(
          link - 1,
          new JWTClaimsSet.Builder()
              .issuer(x(link - 1))
              .subject(x(link))
              .claim("vault", root)
              .claim("depth", links - link)
              .claim("actions", List.of("READ", "SEARCH"))
              .claim("categories", categories)
              .claim("purposes", List.of("TREAT"))
              .notBeforeTime(Date.from(NOW))
              .expirationTime(Date.from(EXPIRES))
              .build()));
    }
    proof = signed(
        links,
        new JWTClaimsSet.Builder()
            .audience(VERIFIER)
            .claim("chain", digest(chain))
            .claim("nonce", NONCE)
            .claim("action", "READ")
            .claim("category", "laboratory")
            .claim("purpose", "TREAT")
            .issueTime(Date.from(NOW))
            .jwtID("AAAAAAAAAAAAAAAAAAAAAA")
            .build());
  }

  boolean decide() throws ParseException, JOSEException {
    String issuer = root;
    @Nullable JWTClaimsSet parent = null;
    for (String link : chain) {
      JWTClaimsSet claims = verified(link, issuer);
      if (!issuer.equals(claims.getIssuer())
          || !root.equals(claims.getStringClaim("vault"))
          || !covers(claims)
          || (parent != null && !isWithin(claims, parent))) {
        return false;
      }
      issuer = claims.getSubject();
      parent = claims;
    }
    Set<String> accepted = new HashSet<>();
    return isProof(verified(proof, issuer), accepted);
  }

  private static boolean covers(JWTClaimsSet claims) throws ParseException {
    return claims.getStringListClaim("actions").contains("READ")
        && claims.getStringListClaim("categories").contains("laboratory")
        && claims.getStringListClaim("purposes").contains("TREAT")
        && !NOW.isBefore(claims.getNotBeforeTime().toInstant())
        && NOW.isBefore(claims.getExpirationTime().toInstant());
  }

  private static boolean isWithin(JWTClaimsSet claims, JWTClaimsSet parent) throws ParseException {
    return isSubset(claims, parent, "actions")
        && isSubset(claims, parent, "categories")
        && isSubset(claims, parent, "purposes")
        && claims.getIntegerClaim("depth") < parent.getIntegerClaim("depth")
        && !claims.getNotBeforeTime().before(parent.getNotBeforeTime())
        && !claims.getExpirationTime().after(parent.getExpirationTime());
  }

  private static boolean isSubset(JWTClaimsSet claims, JWTClaimsSet parent, String name)
      throws ParseException {
    return parent.getStringListClaim(name).containsAll(claims.getStringListClaim(name));
  }

  private boolean isProof(JWTClaimsSet claims, Set<String> accepted) throws ParseException {
    return claims.getAudience().contains(VERIFIER)
        && digest(chain).equals(claims.getStringClaim("chain"))
        && NONCE.equals(claims.getStringClaim("nonce"))
        && "READ".equals(claims.getStringClaim("action"))
        && "laboratory".equals(claims.getStringClaim("category"))
        && "TREAT".equals(claims.getStringClaim("purpose"))
        && NOW.minusSeconds(360).isBefore(claims.getIssueTime().toInstant())
        && accepted.add(claims.getJWTID());
  }

  private static JWTClaimsSet verified(String token, String key)
      throws ParseException, JOSEException {
    SignedJWT jwt = SignedJWT.parse(token);
    OctetKeyPair issuer = new OctetKeyPair.Builder(Curve.Ed25519, new Base64URL(key)).build();
    if (!jwt.verify(new Ed25519Verifier(issuer))) {
      throw new IllegalStateException("the benchmark measures a failure");
    }
    return jwt.getJWTClaimsSet();
  }

  private static String digest(List<String> chain) {
    byte[] whole = String.join("~", chain).getBytes(StandardCharsets.US_ASCII);
    try {
      return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(whole))
          .toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String signed(int signer, JWTClaimsSet claims) throws JOSEException {
    OctetKeyPair key = new OctetKeyPair.Builder(Curve.Ed25519, new Base64URL(x(signer)))
        .d(Base64URL.encode(seed(signer)))
        .build();
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.Ed25519), claims);
    jwt.sign(new Ed25519Signer(key));
    return jwt.serialize();
  }

  private static String x(int number) {
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed(number), 0, point, 0);
    return Base64URL.encode(point).toString();
  }

  private static byte[] seed(int number) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    Arrays.fill(seed, (byte) number);
    return seed;
  }
}
