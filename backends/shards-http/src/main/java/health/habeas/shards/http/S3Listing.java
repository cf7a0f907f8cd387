// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.util.List;
import java.util.Optional;

/**
 * One page of a bucket's listing. Immutable.
 *
 * @param keys the keys, in the order of the server
 * @param next what asks for the next page; empty on the last one
 */
record S3Listing(List<String> keys, Optional<String> next) {
  /**
   * Reads the answer to ListObjectsV2.
   *
   * @throws XmlAnswer.Unreadable if it is none
   */
  static S3Listing parse(byte[] body) throws XmlAnswer.Unreadable {
    XmlAnswer xml = XmlAnswer.parse(body, "ListBucketResult");
    boolean more = xml.texts("IsTruncated").contains("true");
    Optional<String> next = xml.texts("NextContinuationToken").stream().findFirst();
    if (more && next.isEmpty()) {
      throw new XmlAnswer.Unreadable("its listing is cut, and does not say how to go on");
    }
    return new S3Listing(xml.texts("Key"), more ? next : Optional.empty());
  }
}
