// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlAnswerTest {
  @Test
  void readsAPageOfABucket() throws XmlAnswer.Unreadable {
    S3Listing page = S3Listing.parse(utf8("""
        <?xml version="1.0"?><ListBucketResult xmlns="x"><Prefix>p</Prefix><IsTruncated>true</IsTruncated>
        <Contents><Key>p/a</Key><Size>1</Size></Contents><Contents><Key>p/b&amp;c</Key></Contents>
        <NextContinuationToken>t/+=</NextContinuationToken></ListBucketResult>"""));
    assertThat(page.keys()).containsExactly("p/a", "p/b&c");
    assertThat(page.next()).hasValue("t/+=");
  }

  @Test
  void readsTheMembersOfACollection() throws XmlAnswer.Unreadable {
    String answer = """
        <d:multistatus xmlns:d="DAV:"><d:response><d:href>/f/</d:href><d:propstat><d:prop><d:resourcetype>
        <d:collection/></d:resourcetype></d:prop></d:propstat></d:response><d:response><d:href>http://h:1/f/a</d:href>
        <d:propstat><d:prop><d:resourcetype/></d:prop></d:propstat></d:response><d:response><d:href>/f/b/</d:href>
        <d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop></d:propstat></d:response>
        <d:response><d:href>/elsewhere/c</d:href></d:response><d:response><d:href>/f/b/deeper</d:href></d:response>
        </d:multistatus>""";
    assertThat(DavEntry.parse(utf8(answer), "/f/"))
        .containsExactly(new DavEntry("a", false), new DavEntry("b", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not xml",
        "<Other/>",
        "<ListBucketResult>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><ListBucketResult><Key>&x;</Key></ListBucketResult>",
        "<!DOCTYPE a [<!ENTITY x 'a'><!ENTITY y '&x;&x;'>]><ListBucketResult><Key>&y;</Key></ListBucketResult>"
      })
  void takesNothingElseAndNoEntities(String body) {
    assertThatExceptionOfType(XmlAnswer.Unreadable.class)
        .isThrownBy(() -> S3Listing.parse(utf8(body)))
        .withMessageNotContaining("root:");
  }

  @Test
  void takesNoEndlessNesting() {
    String body = "<ListBucketResult>" + "<a>".repeat(100_000);
    assertThatExceptionOfType(XmlAnswer.Unreadable.class)
        .isThrownBy(() -> S3Listing.parse(utf8(body)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
