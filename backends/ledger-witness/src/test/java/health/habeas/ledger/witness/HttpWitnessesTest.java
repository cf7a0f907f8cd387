// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.Witnesses;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.CosignerKey;
import health.habeas.ledger.proof.NoteSignature;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.witness.server.ServedWitness;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a log gets from its witnesses, honest, slow, silent and lying ones. */
class HttpWitnessesTest {
  private static final ForkingLog LOG = new ForkingLog("log.example/one", 20, 5, 2);
  private static final ForkingLog OTHER = new ForkingLog("log.example/two", 3, 3, 1);
  private static final LogVerifier TRUST =
      LogVerifier.parse(LOG.key().verifier().toString());

  private final List<AutoCloseable> opened = new ArrayList<>();

  @TempDir
  Path folder;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private ServedWitness witness(String name) {
    ServedWitness witness =
        new ServedWitness(name, folder.resolve(name), LOG.key().verifier());
    opened.add(witness);
    return witness;
  }

  private static CosignerKey key(String name) {
    return CosignerKey.ed25519(
        "witness.example/" + name,
        SignerKey.generate("any", new SecureRandom()).verifier().publicKey());
  }

  private String liar(String name, int status, String body) throws IOException {
    return liar(key(name), status, body, "");
  }

  /** A server that gives this answer to a head, and shows that as the newest. */
  private String liar(CosignerKey key, int toHeads, String answer, String newest)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      boolean isHead = exchange.getRequestMethod().equals("POST");
      int status = isHead ? toHeads : 200;
      byte[] bytes = (isHead ? answer : newest).getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    return serving(key, server);
  }

  private String silent(String name, CountDownLatch end) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
    });
    opened.add(end::countDown);
    return serving(key(name), server);
  }

  /** Sends this much of an answer and then nothing; tells when its caller hangs up. */
  private String stalling(String name, String sent, CountDownLatch hungUp) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    opened.add(server);
    Thread thread = new Thread(() -> {
      try (Socket caller = server.accept()) {
        BufferedReader request =
            new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8));
        while (!request.readLine().isEmpty()) {} // a call without a body
        caller.getOutputStream().write(sent.getBytes(UTF_8));
        if (request.read() < 0) {
          hungUp.countDown();
        }
      } catch (IOException e) {
        hungUp.countDown(); // it was reset
      }
    });
    thread.setDaemon(true);
    thread.start();
    return line(key(name), server.getLocalPort());
  }

  private String serving(CosignerKey key, HttpServer server) {
    server.start();
    opened.add(() -> server.stop(0));
    return line(key, server.getAddress().getPort());
  }

  private static String line(CosignerKey key, int port) {
    String name = key.name().substring(key.name().lastIndexOf('/') + 1);
    return "witness " + name + " " + key + " http://127.0.0.1:" + port + "\n";
  }

  private static TrustPolicy policy(String... lines) {
    return TrustPolicy.parse(String.join("", lines).getBytes(UTF_8));
  }

  private static SignedCheckpoint cosign(HttpWitnesses witnesses, int story, long size) {
    return witnesses.cosign(
        LOG.head(story, size),
        TRUST,
        from -> LOG.story(story).consistency(from, size),
        shown -> requireContained(shown.claimed(), story, size));
  }

  private static void requireContained(Checkpoint shown, int story, long size) {
    if (shown.size() > size) {
      throw new LedgerException.Integrity(LedgerErrorCode.ROLLED_BACK, "the log is shorter");
    }
    if (!LOG.story(story).root(shown.size()).equals(shown.root())) {
      throw new LedgerException.Integrity(LedgerErrorCode.FORKED, "the log tells another story");
    }
  }

  @Test
  void gathersTheQuorumsLines() {
    TrustPolicy policy = policy(
        witness("a").policyLine(),
        witness("b").policyLine(),
        witness("c").policyLine(),
        "group g all a b c\nquorum g\n");
    HttpWitnesses witnesses = HttpWitnesses.of(policy);
    for (long size : new long[] {0, 3, 3, 20}) {
      SignedCheckpoint head = cosign(witnesses, 0, size);
      assertThat(policy.verify(head, LOG.key().verifier()).cosigned()).hasSize(3);
      assertThat(head.note().text()).isEqualTo(LOG.head(0, size).note().text());
    }
  }

  @Test
  void sendsTheProofFromTheSizeThatAWitnessNames() {
    TrustPolicy policy = policy(witness("a").policyLine(), "quorum a\n");
    cosign(HttpWitnesses.of(policy), 0, 7);
    SignedCheckpoint head = cosign(HttpWitnesses.of(policy), 0, 9);
    assertThat(policy.verify(head, LOG.key().verifier()).cosigned()).containsOnlyKeys("a");
  }

  @Test
  void witnessesThatAreDownSilentOrLieCostTheirOwnLineAlone() throws Exception {
    ServedWitness down = witness("down");
    String gone = down.policyLine();
    down.close();
    ServedWitness good = witness("good");
    CosignerKey forged = key("forged");
    NoteSignature line = new NoteSignature(forged.name(), forged.keyId(), new byte[72]);
    TrustPolicy policy = policy(
        gone,
        silent("silent", new CountDownLatch(1)),
        liar("empty", 200, ""),
        liar(forged, 200, line + "\n", ""),
        liar("long", 200, "x".repeat(1 << 20)),
        liar("sizeless", 409, "many\n"),
        liar("elsewhere", 409, "17\n"),
        liar("circling", 409, "2\n"),
        liar("failing", 500, ""),
        good.policyLine(),
        "quorum good\n");
    SignedCheckpoint head = cosign(HttpWitnesses.of(policy), 0, 7);
    assertThat(policy.verify(head, LOG.key().verifier()).cosigned()).containsOnlyKeys("good");
  }

  @Test
  void tooFewIsAnErrorThatNamesWhoIsMissingAndWhy() throws Exception {
    TrustPolicy policy =
        policy(witness("a").policyLine(), liar("b", 500, ""), "group g all a b\nquorum g\n");
    assertThatThrownBy(() -> cosign(HttpWitnesses.of(policy), 0, 7))
        .isInstanceOf(LedgerException.Retryable.class)
        .hasMessageContaining("HBS-6310")
        .hasMessageContaining("cosigned by [a]")
        .hasMessageContaining("b=status 500");
  }

  @Test
  void waitsNoLongerThanTheDeadline() throws Exception {
    TrustPolicy policy =
        policy(witness("a").policyLine(), silent("b", new CountDownLatch(1)), "quorum none\n");
    SignedCheckpoint head =
        cosign(HttpWitnesses.of(policy).withDeadline(Duration.ofMillis(700)), 0, 7);
    assertThat(policy.verify(head, LOG.key().verifier()).cosigned()).containsOnlyKeys("a");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aWitnessThatStallsInItsAnswerIsGivenUpAndItsConnectionClosed() throws Exception {
    for (String sent : List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n")) {
      CountDownLatch hungUp = new CountDownLatch(1);
      TrustPolicy policy = policy(stalling("s", sent, hungUp), "quorum s\n");
      HttpWitnesses witnesses = HttpWitnesses.of(policy).withDeadline(Duration.ofMillis(500));
      assertThatThrownBy(() -> witnesses.heads(TRUST)).hasMessageContaining("HBS-6310");
      assertThat(hungUp.await(20, SECONDS)).as("closed after '%s'", sent).isTrue();
    }
  }

  @Test
  void aLargerHeadThatTheLogSignedIsARollback() {
    ServedWitness a = witness("a");
    TrustPolicy policy = policy(a.policyLine(), "quorum a\n");
    cosign(HttpWitnesses.of(policy), 0, 9);
    assertThatThrownBy(() -> cosign(HttpWitnesses.of(policy), 0, 7))
        .isInstanceOf(LedgerException.Integrity.class)
        .extracting(e -> ((LedgerException) e).code())
        .isEqualTo(LedgerErrorCode.ROLLED_BACK);
  }

  @Test
  void anotherHistoryThatTheLogSignedIsAFork() {
    ServedWitness a = witness("a");
    TrustPolicy policy = policy(a.policyLine(), "quorum a\n");
    cosign(HttpWitnesses.of(policy), 0, 9);
    for (long size : new long[] {9, 12}) {
      assertThatThrownBy(() -> cosign(HttpWitnesses.of(policy), 1, size))
          .isInstanceOf(LedgerException.Integrity.class)
          .extracting(e -> ((LedgerException) e).code())
          .isEqualTo(LedgerErrorCode.FORKED);
    }
  }

  @Test
  void aWitnessAloneCannotStopALogByItsWord() throws Exception {
    SignerKey stranger = SignerKey.generate("log.example/one", new SecureRandom());
    String invented =
        new SignedCheckpoint(stranger.sign(LOG.head(0, 20).claimed().text())).toString();
    String truth = LOG.head(0, 5).toString();
    for (String answer : List.of(
        liar("a", 422, ""),
        liar(key("a"), 409, "20\n", invented),
        liar(key("a"), 422, "", invented),
        liar(key("a"), 422, "", truth),
        liar(key("a"), 422, "", OTHER.head(0, 3).toString()))) {
      TrustPolicy policy = policy(answer, "quorum a\n");
      assertThatThrownBy(() -> cosign(HttpWitnesses.of(policy), 0, 7))
          .isInstanceOf(LedgerException.Retryable.class);
    }
  }

  @Test
  void refusesAPolicyWithoutAddresses() {
    String line = witness("a").policyLine();
    String bare = line.substring(0, line.lastIndexOf(' ')) + "\n";
    String plain = bare.strip() + " http://witness.example/\n";
    for (String policy : List.of(bare, plain)) {
      assertThatThrownBy(() -> HttpWitnesses.of(policy(policy, "quorum none\n")))
          .isInstanceOf(LedgerException.Permanent.class)
          .hasMessageContaining("HBS-6007");
    }
  }

  private static Entry entry(int number) {
    byte[] id = new byte[EntryId.SIZE_BYTES];
    id[0] = (byte) number;
    return new Entry(EntryId.of(id), new byte[32]);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** A ledger's heads are cosigned behind its back, and a copy of it from before signs no more. */
  @Test
  void aLedgerHasItsHeadsCosignedAndARestoredBackupSignsNothing() throws Exception {
    Path place = folder.resolve("ledger");
    String address = "file:" + place;
    try (Ledger ledger = Ledgers.open(address)) {
      ledger.append(entry(1));
    }
    Path backup = folder.resolve("backup");
    copy(place, backup);
    ServedWitness witness;
    TrustPolicy policy;
    try (Ledger ledger = Ledgers.open(address)) {
      witness = new ServedWitness("w", folder.resolve("w"), ledger.verifier().key());
      opened.add(witness);
      policy = policy(witness.policyLine(), "quorum w\n");
    }
    HttpWitnesses witnesses = HttpWitnesses.of(policy).withInterval(Duration.ofMillis(100));
    LedgerOptions options = LedgerOptions.standard().withWitnesses(witnesses);
    try (Ledger ledger = Ledgers.open(address, options)) {
      ledger.append(entry(2));
      assertThat(ledger.head().claimed().size()).isEqualTo(2);
      await(() -> witness.cosigner().key().cosigned(ledger.head()).isPresent());
      assertThat(policy
              .verify(ledger.prove(1).checkpoint(), ledger.verifier().key())
              .cosigned())
          .containsOnlyKeys("w");
    }
    try (Ledger ledger = Ledgers.open("file:" + backup, options)) {
      await(() -> {
        try {
          ledger.head();
          return false;
        } catch (LedgerException.Integrity e) {
          return e.code() == LedgerErrorCode.ROLLED_BACK;
        }
      });
    }
  }

  /** Anybody may show a witness a newer head, while the log still asks for the one before. */
  @Test
  void aNewerHeadThatTheLogSignedMeanwhileIsNoContradiction() throws Exception {
    CompletableFuture<Ledger> openLog = new CompletableFuture<>();
    CompletableFuture<HttpWitnesses> asked = new CompletableFuture<>();
    Witnesses overtaken = new Witnesses() {
      private boolean isOvertaken;

      @Override
      public SignedCheckpoint cosign(
          SignedCheckpoint head,
          LogVerifier log,
          LongFunction<ConsistencyProof> proofs,
          Consumer<SignedCheckpoint> shown) {
        if (!isOvertaken) {
          isOvertaken = true;
          Ledger ledger = openLog.join();
          ledger.append(entry(1)).orThrow();
          asked.join().cosign(ledger.head(), log, from -> ledger.consistency(from, 1), newer -> {});
        }
        return asked.join().cosign(head, log, proofs, shown);
      }

      @Override
      public Duration interval() {
        return Duration.ofMillis(100);
      }
    };
    LedgerOptions options = LedgerOptions.standard().withWitnesses(overtaken);
    try (Ledger ledger = Ledgers.open("file:" + folder.resolve("ledger"), options)) {
      ServedWitness witness =
          new ServedWitness("w", folder.resolve("w"), ledger.verifier().key());
      opened.add(witness);
      asked.complete(HttpWitnesses.of(policy(witness.policyLine(), "quorum w\n")));
      openLog.complete(ledger);
      await(() -> witness.cosigner().key().cosigned(ledger.head()).isPresent());
      assertThat(ledger.head().claimed().size()).isEqualTo(1);
      assertThat(ledger.append(entry(2)).recorded()).isPresent();
    }
  }

  /** Before it is opened: nobody waits for the background then. */
  @Test
  void aRestoredBackupIsNotOpenedWhereItsWitnessesAreAskedAndNoneWithoutTheirQuorum()
      throws Exception {
    Path place = folder.resolve("ledger");
    Path backup = folder.resolve("backup");
    ServedWitness honest;
    String lying;
    try (Ledger ledger = Ledgers.open("file:" + place)) {
      ledger.append(entry(1));
      honest = new ServedWitness("w", folder.resolve("w"), ledger.verifier().key());
      lying = liar(key("liar"), 500, "", LOG.head(0, 20).toString());
    }
    opened.add(honest);
    TrustPolicy policy = policy(honest.policyLine(), lying, "quorum w\n");
    HttpWitnesses witnesses = HttpWitnesses.of(policy);
    LedgerOptions options = LedgerOptions.standard().withHeadsSeen(witnesses);
    copy(place, backup);
    try (Ledger ledger = Ledgers.open("file:" + place, options)) { // nothing was cosigned yet
      ledger.append(entry(2));
      SignedCheckpoint head = ledger.head();
      witnesses.cosign(head, ledger.verifier(), from -> ledger.consistency(from, 2), shown -> {});
    }
    try (Ledger ledger = Ledgers.open("file:" + place, options)) {
      assertThat(ledger.head().claimed().size()).isEqualTo(2);
    }
    assertThatThrownBy(() -> Ledgers.open("file:" + backup, options))
        .isInstanceOf(LedgerException.Integrity.class)
        .hasMessageContaining("HBS-6302");
    honest.close();
    assertThatThrownBy(() -> Ledgers.open("file:" + place, options))
        .isInstanceOf(LedgerException.Retryable.class)
        .hasMessageContaining("HBS-6310");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
