// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.Decision;
import health.habeas.http.internal.common.BoundedBody;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one custodian, whose failures become this SDK's. What a custodian says of its reasons is kept short and without
 * control characters, since people and logs see it. Thread-safe.
 *
 * @param name the custodian's
 * @param http where it is
 */
record CustodianConnection(String name, Connection http) {
  private static final int MOST_CHARS = 300;

  /** Asks outside a session. */
  <T> T ask(Call call, Message request, Function<Message, T> answer) {
    return ask(call, Optional.empty(), request, answer);
  }

  /** Asks within a session, if a token is given. */
  <T> T ask(Call call, Optional<String> session, Message request, Function<Message, T> answer) {
    Answer got = send(call, session, request);
    if (got.status() != Answer.OK) {
      throw failure(got);
    }
    try {
      return answer.apply(got.message());
    } catch (MalformedMessage | InvalidInputException e) {
      throw unfit(e);
    }
  }

  private Answer send(Call call, Optional<String> session, Message request) {
    try {
      return http.call(call, session, request);
    } catch (BoundedBody.TooLong e) {
      throw unfit(e);
    } catch (SSLException e) {
      throw new StorageException(
          ErrorCode.CUSTODIAN_UNREACHABLE,
          "custodian " + name + " could not be reached by TLS: its certificate is not trusted, or"
              + " it speaks no TLS",
          e);
    } catch (IOException e) {
      throw new StorageException(
          ErrorCode.CUSTODIAN_UNREACHABLE,
          "custodian " + name + " gives no answer (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  private HabeasException failure(Answer answer) {
    return switch (answer.status()) {
      case Answer.NO_SESSION ->
        new StorageException(
            ErrorCode.SESSION_OVER, "custodian " + name + " does not know this session");
      case Answer.TOO_MANY, Answer.BUSY ->
        new StorageException(
            ErrorCode.CUSTODIAN_UNREACHABLE, "custodian " + name + " is busy, or about to stop");
      case Answer.TOO_LARGE -> tooLarge();
      case Answer.REFUSED ->
        known(answer.code())
            .<HabeasException>map(
                code -> new InvalidInputException(code, "custodian " + name + " refused it"))
            .orElseGet(() -> unfit(null));
      case Answer.FAILED ->
        known(answer.code())
            .<HabeasException>map(
                code -> new StorageException(code, "custodian " + name + " failed"))
            .orElseGet(() -> new StorageException(
                ErrorCode.STORE_FAILED, "custodian " + name + " failed for a reason of its own"));
      default -> unfit(null);
    };
  }

  HabeasException tooLarge() {
    return new InvalidInputException(
        ErrorCode.RECORD_TOO_LARGE, "custodian " + name + " takes no item of this size");
  }

  /** What a denial says, as far as it may be shown. */
  Decision.Deny deny(Message answer, int first) {
    String why = answer.text(first + 1);
    String shown = why.substring(0, Math.min(why.length(), MOST_CHARS)).replaceAll("\\p{C}", "?");
    return known(answer.text(first))
        .map(code -> new Decision.Deny(code, shown))
        .orElseGet(() -> new Decision.Deny(
            ErrorCode.CUSTODIAN_REFUSED,
            "custodian " + name + " refused with a code that this version does not know"));
  }

  private static Optional<ErrorCode> known(String id) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.id().equals(id))
        .findFirst();
  }

  StorageException unfit(@Nullable Throwable cause) {
    return new StorageException(
        ErrorCode.CUSTODIAN_ANSWER,
        "what answers for custodian " + name + " does not keep to the protocol",
        cause);
  }
}
