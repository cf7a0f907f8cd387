// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.grant.Decision;
import health.habeas.http.internal.wire.Message;
import health.habeas.http.internal.wire.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers at a custodian's address may be anything; the client ends with a code, in time and in bounded memory. */
class HostileServerTest {
  private static final HttpSettings SETTINGS =
      HttpSettings.standard().withDeadline(Duration.ofSeconds(2));

  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  /** What the server does after it has read a request. */
  @FunctionalInterface
  private interface Behaviour {
    void answer(com.sun.net.httpserver.HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private HttpCustodian client(Behaviour behaviour) {
    server.createContext("/", exchange -> {
      requests.incrementAndGet();
      try (exchange) {
        exchange.getRequestBody().readAllBytes();
        behaviour.answer(exchange);
      }
    });
    return HttpCustodian.at(
        "node-1", URI.create("http://127.0.0.1:" + server.getAddress().getPort()), SETTINGS);
  }

  private static Behaviour replies(int status, byte[] body) {
    return exchange -> {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private static Behaviour replies(int status, Message message) {
    return exchange -> {
      exchange.sendResponseHeaders(status, message.length());
      for (byte[] part : message.parts()) {
        exchange.getResponseBody().write(part);
      }
    };
  }

  private static ErrorCode code(HttpCustodian client) {
    return catchThrowableOfType(HabeasException.class, client::challenge).code();
  }

  @ParameterizedTest
  @CsvSource({
    "301, HBS-4015", "302, HBS-4015", "204, HBS-4015", "400, HBS-4015", "401, HBS-4013",
    "403, HBS-4015", "404, HBS-4015", "407, HBS-4015", "413, HBS-2002", "422, HBS-4015",
    "429, HBS-4014", "500, HBS-4003", "502, HBS-4015", "503, HBS-4014"
  })
  void aStatusWithoutWordsHasACode(int status, String code) {
    assertThat(code(client(replies(status, new byte[0]))).id()).isEqualTo(code);
  }

  @Test
  void aCustodiansOwnFailureKeepsItsCode() {
    Message full = Message.of(Message.encode(ErrorCode.STORE_FULL.id()));
    assertThat(code(client(replies(500, full)))).isEqualTo(ErrorCode.STORE_FULL);
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    HttpCustodian client = client(exchange -> {
      exchange.sendResponseHeaders(200, 0); // chunked
      OutputStream out = exchange.getResponseBody();
      byte[] block = new byte[1 << 16];
      while (true) {
        out.write(block);
      }
    });
    assertThat(code(client)).isEqualTo(ErrorCode.CUSTODIAN_ANSWER);
  }

  @Test
  void aDripEndsAtTheDeadline() {
    HttpCustodian client = client(exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      for (int i = 0; i < 1000; i++) {
        exchange.getResponseBody().write(1);
        exchange.getResponseBody().flush();
        sleep(100);
      }
    });
    long start = System.nanoTime();
    assertThat(code(client)).isEqualTo(ErrorCode.CUSTODIAN_UNREACHABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anotherNameIsNoAnswer() {
    Message answer = Message.of(new byte[32], Message.encode("node-2"));
    assertThat(code(client(replies(200, answer)))).isEqualTo(ErrorCode.CUSTODIAN_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>404</html>", "\u0080\u0080", "AAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoBodyIsNoAnswer(String body) {
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(code(client(replies(200, bytes)))).isEqualTo(ErrorCode.CUSTODIAN_ANSWER);
  }

  @Test
  void aReasonIsShownShortAndWithoutControlCharacters() {
    CustodianConnection connection = new CustodianConnection(
        "node-1", new Connection(URI.create("http://127.0.0.1:1"), SETTINGS));
    String why = "\u001b[31mred\nline\u202e" + "x".repeat(1000);
    Decision.Deny deny = connection.deny(
        Message.of(Message.encode(Words.REFUSED), Message.encode("HBS-1004"), Message.encode(why)),
        1);
    assertThat(deny.code()).isEqualTo(ErrorCode.GRANT_REVOKED);
    assertThat(deny.why()).hasSizeLessThanOrEqualTo(300).startsWith("?[31mred?line?xxx");
    Decision.Deny unknown = connection.deny(
        Message.of(
            Message.encode(Words.REFUSED), Message.encode("HBS-9999"), Message.encode("<b>")),
        1);
    assertThat(unknown.code()).isEqualTo(ErrorCode.CUSTODIAN_REFUSED);
    assertThat(unknown.why()).doesNotContain("<b>").doesNotContain("9999");
  }

  @Test
  void aBusyServerIsAskedAgainAndThenLeftAlone() {
    assertThat(code(client(replies(503, new byte[0])))).isEqualTo(ErrorCode.CUSTODIAN_UNREACHABLE);
    assertThat(requests).hasValue(3);
  }

  @Test
  void aCutAnswerIsAskedForAgain() {
    HttpCustodian client = client(exchange -> {
      if (requests.get() == 1) {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write(1); // and the connection ends
      } else {
        replies(200, Message.of(new byte[32], Message.encode("node-1"))).answer(exchange);
      }
    });
    assertThat(client.challenge()).hasSize(32);
    assertThat(requests).hasValue(2);
  }

  @Test
  void nobodyThereIsSaidSoAtOnce() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(code(HttpCustodian.at("node-1", URI.create("http://127.0.0.1:" + free), SETTINGS)))
        .isEqualTo(ErrorCode.CUSTODIAN_UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org:80",
        "http://127.example.org:80",
        "http://10.0.0.1:80",
        "http://localhost.example.org",
        "ftp://127.0.0.1",
        "https://user:secret@example.org",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https:example.org",
        "file:/tmp"
      })
  void anAddressThatIsNoneIsRefused(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpCustodian.at("node-1", URI.create(address)))
        .withMessageNotContaining("secret");
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
