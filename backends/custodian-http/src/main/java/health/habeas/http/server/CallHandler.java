// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import health.habeas.error.HabeasException;
import health.habeas.error.InvalidInputException;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request of HTTP to a call and back. Everything that can be refused without reading the body is: unknown paths,
 * clients that come too often, bodies without a length or too long, tokens that stand for nothing, and what is more than
 * the server does at once. Thread-safe.
 */
final class CallHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);
  private static final String BEARER = "Bearer ";

  private final Map<String, Call> byPath;
  private final Map<Call, Calls> answers;
  private final Sessions sessions;
  private final RateLimiter rates;
  private final Gate gate;
  private final Metrics metrics;

  CallHandler(
      Map<Call, Calls> answers, Sessions sessions, RateLimiter rates, Gate gate, Metrics metrics) {
    this.answers = new EnumMap<>(answers);
    this.byPath = answers.keySet().stream()
        .collect(java.util.stream.Collectors.toUnmodifiableMap(Call::path, call -> call));
    this.sessions = sessions;
    this.rates = rates;
    this.gate = gate;
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    @Nullable Call call = byPath.get(exchange.getRequestURI().getRawPath());
    gate.arrive();
    try (exchange) {
      int status = call == null ? send(exchange, Reply.NOT_FOUND) : respond(call, exchange);
      metrics.answered(Optional.ofNullable(call), status, System.nanoTime() - start);
    } catch (IOException e) {
      // The client is gone, or too slow; nobody is left to tell.
      metrics.answered(Optional.ofNullable(call), 0, System.nanoTime() - start);
    } finally {
      gate.depart();
    }
  }

  private int respond(Call call, HttpExchange exchange) throws IOException {
    long length = length(exchange);
    Optional<Reply> refusal = refusal(call, exchange, length);
    if (refusal.isPresent()) {
      return send(exchange, refusal.get());
    }
    Optional<Session> session = token(exchange).flatMap(sessions::find);
    Calls calls = answers.get(call);
    if (calls == null || !calls.admits(call, session)) {
      return send(exchange, Reply.NO_SESSION);
    }
    try (Gate.@Nullable Pass pass = gate.enter(length).orElse(null)) {
      if (pass == null) {
        return send(exchange, Reply.BUSY);
      }
      Reply reply = answer(calls, call, session, read(exchange, (int) length));
      // A client may take its time with the answer, which is in memory all the while.
      return send(exchange, pass.holds(reply.body().length()) ? reply : Reply.BUSY);
    }
  }

  private Optional<Reply> refusal(Call call, HttpExchange exchange, long length) {
    if (!exchange.getRequestMethod().equals("POST")) {
      return Optional.of(Reply.NOT_A_POST);
    }
    if (!rates.admits(exchange.getRemoteAddress().getAddress())) {
      return Optional.of(Reply.TOO_OFTEN);
    }
    if (length < 0) {
      return Optional.of(Reply.NO_LENGTH);
    }
    boolean fits = length <= call.requestBytes() && gate.everTakes(length);
    return fits ? Optional.empty() : Optional.of(Reply.TOO_LARGE);
  }

  private static byte[] read(HttpExchange exchange, int length) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(length);
    if (body.length < length) {
      throw new IOException("the body ended early");
    }
    return body;
  }

  private static Reply answer(Calls calls, Call call, Optional<Session> session, byte[] body) {
    try {
      return Reply.ok(calls.answer(call, session, Message.parse(body, call.requestFields())));
    } catch (MalformedMessage e) {
      return Reply.MALFORMED;
    } catch (ItemTooLarge e) {
      return Reply.TOO_LARGE;
    } catch (InvalidInputException e) {
      return Reply.refused(e.code().id());
    } catch (HabeasException e) {
      LOG.warn("{} failed with {}", call.label(), e.code().id());
      return Reply.failed(e.code().id());
    } catch (LedgerException.Permanent e) {
      return Reply.refused(e.code().id());
    } catch (LedgerException e) {
      LOG.warn("{} failed with {}", call.label(), e.code().id());
      return Reply.failed(e.code().id());
    } catch (RuntimeException e) {
      // Its message might hold anything; where it was raised does not.
      LOG.error("{} failed: {} at {}", call.label(), e.getClass().getName(), place(e));
      return Reply.FAILED;
    }
  }

  private static String place(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }

  private static long length(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    return length != null && length.matches("[0-9]{1,10}") ? Long.parseLong(length) : -1;
  }

  private static Optional<String> token(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header != null && header.startsWith(BEARER)
        ? Optional.of(header.substring(BEARER.length()))
        : Optional.empty();
  }

  private static int send(HttpExchange exchange, Reply reply) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/cbor");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (reply.isLater()) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    exchange.sendResponseHeaders(reply.status(), reply.body().length());
    try (OutputStream out = exchange.getResponseBody()) {
      for (byte[] part : reply.body().parts()) {
        out.write(part);
      }
    }
    return reply.status();
  }
}
