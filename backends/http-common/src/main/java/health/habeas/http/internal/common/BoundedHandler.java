// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request of HTTP to an answer and back. Everything that can be refused without reading the body is: unknown paths,
 * other methods, clients that come too often, bodies without a length or too long, and what is more than the server does at
 * once. Thread-safe.
 */
final class BoundedHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedHandler.class);
  private static final int TOO_MANY = 429;
  private static final Set<Integer> LATER = Set.of(TOO_MANY, HttpURLConnection.HTTP_UNAVAILABLE);
  private static final String HEAD = "HEAD";

  private final Site site;
  private final RateLimiter rates;
  private final Gate gate;
  private final Metrics metrics;

  /**
   * Nothing is answered yet.
   *
   * @param site what is offered
   * @param rates of each client
   * @param gate for all requests together
   * @param metrics that count them
   */
  public BoundedHandler(Site site, RateLimiter rates, Gate gate, Metrics metrics) {
    this.site = site;
    this.rates = rates;
    this.gate = gate;
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    Optional<Site.Work> work = site.find(exchange);
    Optional<String> call = work.map(Site.Work::call);
    gate.arrive();
    try (exchange) {
      int status = work.isEmpty()
          ? refuse(exchange, HttpURLConnection.HTTP_NOT_FOUND)
          : respond(work.get(), exchange);
      metrics.answered(call, status, System.nanoTime() - start);
    } catch (IOException e) {
      // The client is gone, or too slow; nobody is left to tell.
      metrics.answered(call, 0, System.nanoTime() - start);
    } finally {
      gate.depart();
    }
  }

  private int respond(Site.Work work, HttpExchange exchange) throws IOException {
    long length = work.mostBytes() == 0 ? 0 : length(exchange);
    int refusal = refusal(work, exchange, length);
    if (refusal != 0) {
      return refuse(exchange, refusal);
    }
    Optional<HttpReply> unread = work.refused();
    if (unread.isPresent()) {
      return send(exchange, unread.get());
    }
    try (Gate.@Nullable Pass pass = gate.enter(length).orElse(null)) {
      if (pass == null) {
        return refuse(exchange, HttpURLConnection.HTTP_UNAVAILABLE);
      }
      HttpReply reply = answer(work, read(exchange, (int) length));
      // A client may take its time with the answer, which is in memory all the while.
      return pass.holds(reply.length())
          ? send(exchange, reply)
          : refuse(exchange, HttpURLConnection.HTTP_UNAVAILABLE);
    }
  }

  /** The status of a refusal, or 0. */
  private int refusal(Site.Work work, HttpExchange exchange, long length) {
    if (!work.methods().contains(exchange.getRequestMethod())) {
      return HttpURLConnection.HTTP_BAD_METHOD;
    }
    if (!rates.admits(exchange.getRemoteAddress().getAddress())) {
      return TOO_MANY;
    }
    if (length < 0) {
      return HttpURLConnection.HTTP_LENGTH_REQUIRED;
    }
    boolean fits = length <= work.mostBytes() && gate.everTakes(length);
    return fits ? 0 : HttpURLConnection.HTTP_ENTITY_TOO_LARGE;
  }

  private static long length(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    return length != null && length.matches("[0-9]{1,10}") ? Long.parseLong(length) : -1;
  }

  private static byte[] read(HttpExchange exchange, int length) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(length);
    if (body.length < length) {
      throw new IOException("the body ended early");
    }
    return body;
  }

  private HttpReply answer(Site.Work work, byte[] body) {
    try {
      return work.answer(body);
    } catch (RuntimeException e) {
      // Its message might hold anything; where it was raised does not.
      LOG.error("{} failed: {} at {}", work.call(), e.getClass().getName(), place(e));
      return site.refusal(HttpURLConnection.HTTP_INTERNAL_ERROR);
    }
  }

  private static String place(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }

  private int refuse(HttpExchange exchange, int status) throws IOException {
    return send(exchange, site.refusal(status));
  }

  private static int send(HttpExchange exchange, HttpReply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    if (LATER.contains(reply.status())) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    boolean isHead = exchange.getRequestMethod().equals(HEAD);
    boolean bodiless = isHead || reply.length() == 0;
    if (isHead && reply.status() != HttpURLConnection.HTTP_NOT_MODIFIED) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(reply.length()));
    }
    exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : reply.length());
    if (!bodiless) {
      try (OutputStream out = exchange.getResponseBody()) {
        for (byte[] part : reply.parts()) {
          out.write(part);
        }
      }
    }
    return reply.status();
  }
}
