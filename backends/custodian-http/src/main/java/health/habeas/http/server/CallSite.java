// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import com.sun.net.httpserver.HttpExchange;
import health.habeas.error.HabeasException;
import health.habeas.error.InvalidInputException;
import health.habeas.http.internal.common.HttpReply;
import health.habeas.http.internal.common.Site;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.ledger.error.LedgerException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which calls there are, each answered by a custodian or a ledger, with the session that its token stands for. Thread-safe. */
final class CallSite implements Site {
  private static final Logger LOG = LoggerFactory.getLogger(CallSite.class);
  private static final Set<String> POST = Set.of("POST");
  private static final String BEARER = "Bearer ";

  private final Map<String, Call> byPath;
  private final Map<Call, Calls> answers;
  private final Sessions sessions;

  CallSite(Map<Call, Calls> answers, Sessions sessions) {
    this.answers = new EnumMap<>(answers);
    this.byPath =
        answers.keySet().stream().collect(Collectors.toUnmodifiableMap(Call::path, call -> call));
    this.sessions = sessions;
  }

  @Override
  public Optional<Work> find(HttpExchange request) {
    return Optional.ofNullable(byPath.get(request.getRequestURI().getRawPath()))
        .flatMap(call -> Optional.ofNullable(answers.get(call))
            .map(calls -> new CallWork(call, calls, request)));
  }

  @Override
  public HttpReply refusal(int status) {
    return Reply.bare(status).http();
  }

  /** One call, whose token is looked up when the bounds let it in. */
  private final class CallWork implements Work {
    private final Call call;
    private final Calls calls;
    private final HttpExchange request;
    private Optional<Session> session = Optional.empty();

    CallWork(Call call, Calls calls, HttpExchange request) {
      this.call = call;
      this.calls = calls;
      this.request = request;
    }

    @Override
    public String call() {
      return call.label();
    }

    @Override
    public Set<String> methods() {
      return POST;
    }

    @Override
    public long mostBytes() {
      return call.requestBytes();
    }

    @Override
    public Optional<HttpReply> refused() {
      session = token(request).flatMap(sessions::find);
      return calls.admits(call, session) ? Optional.empty() : Optional.of(Reply.NO_SESSION.http());
    }

    @Override
    public HttpReply answer(byte[] body) {
      return reply(body).http();
    }

    private Reply reply(byte[] body) {
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
      }
    }
  }

  private static Optional<String> token(HttpExchange request) {
    String header = request.getRequestHeaders().getFirst("Authorization");
    return header != null && header.startsWith(BEARER)
        ? Optional.of(header.substring(BEARER.length()))
        : Optional.empty();
  }
}
