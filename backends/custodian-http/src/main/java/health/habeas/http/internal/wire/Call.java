// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.wire;

import health.habeas.shard.ReleaseSession;

/**
 * What can be asked of a server, each with its path and the most bytes of its request and reply. Every one but {@link
 * #ENTER} and {@link #ADMIT}, whose challenge is good once, may be sent again: a second time changes nothing. Immutable.
 */
public enum Call {
  CARD("card", 64, Sizes.CARD),
  CHALLENGE("challenge", 16, 1 << 10),
  KEY("key", 16, 64),
  ENTER("enter", 32 << 10, 256),
  ADMIT("admit", 1 << 20, 2 << 10),
  FOLLOW("follow", 16, 64),
  REVOKE("revoke", 16 << 10, 64),
  AUDIT("audit", 32 << 10, 40 << 10),

  OWNER_PUT("owner/put", Sizes.ITEM, 64),
  OWNER_GET("owner/get", 256, Sizes.ITEM),
  OWNER_READ("owner/read", 256, Sizes.ITEM),
  OWNER_DELETE("owner/delete", 256, 16),
  OWNER_LIST("owner/list", 64, 64 << 20),
  OWNER_OBEY("owner/obey", 128 << 10, 64),

  HOLDER_FETCH("holder/fetch", 256, Sizes.ITEM),
  HOLDER_READ("holder/read", 256, Sizes.ITEM),
  HOLDER_DEPOSIT("holder/deposit", ReleaseSession.MAX_DEPOSIT_BYTES + 64, 2 << 10),
  HOLDER_DIRECTIVES("holder/directives", 16, 128 << 10),

  REPAIR("repair", Sizes.CAP, 256),
  REPAIR_MANIFEST("repair/manifest", 16, 256 << 10),
  REPAIR_SHARD("repair/shard", 64, Sizes.ITEM),
  REPAIR_RESTORE_MANIFEST("repair/restore-manifest", (256 << 10) + 64, 16),
  REPAIR_RESTORE_SHARD("repair/restore-shard", Sizes.ITEM, 16),

  LEDGER_ABOUT("ledger/about", 16, 4 << 10),
  LEDGER_APPEND("ledger/append", 2 << 20, 1 << 20),
  LEDGER_FIND("ledger/find", 64, 1 << 20),
  LEDGER_READ("ledger/read", 64, 4 << 20),
  LEDGER_HEAD("ledger/head", 64, 64 << 10),
  LEDGER_COSIGNED("ledger/cosigned", 16, 64 << 10),
  LEDGER_PROVE("ledger/prove", 64, 1 << 20),
  LEDGER_INCLUSION("ledger/inclusion", 64, 8 << 10),
  LEDGER_CONSISTENCY("ledger/consistency", 64, 8 << 10),
  LEDGER_KEYS("ledger/keys", (32 << 10) + 64, 4 << 20);

  /** The most entries of a reply to {@link #LEDGER_READ}. */
  public static final int LEDGER_PAGE = 1024;

  private static final String VERSION = "/v1/";
  private static final int FIELDS = 16;
  // Of a request for a part, the field that says how much.
  private static final int LENGTH = 3;

  private final String path;
  private final int requestBytes;
  private final int replyBytes;

  Call(String path, int requestBytes, int replyBytes) {
    this.path = path;
    this.requestBytes = requestBytes;
    this.replyBytes = replyBytes;
  }

  /** Its name for people, without the version. */
  public String label() {
    return path;
  }

  /** Where it is sent to, by POST. */
  public String path() {
    return VERSION + path;
  }

  /** The most bytes of a request. */
  public int requestBytes() {
    return requestBytes;
  }

  /**
   * The most bytes of the reply to this request: a part has no more than what was asked for.
   *
   * @param request the one that is sent
   */
  public int replyBytes(Message request) {
    boolean ranged = this == OWNER_READ || this == HOLDER_READ;
    return ranged ? (int) Math.min(replyBytes, request.number(LENGTH) + Sizes.REASON) : replyBytes;
  }

  /** The most fields of a request: what is many small ones would take far more memory than its size. */
  public int requestFields() {
    return this == LEDGER_APPEND ? Sizes.BATCH : FIELDS;
  }

  /** Whether it may be sent again when nobody knows whether the first one arrived. */
  public boolean isRepeatable() {
    return this != ENTER && this != ADMIT;
  }

  /** Whether a token goes with it. */
  public boolean isInSession() {
    return path.startsWith("owner/") || path.startsWith("holder/") || path.startsWith("repair/");
  }

  /** Whether it is about the ledger. */
  public boolean isOfLedger() {
    return path.startsWith("ledger/");
  }

  /** Constants that an enum may use before its own are there. */
  private static final class Sizes {
    static final int CARD = 16 << 10;
    static final int CAP = 80 << 10; // it may name 255 custodians, each with 255 bytes
    static final int ITEM = Items.MAX_BYTES + 256;
    static final int REASON = 4 << 10; // or a denial, with its words
    static final int BATCH = 1 << 15; // entries of 64 bytes would fill a request
  }
}
