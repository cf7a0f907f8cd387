// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCallsTest {
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private HttpCalls calls;

  @SuppressWarnings("NullAway.Init") // JUnit starts the server before each test
  HttpCallsTest() {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    calls = new HttpCalls(
        "of a test", HttpCalls.client(), Duration.ofSeconds(20), status -> status / 100 == 5);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void repeatsWhileTheServerCannotAndSaysHowOften() {
    answers(number -> number < 3 ? 503 : 200);
    HttpAnswer answer = calls.send(this::request);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.attempts()).isEqualTo(3);
  }

  @Test
  void givesUpAfterFourAttempts() {
    answers(number -> 503);
    assertThat(calls.send(this::request).status()).isEqualTo(503);
    assertThat(asked).hasValue(4);
  }

  @Test
  void repeatsNoRefusal() {
    answers(number -> 403);
    assertThat(calls.send(this::request).attempts()).isEqualTo(1);
  }

  @Test
  void followsNoRedirectToWhichCredentialsWouldGo() {
    server.createContext("/", exchange -> {
      exchange.getResponseHeaders().add("location", "/elsewhere");
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
    });
    assertThat(calls.send(this::request).status()).isEqualTo(302);
  }

  @ParameterizedTest
  @CsvSource({
    "401, STORE_REFUSED",
    "403, STORE_REFUSED",
    "405, STORE_UNWRITABLE",
    "507, STORE_FULL",
    "500, STORE_FAILED",
    "302, STORE_FAILED"
  })
  void tellsWhatAnAnswerMeans(int status, ErrorCode code) {
    answers(number -> status);
    HttpAnswer answer = calls.send(this::request);
    assertThat(calls.refused(answer, "SlowDown").code()).isEqualTo(code);
    assertThat(calls.refused(answer, "SlowDown")).hasMessageContaining(status + " SlowDown");
    assertThat(calls.refused(answer, "a\nb").getMessage()).doesNotContain("\n");
  }

  @Test
  void takesNoMoreThanABlob() {
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] part = new byte[1 << 20];
      try (OutputStream out = exchange.getResponseBody()) {
        while (true) {
          out.write(part);
        }
      }
    });
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> calls.send(this::request))
        .withMessageContaining("sent more than");
  }

  private void answers(IntUnaryOperator statuses) {
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(statuses.applyAsInt(asked.incrementAndGet()), -1);
      exchange.close();
    });
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a"))
        .build();
  }
}
