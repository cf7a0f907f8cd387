// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.util.ArrayList;
import java.util.List;

/**
 * One member of a WebDAV collection, from a multistatus (RFC 4918, section 13). Immutable.
 *
 * @param name its last segment
 * @param isFolder whether it is a collection itself
 */
record DavEntry(String name, boolean isFolder) {
  /**
   * Reads the members of a collection.
   *
   * @param body the answer to PROPFIND of depth 1
   * @param path the collection's own
   */
  static List<DavEntry> parse(byte[] body, String path) throws XmlAnswer.Unreadable {
    List<DavEntry> entries = new ArrayList<>();
    for (XmlAnswer response : XmlAnswer.parse(body, "multistatus").each("response")) {
      String href = String.join("", response.texts("href"));
      // the path alone, or a whole address
      String own = href.replaceFirst("^https?://[^/]*", "");
      boolean below = own.startsWith(path) && own.length() > path.length();
      String name = below ? own.substring(path.length()).replaceFirst("/$", "") : "";
      if (!name.isEmpty() && !name.contains("/")) {
        entries.add(new DavEntry(name, !response.texts("collection").isEmpty()));
      }
    }
    return entries;
  }

  /** Whether the answer to PROPFIND of depth 0 is about a collection. */
  static boolean isFolder(byte[] body) {
    try {
      return !XmlAnswer.parse(body, "multistatus").texts("collection").isEmpty();
    } catch (XmlAnswer.Unreadable e) {
      return true; // what is not known to be a file is not deleted
    }
  }
}
