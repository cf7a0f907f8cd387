// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.Items;
import health.habeas.http.internal.wire.Message;
import health.habeas.shard.ItemKind;
import health.habeas.shard.RepairSession;
import java.util.Optional;
import java.util.function.Function;

/** A repairer's side of a custodian that runs elsewhere. Thread-safe. */
final class HttpRepairSession implements RepairSession {
  private final CustodianConnection connection;
  private final Optional<String> token;

  HttpRepairSession(CustodianConnection connection, String token) {
    this.connection = connection;
    this.token = Optional.of(token);
  }

  @Override
  public Optional<byte[]> manifest() {
    return ask(Call.REPAIR_MANIFEST, Message.EMPTY, HttpOwnerSession::item);
  }

  @Override
  public Optional<byte[]> shard(int index) {
    return ask(Call.REPAIR_SHARD, Message.of(number(index)), HttpOwnerSession::item);
  }

  @Override
  public void restoreManifest(byte[] signed) {
    requireSize(ItemKind.MANIFEST, signed);
    ask(Call.REPAIR_RESTORE_MANIFEST, Message.of(signed), answer -> answer.of(0));
  }

  @Override
  public void restoreShard(int index, byte[] file) {
    requireSize(ItemKind.SHARD, file);
    ask(Call.REPAIR_RESTORE_SHARD, Message.of(number(index), file), answer -> answer.of(0));
  }

  private byte[] number(int index) {
    if (index < 0 || index > Items.MAX_SHARD) {
      throw new InvalidInputException(
          ErrorCode.REPAIR_REFUSED, "custodian " + connection.name() + " has no such shard");
    }
    return Message.encode(index);
  }

  private void requireSize(ItemKind kind, byte[] content) {
    if (content.length > Items.maxBytes(kind)) {
      throw connection.tooLarge();
    }
  }

  private <T> T ask(Call call, Message request, Function<Message, T> answer) {
    return connection.ask(call, token, request, answer);
  }
}
