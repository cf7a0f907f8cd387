// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import com.sun.net.httpserver.HttpExchange;
import health.habeas.http.internal.common.HttpReply;
import health.habeas.http.internal.common.Site;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.TilePath;
import java.net.HttpURLConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code GET /checkpoint} and {@code GET /tile/…}, C2SP tlog-tiles. A path is served only if it is written as that of a tile,
 * so none leads out of the directory. Thread-safe.
 *
 * @param files all of which are verified
 */
record MirrorSite(TileDirectory files) implements Site {
  /** All that can be asked. */
  static final List<String> CALLS = List.of("checkpoint", "tile", "entries");

  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final int TAG_BYTES = 16;

  @Override
  public Optional<Work> find(HttpExchange request) {
    String path = request.getRequestURI().getRawPath();
    String known = String.valueOf(request.getRequestHeaders().getFirst("If-None-Match"));
    if (path.equals("/checkpoint")) {
      return Optional.of(
          new Get(CALLS.get(0), files::checkpoint, "text/plain; charset=utf-8", "no-cache", known));
    }
    return tile(path)
        .map(tile -> new Get(
            CALLS.get(tile.isEntries() ? 2 : 1),
            () -> files.read(tile),
            "application/octet-stream",
            FOR_EVER,
            known));
  }

  private static Optional<TilePath> tile(String path) {
    try {
      return Optional.of(TilePath.parse(path.substring(1)));
    } catch (LedgerException e) {
      return Optional.empty();
    }
  }

  @Override
  public HttpReply refusal(int status) {
    // A tile that is not there yet will be: nobody may remember that it was not.
    return new HttpReply(status, Map.of("Cache-Control", "no-store"), List.of());
  }

  private final class Get implements Work {
    private final String call;
    private final Supplier<Optional<byte[]>> content;
    private final String type;
    private final String caching;
    private final String known;

    Get(
        String call,
        Supplier<Optional<byte[]>> content,
        String type,
        String caching,
        String known) {
      this.call = call;
      this.content = content;
      this.type = type;
      this.caching = caching;
      this.known = known;
    }

    @Override
    public String call() {
      return call;
    }

    @Override
    public Set<String> methods() {
      return METHODS;
    }

    @Override
    public long mostBytes() {
      return 0;
    }

    @Override
    public HttpReply answer(byte[] body) {
      return content
          .get()
          .map(this::reply)
          .orElseGet(() -> refusal(HttpURLConnection.HTTP_NOT_FOUND));
    }

    private HttpReply reply(byte[] bytes) {
      String tag = tag(bytes);
      Map<String, String> headers =
          Map.of("Content-Type", type, "Cache-Control", caching, "ETag", tag);
      boolean isKnown = Arrays.stream(known.split(",", -1))
          .map(each -> each.strip().replaceFirst("^W/", ""))
          .anyMatch(each -> each.equals(tag) || each.equals("*"));
      return isKnown
          ? new HttpReply(HttpURLConnection.HTTP_NOT_MODIFIED, headers, List.of())
          : new HttpReply(HttpURLConnection.HTTP_OK, headers, List.of(bytes));
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
