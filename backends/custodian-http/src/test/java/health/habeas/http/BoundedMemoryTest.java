// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.http.server.CustodianServer;
import health.habeas.http.server.ServerLimits;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.ShardStore;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What strangers and liars can make either side hold in memory. */
class BoundedMemoryTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private final Ledger ledger = Ledgers.open("memory:");
  private final PatientKeys alice = PatientKeys.create();

  @AfterEach
  void close() {
    alice.close();
    ledger.close();
  }

  private Custodian over(ShardStore store) {
    return Custodians.over("node-1", store, ledger, InstantSource.system());
  }

  /** A custodian that is asked for 16 bytes may make the client hold 128 MiB. */
  @Test
  void aPartIsBoundedByWhatWasAskedFor() throws Exception {
    AtomicLong taken = new AtomicLong();
    HttpServer lying = HttpServer.create(ANY, 0);
    lying.setExecutor(Executors.newCachedThreadPool());
    lying.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, 0);
      byte[] part = new byte[1 << 20];
      try (OutputStream out = exchange.getResponseBody()) {
        for (int i = 0; i < 100; i++) {
          out.write(part);
          taken.addAndGet(part.length);
        }
      } catch (IOException e) {
        // the client had enough
      }
    });
    lying.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + lying.getAddress().getPort());
      HttpOwnerSession session = new HttpOwnerSession(
          new CustodianConnection("node-1", new Connection(uri, HttpSettings.standard())),
          "A".repeat(43));
      assertThatCode(() -> session.get(new ItemName(ItemKind.SHARD, "ab"), 0, 16))
          .isInstanceOf(RuntimeException.class);
      assertThat(taken.get()).isLessThan(32L << 20);
    } finally {
      lying.stop(0);
    }
  }

  /** What replies take is bounded by nothing: one stranger with a vault of his own holds 64 items of 128 MiB. */
  @Test
  void repliesCountAsMemory() throws Exception {
    try (Custodian custodian = over(ShardStore.inMemory());
        CustodianServer server = CustodianServer.builder()
            .custodian(custodian)
            .operators(ANY)
            .limits(new ServerLimits(64, 20 << 20, 1000, 4000, 100))
            .start()) {
      URI uri = ServedCustodian.address(server);
      HttpCustodian client = HttpCustodian.at("node-1", uri);
      ItemName name = new ItemName(ItemKind.SHARD, "ab");
      client
          .enter(OwnerProof.of(alice, "node-1", client.challenge()))
          .put(name, new byte[16 << 20]);
      OwnerProof proof = OwnerProof.of(alice, "node-1", client.challenge());
      String token = new CustodianConnection("node-1", new Connection(uri, HttpSettings.standard()))
          .ask(
              Call.ENTER,
              Message.of(proof.card().bytes(), proof.nonce(), proof.signature()),
              answer -> answer.text(0));
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(server.address());
        slow.add(socket);
        Message ask = HttpOwnerSession.named(name);
        OutputStream out = socket.getOutputStream();
        out.write(
            ("POST " + Call.OWNER_GET.path() + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + token + "\r\nContent-Length: " + ask.length() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : ask.parts()) {
          out.write(part);
        }
        out.flush();
      }
      // 20 MiB in memory are allowed, and an answer has 16
      String refused = "habeas_requests_total{call=\"owner/get\",status=\"503\"";
      OperationTest.await(() -> metrics(server).contains(refused));
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static String metrics(CustodianServer server) {
    int port = server.operatorAddress().orElseThrow().getPort();
    URI page = URI.create("http://127.0.0.1:" + port + "/metrics");
    return HttpClient.newHttpClient()
        .sendAsync(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .join()
        .body();
  }

  /** A body of 1 MiB, of whoever comes, takes 20 times as much: it counts as 1 MiB. */
  @Test
  void aBodyTakesAboutItsOwnSize() {
    byte[] body = new byte[1 << 20];
    Arrays.fill(body, (byte) 0x40); // empty byte strings
    int count = body.length - 5;
    body[0] = (byte) 0x9a;
    body[1] = (byte) (count >>> 24);
    body[2] = (byte) (count >>> 16);
    body[3] = (byte) (count >>> 8);
    body[4] = (byte) count;
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertThatExceptionOfType(MalformedMessage.class)
        .isThrownBy(() -> Message.parse(body, Call.ENTER.requestFields()));
    long used = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(used).isLessThan(4L << 20);
  }

  /** ServerLimits and the spec: a body that this server never takes is refused for good (413), not "come again" (503). */
  @Test
  void aBodyThatNeverFitsIsRefusedForGood() throws Exception {
    try (Custodian custodian = over(ShardStore.inMemory());
        CustodianServer server = CustodianServer.builder()
            .custodian(custodian)
            .limits(new ServerLimits(4, 1000, 1000, 4000, 100))
            .start()) {
      HttpRequest request = HttpRequest.newBuilder(
              URI.create(ServedCustodian.address(server) + Call.ENTER.path()))
          .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2000]))
          .build();
      assertThat(HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode())
          .isEqualTo(413);
    }
  }
}
