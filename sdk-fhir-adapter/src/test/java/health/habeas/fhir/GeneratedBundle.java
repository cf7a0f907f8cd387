// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.util.List;

/**
 * A bundle of observations that is written while it is read: what it holds follows from its number of resources alone, and
 * no more than one of them is ever in memory. The one in the middle has 2.1 MB.
 */
final class GeneratedBundle extends InputStream {
  private static final List<String> CATEGORIES =
      List.of("laboratory", "vital-signs", "social-history", "survey", "imaging", "exam");
  private static final String TEXT = "x".repeat(1600);
  private static final int LARGE = 1300;

  private final int resources;
  private int written = -1;
  private byte[] part = {};
  private int at;

  GeneratedBundle(int resources) {
    this.resources = resources;
  }

  /** The resource at this place, as its bytes stand in the bundle. */
  byte[] resource(int index) {
    return """
        {"resourceType":"Observation","id":"o%d","status":"final","category":[{"coding":[{"code":"%s"}]}],\
        "code":{"coding":[{"system":"http://loinc.org","code":"c%d"}]},\
        "effectiveDateTime":"2024-%02d-05T10:00:00Z","note":[{"text":"%s"}]}""".formatted(
            index,
            CATEGORIES.get(index % CATEGORIES.size()),
            index,
            1 + index % 12,
            index == resources / 2 ? TEXT.repeat(LARGE) : TEXT)
        .getBytes(UTF_8);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (at == part.length && !next()) {
      return -1;
    }
    int n = Math.min(length, part.length - at);
    System.arraycopy(part, at, into, offset, n);
    at += n;
    return n;
  }

  private boolean next() {
    if (written > resources) {
      return false;
    }
    if (written < 0) {
      part = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[".getBytes(UTF_8);
    } else {
      part = (written == resources ? "]}" : entry()).getBytes(UTF_8);
    }
    at = 0;
    written++;
    return true;
  }

  private String entry() {
    return """
        %s{"fullUrl":"urn:uuid:%d","resource":%s,"request":{"method":"POST","url":"Observation"}}""".formatted(written == 0 ? "" : ",", written, new String(resource(written), UTF_8));
  }
}
