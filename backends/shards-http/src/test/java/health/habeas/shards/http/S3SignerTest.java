// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of the Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header". */
class S3SignerTest {
  private static final String BUCKET = "https://examplebucket.s3.amazonaws.com";

  @Test
  void signsARangeAsTheReferenceDoes() {
    assertThat(signature("/test.txt", Map.of("range", "bytes=0-9")))
        .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void signsAQueryAsTheReferenceDoes() {
    assertThat(signature("/?lifecycle=", Map.of()))
        .isEqualTo("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    assertThat(signature("/?max-keys=2&prefix=J", Map.of()))
        .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void signsTheSessionTokenOfTemporaryCredentials() {
    try (S3Credentials temporary = S3Credentials.temporary("id", new char[] {'s'}, "token")) {
      Map<String, String> headers = headers("/a", Map.of(), temporary);
      assertThat(headers).containsEntry("x-amz-security-token", "token");
      assertThat(headers.get("authorization")).contains("x-amz-security-token,");
    }
  }

  @Test
  void signsNothingAlikeAfterTheSecretWasWiped() {
    S3Credentials credentials = S3Credentials.of("id", new char[] {'s'});
    String before = headers("/a", Map.of(), credentials).get("authorization");
    credentials.close();
    assertThat(headers("/a", Map.of(), credentials).get("authorization")).isNotEqualTo(before);
  }

  private static String signature(String path, Map<String, String> own) {
    char[] secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".toCharArray();
    try (S3Credentials credentials = S3Credentials.of("AKIAIOSFODNN7EXAMPLE", secret)) {
      String header = headers(path, own, credentials).getOrDefault("authorization", "");
      return header.substring(header.indexOf("Signature=") + "Signature=".length());
    }
  }

  private static Map<String, String> headers(
      String path, Map<String, String> own, S3Credentials credentials) {
    return new S3Signer("us-east-1")
        .headers(
            "GET",
            URI.create(BUCKET + path),
            own,
            S3Signer.sha256(new byte[0]),
            new S3Signer.Signing(credentials, Instant.parse("2013-05-24T00:00:00Z")));
  }
}
