// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.Items;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The patient's side of a custodian that runs elsewhere. Thread-safe. */
final class HttpOwnerSession implements OwnerSession {
  private final CustodianConnection connection;
  private final Optional<String> token;

  HttpOwnerSession(CustodianConnection connection, String token) {
    this.connection = connection;
    this.token = Optional.of(token);
  }

  @Override
  public Stored put(ItemName name, byte[] content) {
    if (content.length > Items.maxBytes(name.kind())) {
      throw connection.tooLarge();
    }
    Message request = Message.of(Items.bytes(name.kind()), Message.encode(name.name()), content);
    return ask(Call.OWNER_PUT, request, answer -> stored(answer.text(0)));
  }

  private static Stored stored(String word) {
    return Arrays.stream(Stored.values())
        .filter(stored -> stored.name().equals(word))
        .findFirst()
        .orElseThrow(() -> new MalformedMessage("an unknown outcome of a put"));
  }

  @Override
  public Optional<byte[]> get(ItemName name) {
    return ask(Call.OWNER_GET, named(name), HttpOwnerSession::item);
  }

  @Override
  public Optional<byte[]> get(ItemName name, long offset, int length) {
    return ask(
        Call.OWNER_READ,
        ranged(name, offset, length),
        answer -> item(answer).map(part -> requireLength(part, length)));
  }

  static Optional<byte[]> item(Message answer) {
    return answer.size() == 0 ? Optional.empty() : Optional.of(answer.of(1).bytes(0));
  }

  @Override
  public void delete(ItemName name) {
    ask(Call.OWNER_DELETE, named(name), answer -> answer.of(0));
  }

  @Override
  public long obey(byte[] directives) {
    return ask(Call.OWNER_OBEY, Message.of(directives), answer -> answer.number(0));
  }

  @Override
  public List<ItemName> list(ItemKind kind) {
    return ask(
        Call.OWNER_LIST,
        Message.of(Items.bytes(kind)),
        answer -> answer.fields().stream()
            .map(name -> Items.named(kind, Message.of(name).text(0)))
            .toList());
  }

  private <T> T ask(Call call, Message request, Function<Message, T> answer) {
    return connection.ask(call, token, request, answer);
  }

  static Message named(ItemName name) {
    return Message.of(Items.bytes(name.kind()), Message.encode(name.name()));
  }

  static Message ranged(ItemName name, long offset, int length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("a part begins at 0 or later and has 0 bytes or more");
    }
    return Message.of(
        Items.bytes(name.kind()),
        Message.encode(name.name()),
        Message.encode(offset),
        Message.encode(length));
  }

  /** A part is all of it or none. */
  static byte[] requireLength(byte[] part, int length) {
    if (part.length != length) {
      throw new MalformedMessage("a part of another length than was asked for");
    }
    return part;
  }
}
