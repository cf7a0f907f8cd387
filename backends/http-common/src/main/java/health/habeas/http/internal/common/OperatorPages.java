// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * {@code /healthz} says that the process answers, {@code /readyz} that it can serve, {@code /metrics} how it fares. None
 * of it is about anybody. Thread-safe.
 *
 * @param ready whether it can serve now
 * @param metrics its counts
 */
record OperatorPages(BooleanSupplier ready, Metrics metrics) implements HttpHandler {
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_BAD_METHOD, -1);
        return;
      }
      switch (exchange.getRequestURI().getRawPath()) {
        case "/healthz" -> send(exchange, HttpURLConnection.HTTP_OK, "alive\n");
        case "/readyz" -> {
          boolean can = ready.getAsBoolean();
          send(
              exchange,
              can ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
              can ? "ready\n" : "not ready\n");
        }
        case "/metrics" -> send(exchange, HttpURLConnection.HTTP_OK, metrics.text());
        default -> exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
