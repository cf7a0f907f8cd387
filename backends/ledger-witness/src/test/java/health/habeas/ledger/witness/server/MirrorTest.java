// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.http.internal.common.BoundedServer;
import health.habeas.http.internal.common.Bounds;
import health.habeas.http.internal.common.Metrics;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.command.Fsck;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TileWriter;
import health.habeas.ledger.proof.TiledTree;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.witness.ForkingLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a log over real HTTP: what it serves, how it follows, and what it does not take over. */
class MirrorTest {
  private static final ForkingLog LOG = new ForkingLog("log.example/one", 1100, 600, 2);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final TrustPolicy POLICY =
      TrustPolicy.parse((LOG.policyLine() + "quorum none\n").getBytes(UTF_8));

  @TempDir
  Path folder;

  private Path published;
  private TileDirectory copy;
  private BoundedServer origin;

  @BeforeEach
  void start() {
    published = folder.resolve("published");
    copy = new TileDirectory(folder.resolve("copy"));
    origin = serve(new TileDirectory(published));
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private static BoundedServer serve(TileDirectory files) {
    BoundedServer server = BoundedServer.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        Optional.empty(),
        Bounds.standard());
    server.start(new MirrorSite(files), new Metrics(MirrorSite.CALLS), () -> true);
    return server;
  }

  private static URI address(BoundedServer server) {
    return URI.create("http://127.0.0.1:" + server.address().getPort());
  }

  private Mirror mirror() {
    return new Mirror(POLICY, new HttpOrigin(address(origin)), copy);
  }

