// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CosignerKey;
import health.habeas.ledger.proof.MlDsa44;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.witness.ForkingLog;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The witness as an operator starts it and a log calls it. */
class WitnessServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ForkingLog LOG = new ForkingLog("log.example/one", 20, 5, 2);

  @TempDir
  Path folder;

  private String[] arguments(String... more) throws IOException {
    Files.writeString(folder.resolve("policy"), LOG.policyLine() + "quorum none\n");
    List<String> arguments = new ArrayList<>(List.of(
        "witness",
        "--key=" + folder.resolve("key"),
        "--logs=" + folder.resolve("policy"),
        "--store=" + folder.resolve("store"),
        "--listen=127.0.0.1:0",
        "--insecure-http"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static HttpResponse<String> call(URI address, String method, String path, byte[] body)
      throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> add(URI address, int story, long from, long to)
      throws Exception {
    byte[] body = LOG.request(story, from, to).toString().getBytes(UTF_8);
    return call(address, "POST", "/add-checkpoint", body);
  }

  @Test
  void speaksTheProtocol() throws Exception {
    String newest = "/" + Checkpoint.originHash("log.example/one") + "/checkpoint";
    try (WitnessProcess witness = WitnessProcess.start(arguments("--name=witness.example/w1"))) {
      URI at = witness.address();
      assertThat(call(at, "GET", newest, new byte[0]).statusCode()).isEqualTo(404);
      assertThat(add(at, 0, 0, 7).statusCode()).isEqualTo(200);
      HttpResponse<String> conflict = add(at, 0, 0, 9);
      assertThat(conflict.statusCode()).isEqualTo(409);
      assertThat(conflict.body()).isEqualTo("7\n");
      assertThat(conflict.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
      HttpResponse<String> shown = call(at, "GET", newest, new byte[0]);
      assertThat(shown.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
      SignedCheckpoint head = SignedCheckpoint.parse(shown.body());
      assertThat(LOG.key().verifier().signed(head.note())).isTrue();
      assertThat(CosignerKey.parse(witness.key()).cosigned(head)).isPresent();
      assertThat(call(at, "HEAD", newest, new byte[0]).headers().firstValueAsLong("Content-Length"))
          .hasValue(shown.body().getBytes(UTF_8).length);
    }
  }

  @Test
  void refusesWhatIsNoCallOrTooLarge() throws Exception {
    try (WitnessProcess witness = WitnessProcess.start(arguments("--name=witness.example/w1"))) {
      URI at = witness.address();
      assertThat(call(at, "GET", "/add-checkpoint", new byte[0]).statusCode()).isEqualTo(405);
      assertThat(call(at, "POST", "/", new byte[0]).statusCode()).isEqualTo(404);
      assertThat(call(at, "GET", "/keys", new byte[0]).statusCode()).isEqualTo(404);
      assertThat(call(at, "GET", "/../keys/checkpoint", new byte[0]).statusCode())
          .isEqualTo(404);
      assertThat(call(at, "POST", "/add-checkpoint", new byte[1 << 20]).statusCode())
          .isEqualTo(413);
      assertThat(call(at, "POST", "/add-checkpoint", new byte[1000]).statusCode())
          .isEqualTo(400);
      assertThat(add(at, 0, 0, 7).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void healthAndMetricsNameNoLog() throws Exception {
    // the operator's port is told by no line, so it is chosen here
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (WitnessProcess witness = WitnessProcess.start(
        arguments("--name=witness.example/w1", "--operators=127.0.0.1:" + port))) {
      add(witness.address(), 0, 0, 7);
      URI pages = URI.create("http://127.0.0.1:" + port);
      assertThat(call(pages, "GET", "/healthz", new byte[0]).statusCode()).isEqualTo(200);
      assertThat(call(pages, "GET", "/readyz", new byte[0]).statusCode()).isEqualTo(200);
      assertThat(call(pages, "GET", "/metrics", new byte[0]).body())
          .contains(
              "habeas_requests_total{call=\"add-checkpoint\",status=\"200\"} 1",
              "habeas_witness_logs 1",
              "habeas_witness_forgotten_logs 0")
          .doesNotContain("log.example", Checkpoint.originHash("log.example/one"));
    }
  }

  @Test
  void aKeyGoesWithItsStoreAlone() throws Exception {
    assertThat(WitnessProcess.fail(arguments())).startsWith("1 ").contains("give --name=NAME");
    try (WitnessProcess witness = WitnessProcess.start(arguments("--name=witness.example/w1"))) {
      assertThat(add(witness.address(), 0, 0, 7).statusCode()).isEqualTo(200);
      assertThat(WitnessProcess.fail(arguments())).startsWith("1 ").contains("HBS-6003");
    }
    assertThat(WitnessProcess.fail(arguments("--name=witness.example/w2")))
        .startsWith("1 ")
        .contains("another name");
    Files.move(folder.resolve("store"), folder.resolve("elsewhere"));
    assertThat(WitnessProcess.fail(arguments())).startsWith("1 ").contains("HBS-6340");
    delete(folder.resolve("store"));
    Files.move(folder.resolve("elsewhere"), folder.resolve("store"));
    Files.move(folder.resolve("key"), folder.resolve("lost"));
    assertThat(WitnessProcess.fail(arguments("--name=witness.example/w1")))
        .startsWith("1 ")
        .contains("put its file back");
    Files.move(folder.resolve("lost"), folder.resolve("key"));
    try (WitnessProcess witness = WitnessProcess.start(arguments())) {
      assertThat(add(witness.address(), 1, 7, 9).statusCode()).isEqualTo(422);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void saysWhatIsWrongWithACommandLine() throws Exception {
    assertThat(WitnessProcess.fail()).startsWith("2 ").contains("no command", "usage:");
    assertThat(WitnessProcess.fail("witness", "--key=k")).startsWith("2 ").contains("is missing");
    assertThat(WitnessProcess.fail(arguments("--quorum=2"))).startsWith("2 ").contains("none of");
    Files.writeString(folder.resolve("policy"), "log nonsense\nquorum none\n");
    String[] bad = arguments("--name=witness.example/w1");
    Files.writeString(folder.resolve("policy"), "log nonsense\nquorum none\n");
    assertThat(WitnessProcess.fail(bad)).startsWith("1 ").contains("HBS-6007 line 1");
  }

  /** Where this Java has ML-DSA-44: a line more, under a key of its own. */
  @Test
  void cosignsWithBothKindsOfKeys() throws Exception {
    String mlDsa = "--ml-dsa-key=" + folder.resolve("ml-dsa-key");
    Optional<MlDsa44> algorithm = MlDsa44.available();
    if (algorithm.isEmpty()) {
      assertThat(WitnessProcess.fail(arguments("--name=witness.example/w1", mlDsa)))
          .startsWith("1 ")
          .contains("HBS-6006 --ml-dsa-key needs Java 24");
      return;
    }
    try (WitnessProcess witness = WitnessProcess.start(arguments("--name=witness.example/w1"))) {
      assertThat(add(witness.address(), 0, 0, 7).statusCode()).isEqualTo(200);
    }
    for (int start = 0; start < 2; start++) { // made, then read
      try (WitnessProcess witness =
          WitnessProcess.start(arguments("--name=witness.example/w1", mlDsa))) {
        HttpResponse<String> answer = add(witness.address(), 0, 7 + start, 8 + start);
        SignedCheckpoint head =
            SignedCheckpoint.parse(LOG.head(0, 8 + start).toString() + answer.body());
        String text = Files.readAllLines(folder.resolve("ml-dsa-key")).get(1);
        assertThat(CosignerKey.parse(text, algorithm.get()).cosigned(head)).isPresent();
        assertThat(CosignerKey.parse(witness.key()).cosigned(head)).isPresent();
      }
    }
    Files.delete(folder.resolve("ml-dsa-key"));
    assertThat(WitnessProcess.fail(arguments("--name=witness.example/w1", mlDsa)))
        .startsWith("1 ")
        .contains("put its file back");
  }
}
