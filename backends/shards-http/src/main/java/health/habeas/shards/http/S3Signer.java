// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 for S3, in the form of the Authorization header: every header that we set, the query and the
 * digest of the body are signed. Source: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header".
 * Immutable.
 *
 * <p>Paths and queries are taken as they are: those of a store have no character that must be encoded, or are encoded
 * already, with their parameters in order.
 *
 * @param region where the bucket says it is
 */
record S3Signer(String region) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * All headers of a request but Host, which the client adds.
   *
   * @param method in capitals
   * @param uri with raw path and query
   * @param own further headers, in small letters
   * @param bodyDigest the SHA-256 of the body
   */
  SortedMap<String, String> headers(
      String method, URI uri, Map<String, String> own, byte[] bodyDigest, Signing signing) {
    String time = TIME.format(signing.at());
    String digest = hex(bodyDigest);
    SortedMap<String, String> headers = new TreeMap<>(own);
    headers.put("x-amz-date", time);
    headers.put("x-amz-content-sha256", digest);
    signing.by().sessionToken().ifPresent(token -> headers.put("x-amz-security-token", token));

    SortedMap<String, String> signed = new TreeMap<>(headers);
    signed.put("host", host(uri));
    String names = String.join(";", signed.keySet());
    String lines = signed.entrySet().stream()
        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
        .collect(Collectors.joining());
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    String canonical = String.join("\n", method, uri.getRawPath(), query, lines, names, digest);

    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/s3/aws4_request";
    String toSign = String.join("\n", ALGORITHM, time, scope, hex(sha256(utf8(canonical))));
    byte[] key = signing.by().signingSecret();
    for (String step : new String[] {day, region, "s3", "aws4_request"}) {
      byte[] next = hmac(key, step);
      Arrays.fill(key, (byte) 0);
      key = next;
    }
    headers.put(
        "authorization",
        ALGORITHM + " Credential=" + signing.by().keyId() + "/" + scope + ",SignedHeaders=" + names
            + ",Signature=" + hex(hmac(key, toSign)));
    Arrays.fill(key, (byte) 0);
    return headers;
  }

  /**
   * Who signs, and when.
   *
   * @param by whose key
   * @param at the time, which a server compares with its own
   */
  record Signing(S3Credentials by, Instant at) {}

  /** As the HTTP client writes it. */
  private static String host(URI uri) {
    int usual = uri.getScheme().equals("https") ? 443 : 80;
    return uri.getPort() == -1 || uri.getPort() == usual
        ? uri.getHost()
        : uri.getHost() + ":" + uri.getPort();
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