  private static HttpResponse<byte[]> get(URI address, String method, String path, String... more)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
        .method(method, HttpRequest.BodyPublishers.noBody());
    return CLIENT.send(
        (more.length == 0 ? request : request.headers(more)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static SignedCheckpoint head(PublishedLog log) {
    return SignedCheckpoint.parse(log.checkpoint().orElseThrow());
  }

  @Test
  void copiesEveryTileAndBundleOfEachHead() {
    Mirror mirror = mirror();
    assertThat(mirror.follow()).isZero();
    long from = 0;
    for (long to : new long[] {1, 255, 256, 300, 600, 1100}) {
      LOG.publish(0, from, to, published);
      assertThat(mirror.follow()).isEqualTo(to);
      assertThat(head(copy)).isEqualTo(LOG.head(0, to));
      TiledTree tree = TiledTree.open(head(copy).claimed(), copy);
      for (long bundle = 0; bundle * TilePath.FULL < to; bundle++) {
        assertThat(tree.entries(bundle).size()).isPositive();
      }
      from = to;
    }
    TilePath.added(0, 1100)
        .forEach(path -> assertThat(copy.read(path)).hasValue(LOG.bytes(0, path)));
  }

  @Test
  void partialTilesGoWhenTheFullOneIsThere() {
    LOG.publish(0, 0, 300, published);
    mirror().follow();
    assertThat(copy.read(new TilePath(0, 1, 44))).isPresent();
    LOG.publish(0, 300, 400, published);
    mirror().follow();
    assertThat(copy.read(new TilePath(0, 1, 44))).isPresent();
    LOG.publish(0, 400, 600, published);
    mirror().follow();
    assertThat(copy.read(new TilePath(0, 1, 44))).isEmpty();
    assertThat(copy.read(new TilePath(0, 1, 256))).isPresent();
  }

  @Test
  void servesWithTheHeadersOfTheSpecification() throws Exception {
    LOG.publish(0, 0, 600, published);
    URI at = address(origin);
    HttpResponse<byte[]> head = get(at, "GET", "/checkpoint");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(head.headers().firstValue("Cache-Control")).contains("no-cache");
    for (String path : List.of("/tile/0/000", "/tile/entries/002.p/88", "/tile/1/000.p/2")) {
      HttpResponse<byte[]> tile = get(at, "GET", path);
      assertThat(tile.body()).isEqualTo(LOG.bytes(0, TilePath.parse(path.substring(1))));
      assertThat(tile.headers().firstValue("Content-Type")).contains("application/octet-stream");
      assertThat(tile.headers().firstValue("Cache-Control"))
          .contains("public, max-age=31536000, immutable");
      HttpResponse<byte[]> same = get(at, "HEAD", path);
      assertThat(same.headers().firstValueAsLong("Content-Length")).hasValue(tile.body().length);
      assertThat(same.headers().firstValue("ETag")).isEqualTo(tile.headers().firstValue("ETag"));
    }
  }

  @Test
  void whatIsKnownIsNotSentAgain() throws Exception {
    LOG.publish(0, 0, 600, published);
    URI at = address(origin);
    String tag = get(at, "GET", "/checkpoint").headers().firstValue("ETag").orElseThrow();
    for (String known : List.of(tag, "\"other\", " + tag, "W/" + tag, "*")) {
      HttpResponse<byte[]> again = get(at, "GET", "/checkpoint", "If-None-Match", known);
      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
    LOG.publish(0, 600, 700, published);
    assertThat(get(at, "GET", "/checkpoint", "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  @Test
  void servesNothingButTheLayout() throws Exception {
    LOG.publish(0, 0, 600, published);
    Files.writeString(published.resolve("tile/secret"), "secret");
    Files.writeString(folder.resolve("secret"), "secret");
    URI at = address(origin);
    for (String path : List.of(
        "/",
        "/tile/secret",
        "/tile/../secret",
        "/../secret",
        "/tile/0/..%2f..%2f..%2fsecret",
        "/%2e%2e/secret",
        "/tile/0/0",
        "/tile/00/000",
        "/tile/0/000.p/256",
        "/tile/0/000/",
        "/checkpoint.new",
        "/tile/0/003",
        "/tile/0/002.p/87",
        "/tile/64/000")) {
      HttpResponse<byte[]> reply = get(at, "GET", path);
      assertThat(reply.statusCode()).as(path).isEqualTo(404);
      assertThat(reply.headers().firstValue("Cache-Control")).contains("no-store");
    }
    assertThat(get(at, "POST", "/checkpoint").statusCode()).isEqualTo(405);
  }

  @Test
  void takesOverNoAlteredTile() throws IOException {
    LOG.publish(0, 0, 600, published);
    for (TilePath path : TilePath.added(0, 600).toList()) {
      copy = new TileDirectory(folder.resolve("copy of " + path)); // and nothing there yet
      Path file = published.resolve(path.toString());
      byte[] good = Files.readAllBytes(file);
      byte[] bad = good.clone();
      bad[good.length / 2] ^= 4;
      Files.write(file, bad);
      assertThatThrownBy(() -> mirror().follow())
          .as(path.toString())
          .isInstanceOf(LedgerException.Integrity.class)
          .hasMessageContaining("HBS-6312")
          .hasMessageContaining(path.toString());
      assertThat(copy.checkpoint()).isEmpty();
      Files.write(file, good);
    }
    assertThat(mirror().follow()).isEqualTo(600);
  }

  private void requireRefused(LedgerErrorCode code) {
    byte[] before = copy.checkpoint().orElseThrow();
    assertThatThrownBy(() -> mirror().follow())
        .isInstanceOf(LedgerException.Integrity.class)
        .extracting(e -> ((LedgerException) e).code())
        .isEqualTo(code);
    assertThat(copy.checkpoint()).hasValue(before);
    TiledTree tree = TiledTree.open(head(copy).claimed(), copy);
    assertThat(tree.entries(2).size()).isPositive();
  }

  @Test
  void aLogThatShrinksForksOrIsAnotherLeavesTheCopyAsItWas() throws IOException {
    LOG.publish(0, 0, 700, published);
    mirror().follow();
    LOG.publish(0, 0, 650, published);
    requireRefused(LedgerErrorCode.ROLLED_BACK);
    LOG.publish(1, 0, 700, published);
    requireRefused(LedgerErrorCode.FORKED);
    LOG.publish(1, 0, 900, published);
    requireRefused(LedgerErrorCode.FORKED);
    ForkingLog other = new ForkingLog("log.example/two", 800, 800, 1);
    other.publish(0, 0, 800, published);
    requireRefused(LedgerErrorCode.CHECKPOINT_UNTRUSTED);
    LOG.publish(0, 0, 1100, published);
    assertThat(mirror().follow()).isEqualTo(1100);
  }

  @Test
  void aCrashBeforeTheHeadLeavesTheHeadBefore() throws IOException {
    LOG.publish(0, 0, 300, published);
    mirror().follow();
    LOG.publish(0, 300, 600, published);
    // the last file before the head can't be written
    Path inTheWay =
        Files.createDirectories(copy.checkpointFile().resolveSibling("checkpoint.new/x"));
    assertThatThrownBy(() -> mirror().follow()).isInstanceOf(LedgerException.Retryable.class);
    assertThat(head(copy)).isEqualTo(LOG.head(0, 300));
    assertThat(TiledTree.open(head(copy).claimed(), copy).entries(1).size()).isEqualTo(44);
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    assertThat(mirror().follow()).isEqualTo(600);
  }

  /** An origin that goes away in the middle of a turn; it remembers what it gave. */
  private static final class MortalOrigin implements PublishedLog {
    private final PublishedLog whole;
    private final List<TilePath> given = new ArrayList<>();
    private int most;

    MortalOrigin(PublishedLog whole, int most) {
      this.whole = whole;
      this.most = most;
    }

    @Override
    public Optional<byte[]> checkpoint() {
      return whole.checkpoint();
    }

    @Override
    public Optional<byte[]> read(TilePath path) {
      if (given.size() == most) {
        throw new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "the origin went away");
      }
      given.add(path);
      return whole.read(path);
    }
  }

  /** What is there of the log when its origin went away after some tiles. */
  private MortalOrigin cutOff() {
    LOG.publish(0, 0, 300, published);
    mirror().follow();
    LOG.publish(0, 300, 1100, published);
    MortalOrigin mortal = new MortalOrigin(new TileDirectory(published), 6);
    assertThatThrownBy(() -> new Mirror(POLICY, mortal, copy).follow())
        .isInstanceOf(LedgerException.Retryable.class);
    assertThat(head(copy)).isEqualTo(LOG.head(0, 300));
    return mortal;
  }

  private List<TilePath> followToTheEnd() {
    MortalOrigin whole = new MortalOrigin(new TileDirectory(published), Integer.MAX_VALUE);
    assertThat(new Mirror(POLICY, whole, copy).follow()).isEqualTo(1100);
    TilePath.added(0, 1100)
        .forEach(path -> assertThat(copy.read(path)).hasValue(LOG.bytes(0, path)));
    return whole.given;
  }

  @Test
  void aTurnThatWasCutOffGoesOnWithWhatItLeft() {
    MortalOrigin before = cutOff();
    assertThat(before.given)
        .contains(TilePath.parse("tile/0/002"), TilePath.parse("tile/entries/002"));
    assertThat(followToTheEnd())
        .extracting(TilePath::toString)
        .containsExactlyInAnyOrder(
            "tile/0/004.p/76", // the edge shows what the rest must be
            "tile/1/000.p/4",
            "tile/0/003",
            "tile/entries/003",
            "tile/entries/004.p/76");
  }

  @Test
  void whatATurnLeftAndIsDamagedSinceIsFetchedAgain() throws IOException {
    cutOff();
    for (String name : List.of("tile/0/001", "tile/entries/002")) {
      TilePath path = TilePath.parse(name);
      byte[] bytes = copy.read(path).orElseThrow();
      bytes[40] ^= 1;
      Files.write(copy.file(path), bytes);
    }
    assertThat(followToTheEnd())
        .contains(TilePath.parse("tile/0/001"), TilePath.parse("tile/entries/002"))
        .doesNotContain(TilePath.parse("tile/0/002"), TilePath.parse("tile/entries/001"));
  }

  private String fsck(SignerKey log, int expected) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    int status = Fsck.run(
        List.of(address(origin).toString(), "--log=" + log.verifier()),
        stream,
        stream,
        place -> Optional.of(new HttpOrigin(URI.create(place))));
    String said = out.toString(UTF_8);
    assertThat(status).as(said).isEqualTo(expected);
    return said;
  }

  /** What a log says of its maps is held against its entries from outside, by whoever can read a mirror. */
  @Test
  void aFalseStateAndWhatTheServerCannotGiveAreNamedByFsck() throws IOException {
    SignerKey key = SignerKey.generate("log.example/states", new SecureRandom());
    TreeHash nothing = TreeHash.of(new byte[TreeHash.SIZE_BYTES]);
    byte[] state = new LogState("log.example/states", 2, nothing, nothing).entry();
    TileDirectory files = new TileDirectory(published);
    TileWriter writer = TileWriter.first(files::write);
    MerkleTree tree = new MerkleTree();
    for (int entry = 0; entry < 300; entry++) {
      byte[] bytes = entry == 2 ? state : ByteBuffer.allocate(64).putInt(entry).array();
      writer.add(bytes);
      tree.add(TreeHash.leaf(bytes));
    }
    writer.writeEdge();
    String head = Checkpoint.of("log.example/states", 300, tree.root(300)).text();
    files.writeCheckpoint(new SignedCheckpoint(key.sign(head)).bytes());
    assertThat(fsck(key, 1)).startsWith("entry 2: HBS-6332 ").contains("\n1 fault: ");
    Path tile = files.file(new TilePath(0, 0, 256));
    Files.delete(tile);
    Files.createDirectory(tile); // which the server can't read
    assertThat(fsck(key, 1))
        .startsWith("tile/0/000 (entries 0 to 255): HBS-6105 ")
        .contains("states of the log's maps: HBS-6105 ")
        .contains("\n2 faults: 2 tiles, 300 entries, ");
  }

  @Test
  void followsAsACommandFromADirectory() throws Exception {
    LOG.publish(0, 0, 300, published);
    try (WitnessProcess mirror = WitnessProcess.start(
        "mirror",
        "--log=" + LOG.key().verifier(),
        "--from=" + published,
        "--store=" + folder.resolve("copy"),
        "--every=1",
        "--listen=127.0.0.1:0",
        "--insecure-http")) {
      await(mirror.address(), LOG.head(0, 300));
      LOG.publish(0, 300, 1100, published);
      await(mirror.address(), LOG.head(0, 1100));
      assertThat(mirror.stop()).isEqualTo(143);
    }
    assertThat(WitnessProcess.fail("mirror", "--from=x", "--store=y")).startsWith("2 ");
  }

  private static void await(URI address, SignedCheckpoint head) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!new String(get(address, "GET", "/checkpoint").body(), UTF_8).equals(head.toString())) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
