// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.error.ErrorCode;
import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.http.internal.wire.Words;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.ItemName;
import health.habeas.shard.ReleaseSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The holder's side of a custodian that runs elsewhere. Thread-safe. */
final class HttpReleaseSession implements ReleaseSession {
  private final CustodianConnection connection;
  private final Optional<String> token;
  private final AccessEvent event;

  HttpReleaseSession(CustodianConnection connection, String token, AccessEvent event) {
    this.connection = connection;
    this.token = Optional.of(token);
    this.event = event;
  }

  @Override
  public Fetched fetch(ItemName name) {
    return ask(
        Call.HOLDER_FETCH,
        HttpOwnerSession.named(name),
        answer -> fetched(answer, answer.size() > 1 ? answer.bytes(1).length : 0));
  }

  @Override
  public Fetched fetch(ItemName name, long offset, int length) {
    return ask(
        Call.HOLDER_READ,
        HttpOwnerSession.ranged(name, offset, length),
        answer -> fetched(answer, length));
  }

  private Fetched fetched(Message answer, int length) {
    return switch (answer.text(0)) {
      case Words.FOUND -> new Found(HttpOwnerSession.requireLength(answer.of(2).bytes(1), length));
      case Words.ABSENT -> new Absent();
      case Words.REFUSED -> new Refused(connection.deny(answer.of(3), 1));
      default -> throw new MalformedMessage("an unknown outcome of a fetch");
    };
  }

  @Override
  public Deposited deposit(byte[] sealed) {
    if (sealed.length > MAX_DEPOSIT_BYTES) {
      return new Refused(new Decision.Deny(
          ErrorCode.DEPOSIT_TOO_LARGE,
          "a deposit may have " + MAX_DEPOSIT_BYTES + " bytes, and this has " + sealed.length));
    }
    return ask(Call.HOLDER_DEPOSIT, Message.of(sealed), answer -> switch (answer.text(0)) {
      case Words.KEPT -> new Kept();
      case Words.REFUSED -> new Refused(connection.deny(answer.of(3), 1));
      default -> throw new MalformedMessage("an unknown outcome of a deposit");
    });
  }

  @Override
  public List<Directive> directives() {
    return ask(
        Call.HOLDER_DIRECTIVES,
        Message.EMPTY,
        answer -> answer.fields().stream()
            .map(one -> Directive.parse(event.request().vault(), event.chain().suite(), one))
            .toList());
  }

  private <T> T ask(Call call, Message request, Function<Message, T> answer) {
    return connection.ask(call, token, request, answer);
  }
}
