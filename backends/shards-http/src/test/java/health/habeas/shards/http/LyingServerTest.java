// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import health.habeas.shard.StoreProbe;
import health.habeas.testkit.fault.FaultyShardStore;
import health.habeas.testkit.fault.StoreFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings that are cut or have no end, and failures that look like refusals. */
class LyingServerTest {
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final AtomicInteger pages = new AtomicInteger();
  private volatile boolean endless;

  @SuppressWarnings("NullAway.Init")
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ShardStore open() {
    return S3ShardStore.in(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/b"))
        .credentials(S3Credentials.of("id", "secret".toCharArray()))
        .deadline(Duration.ofSeconds(2))
        .open();
  }

  /** A server that creates without overwriting, and knows ListObjects of version 1 alone: it ignores list-type=2. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      String query = exchange.getRequestURI().getQuery();
      if (query != null) {
        reply(exchange, 200, listing(query.replaceAll(".*prefix=", "")));
        return;
      }
      String key = path.substring("/b/".length());
      switch (exchange.getRequestMethod()) {
        case "PUT" ->
          reply(exchange, objects.putIfAbsent(key, body) == null ? 200 : 412, new byte[0]);
        case "DELETE" -> reply(exchange, objects.remove(key) == null ? 404 : 204, new byte[0]);
        default -> {
          byte[] blob = objects.get(key);
          String range = exchange.getRequestHeaders().getFirst("Range");
          if (blob == null) {
            reply(exchange, 404, new byte[0]);
          } else if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-", 2);
            int to = Math.min(blob.length, Integer.parseInt(ends[1]) + 1);
            reply(exchange, 206, Arrays.copyOfRange(blob, Integer.parseInt(ends[0]), to));
          } else {
            reply(exchange, 200, blob);
          }
        }
      }
    }
  }

  private byte[] listing(String prefix) {
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    var some = objects.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .limit(1000)
        .toList();
    long all = objects.keySet().stream().filter(key -> key.startsWith(prefix)).count();
    some.forEach(key -> xml.append("<Contents><Key>").append(key).append("</Key></Contents>"));
    boolean more = endless || all > some.size();
    xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
    if (endless) {
      xml.append("<NextContinuationToken>t").append(pages.incrementAndGet());
      xml.append("</NextContinuationToken>");
    } else if (more) {
      xml.append("<NextMarker>").append(some.get(some.size() - 1)).append("</NextMarker>");
    }
    return xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  /** the probe passes a server whose listings are cut at 1,000 names, and the store takes the cut list for the whole. */
  @Test
  void aListingThatIsCutIsNeverTakenForAll() {
    try (ShardStore store = open()) {
      for (int i = 0; i < 1001; i++) {
        objects.put("vault/journal/" + i, new byte[] {1});
      }
      assertThatThrownBy(() -> {
            int listed = store.list("vault/journal/").size();
            assertThat(listed).isEqualTo(1001);
          })
          .isInstanceOf(health.habeas.error.StorageException.class);
    }
  }

  /** "every call ends by the deadline": a listing without an end does not, and its tokens fill the memory. */
  @Test
  void aListingEndsByTheDeadline() {
    try (ShardStore store = open()) {
      objects.put("a", new byte[] {1});
      endless = true;
      assertTimeoutPreemptively(
          Duration.ofSeconds(8),
          () -> assertThatThrownBy(() -> store.list(""))
              .isInstanceOf(health.habeas.error.StorageException.class));
    }
  }

  /** a way in that merely failed (a 500, a timeout) is recorded as a server that refuses wrong credentials. */
  @Test
  void aFailureIsNoRefusal() {
    ShardStore store = ShardStore.inMemory();
    FaultyShardStore way = FaultyShardStore.over(ShardStore.inMemory());
    way.misbehave(StoreFault.ERROR);
    assertThat(StoreProbe.of(store)
            .closedTo(StoreCapability.AUTHENTICATED, way)
            .run()
            .capabilities())
        .doesNotContain(StoreCapability.AUTHENTICATED);
  }
}
