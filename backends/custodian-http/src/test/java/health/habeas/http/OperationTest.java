// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.GrantedVault;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.http.server.CustodianServer;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and does: health, metrics, slow clients, an orderly stop; and how soon a revocation counts. */
class OperationTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Pattern IDENTIFIER = Pattern.compile("[0-9a-f]{16}|[0-9A-Za-z+/_-]{40}");

  @TempDir
  Path directory;

  private final HttpClient browser = HttpClient.newHttpClient();
  private final Ledger ledger = Ledgers.open("memory:");
  private final PatientKeys alice = PatientKeys.create();

  @AfterEach
  void close() {
    alice.close();
    ledger.close();
  }

  private CustodianServer serve(Custodian custodian) {
    return CustodianServer.builder()
        .custodian(custodian)
        .operators(ANY)
        .followEvery(Duration.ofMillis(100))
        .start();
  }

  private static HttpCustodian client(CustodianServer server) {
    return HttpCustodian.at("node-1", ServedCustodian.address(server));
  }

  private HttpResponse<String> page(CustodianServer server, String path) {
    int port = server.operatorAddress().orElseThrow().getPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return browser.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  @Test
  void metricsCountAndNameNobody() throws InterruptedException {
    try (Custodian one = over(ShardStore.inMemory());
        Custodian two =
            Custodians.over("node-2", ShardStore.inMemory(), ledger, InstantSource.system());
        Custodian three =
            Custodians.over("node-3", ShardStore.inMemory(), ledger, InstantSource.system());
        CustodianServer server = serve(one);
        HolderKeys clinic = HolderKeys.create("St. Mary Cardiology")) {
      List<Custodian> custodians = List.of(client(server), two, three);
      try (Vault vault = Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .open()) {
        vault.put(List.of(Samples.record("a-very-telling-name")));
        GrantChain chain = vault.grant(
            clinic.grantee(),
            GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
        try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
          assertThat(view.records(LABORATORY).records()).hasSize(1);
        }
      }
      assertThat(admitNonsense(server)).isEqualTo(200);
      String metrics = page(server, "/metrics").body();
      assertThat(metrics)
          .contains("habeas_requests_total{call=\"owner/put\",status=\"200\"} ")
          .contains("habeas_requests_total{call=\"admit\",status=\"200\"} ")
          .contains("habeas_denials_total{code=\"HBS-1018\"} 1")
          .contains("habeas_sessions_open ")
          .contains("habeas_ledger_followed_entries ")
          .doesNotContain("telling", "Mary", "node-1", "127.0.0.1");
      assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
          .allMatch(
              line -> line.matches("[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? [0-9.]+"));
      assertThat(IDENTIFIER.matcher(metrics.replaceAll("habeas_[a-z_]+", "")).find())
          .isFalse();
    }
  }

  private int admitNonsense(CustodianServer server) {
    byte[] body = {(byte) 0x85, 0x40, 0x40, 0x40, 0x40, 0x40};
    HttpRequest request = HttpRequest.newBuilder(
            URI.create(ServedCustodian.address(server) + "/v1/admit"))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    return browser
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .join()
        .statusCode();
  }

  @Test
  void readinessFollowsTheLedgerAndTheStore() throws InterruptedException {
    Ledger failing = Ledgers.open("memory:");
    try (Custodian custodian =
            Custodians.over("node-1", ShardStore.inMemory(), failing, InstantSource.system());
        CustodianServer server = serve(custodian)) {
      await(() -> page(server, "/readyz").statusCode() == 200);
      assertThat(page(server, "/healthz").body()).isEqualTo("alive\n");
      assertThat(page(server, "/").statusCode()).isEqualTo(404);
      failing.close();
      await(() -> page(server, "/readyz").statusCode() == 503);
      assertThat(page(server, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theLedgerIsFollowedWithinASecondWhenNobodyAsks() throws InterruptedException {
    try (Custodian custodian = over(ShardStore.inMemory());
        CustodianServer server =
            CustodianServer.builder().custodian(custodian).operators(ANY).start()) {
      await(() -> page(server, "/metrics").body().contains("habeas_ledger_followed_entries 0"));
      long start = System.nanoTime();
      ledger.append(new Entry(EntryId.random(new SecureRandom()), new byte[32])).orThrow();
      await(() -> page(server, "/metrics").body().contains("habeas_ledger_followed_entries 1"));
      // The interval is half a second; the rest is for a machine that is busy otherwise.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aTokenOfAnotherServerOrOfAnEarlierRunIsNone() {
    try (Custodian custodian = over(ShardStore.inMemory())) {
      OwnerSession session;
      int port;
      try (CustodianServer first = serve(custodian)) {
        port = first.address().getPort();
        session = enter(client(first));
        session.put(new ItemName(ItemKind.PAGE, "00"), new byte[1]);
      }
      try (CustodianServer second = CustodianServer.builder()
          .custodian(custodian)
          .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
          .start()) {
        StorageException over =
            catchThrowableOfType(StorageException.class, () -> session.list(ItemKind.PAGE));
        assertThat(over.code()).isEqualTo(ErrorCode.SESSION_OVER);
        assertThat(enter(client(second)).list(ItemKind.PAGE)).hasSize(1);
      }
    }
  }

  private OwnerSession enter(Custodian custodian) {
    return custodian.enter(OwnerProof.of(alice, "node-1", custodian.challenge()));
  }

  @Test
  void aStopFinishesWhatIsUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (Custodian custodian = over(new SlowStore(ShardStore.inMemory(), begun, go))) {
      CustodianServer server = serve(custodian);
      OwnerSession session = enter(client(server));
      CompletableFuture<OwnerSession.Stored> put = CompletableFuture.supplyAsync(
          () -> session.put(new ItemName(ItemKind.PAGE, "00"), new byte[1]));
      begun.await();
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
      await(() -> isRefused(server));
      go.countDown();
      assertThat(put.get(20, TimeUnit.SECONDS)).isEqualTo(OwnerSession.Stored.NEW);
      stopping.get(20, TimeUnit.SECONDS);
    }
  }

  private static boolean isRefused(CustodianServer server) {
    try {
      HttpCustodian.at(
              "node-1", ServedCustodian.address(server), HttpSettings.standard().withAttempts(1))
          .challenge();
      return false;
    } catch (StorageException e) {
      return e.code() == ErrorCode.CUSTODIAN_UNREACHABLE;
    }
  }

  @Test
  void aSlowDripIsCutOffAndHoldsUpNobody() throws Exception {
    try (ServerProcess server = ServerProcess.start(
        List.of("-Dsun.net.httpserver.maxReqTime=2"),
        "--name=node-1",
        "--store=directory:" + directory.resolve("store"),
        "--ledger=memory:",
        "--listen=127.0.0.1:0",
        "--insecure-http")) {
      List<Socket> drips = new ArrayList<>();
      for (String begun : List.of(
          "POST /v1/enter HT",
          "POST /v1/enter HTTP/1.1\r\nHost: x\r\nContent-Le",
          "POST /v1/enter HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n\u0083")) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        drips.add(socket);
      }
      Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
      assertThat(HttpCustodian.at("node-1", server.address()).challenge()).hasSize(32);
      for (Socket drip : drips) {
        // Cut off while it still drips: a second after the two that it has, and the machine's own
        // time.
        await(() -> isCutOff(drip));
        drip.close();
      }
      silent.setSoTimeout(20_000);
      assertThat(silent.getInputStream().read()).isNegative();
      silent.close();
    }
  }

  private static boolean isCutOff(Socket socket) {
    try {
      socket.setSoTimeout(200);
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void plainHttpStaysOnThisMachine() {
    try (Custodian custodian = over(ShardStore.inMemory())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> CustodianServer.builder()
              .custodian(custodian)
              .listen(new InetSocketAddress("0.0.0.0", 0))
              .start());
      assertThatIllegalStateException()
          .isThrownBy(() -> CustodianServer.builder().start());
    }
  }

  private Custodian over(ShardStore store) {
    return Custodians.over("node-1", store, ledger, InstantSource.system());
  }
}
