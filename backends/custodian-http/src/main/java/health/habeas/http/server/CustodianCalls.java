// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.grant.Decision;
import health.habeas.grant.Presentation;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.Items;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.http.internal.wire.Words;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Admission;
import health.habeas.shard.AuditQuestion;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.ReleaseSession;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairSession;
import health.habeas.shard.VaultCard;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** The calls of a custodian, which decides about each. Thread-safe. */
final class CustodianCalls implements Calls {
  private final Custodian custodian;
  private final Sessions sessions;
  private final Consumer<ErrorCode> denials;

  /**
   * @param denials told of each denial, for the metrics
   */
  CustodianCalls(Custodian custodian, Sessions sessions, Consumer<ErrorCode> denials) {
    this.custodian = custodian;
    this.sessions = sessions;
    this.denials = denials;
  }

  @Override
  public boolean admits(Call call, Optional<Session> session) {
    return switch (call) {
      case OWNER_PUT, OWNER_GET, OWNER_READ, OWNER_DELETE, OWNER_LIST, OWNER_OBEY ->
        session.filter(Session.Owner.class::isInstance).isPresent();
      case HOLDER_DIRECTIVES -> session.filter(Session.Holder.class::isInstance).isPresent();
      // One that is over is told so in the custodian's words, as if it had been asked.
      case HOLDER_FETCH, HOLDER_READ, HOLDER_DEPOSIT ->
        session
            .filter(found -> found instanceof Session.Holder || found instanceof Session.Over)
            .isPresent();
      case REPAIR_MANIFEST, REPAIR_SHARD, REPAIR_RESTORE_MANIFEST, REPAIR_RESTORE_SHARD ->
        session.filter(Session.Repairer.class::isInstance).isPresent();
      default -> true;
    };
  }

  @Override
  public Message answer(Call call, Optional<Session> session, Message in) {
    if (!call.isInSession()) {
      return open(call, in);
    }
    Session found = session.orElseThrow();
    if (found instanceof Session.Owner owner) {
      return owner(call, owner.custodian(), in);
    }
    if (found instanceof Session.Repairer repairer) {
      return repair(call, custodian.repair(repairer.cap()), in);
    }
    return found instanceof Session.Holder holder ? holder(call, holder, in) : over();
  }

  private Message open(Call call, Message in) {
    return switch (call) {
      case CARD -> card(in.of(1).bytes(0));
      case CHALLENGE -> {
        in.of(0);
        yield Message.of(custodian.challenge(), Message.encode(custodian.name()));
      }
      case KEY -> {
        in.of(0);
        yield custodian.key().map(key -> Message.of(key.bytes())).orElse(Message.EMPTY);
      }
      case ENTER -> enter(in.of(3));
      case ADMIT -> admit(in.of(5));
      case FOLLOW -> {
        in.of(0);
        yield Message.of(Message.encode(custodian.followLedger()));
      }
      case REVOKE ->
        Message.of(
            Message.encode(custodian.revoke(RevocationStatement.parse(in.of(1).bytes(0)))));
      case REPAIR -> {
        RepairCap cap = RepairCap.parse(in.of(1).bytes(0));
        custodian.repair(cap);
        yield Message.of(token(new Session.Repairer(cap)));
      }
      case AUDIT -> Message.of(custodian.audit(AuditQuestion.parse(in.of(1).bytes(0))));
      default -> throw new MalformedMessage("no call of a custodian");
    };
  }

  private Message card(byte[] vault) {
    if (vault.length != 32) {
      throw new MalformedMessage("a vault's id has 32 bytes");
    }
    return custodian
        .card(VaultId.ofBytes(vault))
        .map(card -> Message.of(card.bytes()))
        .orElse(Message.EMPTY);
  }

  private Message enter(Message in) {
    OwnerProof proof = new OwnerProof(VaultCard.parse(in.bytes(0)), in.bytes(1), in.bytes(2));
    return Message.of(token(new Session.Owner(custodian.enter(proof))));
  }

  private Message admit(Message in) {
    AccessEvent event;
    try {
      event = AccessEvent.parse(in.bytes(3));
    } catch (HabeasException e) {
      // L43: whatever is wrong is a denial.
      return refused(new Decision.Deny(e.code(), "the receipt of the access can't be read"));
    }
    Presentation presentation = new Presentation(in.bytes(0), in.bytes(1));
    Admission admission =
        custodian.admit(new AccessClaim(presentation, in.bytes(2), event, in.bytes(4)));
    if (admission instanceof Admission.Refused refused) {
      return refused(refused.deny());
    }
    ReleaseSession session = ((Admission.Admitted) admission).session();
    return Message.of(
        Message.encode(Words.ADMITTED),
        token(new Session.Holder(session, event.chain().suite())));
  }

  private byte[] token(Session session) {
    return sessions.open(session).getBytes(StandardCharsets.US_ASCII);
  }

  private static Message owner(Call call, OwnerSession session, Message in) {
    return switch (call) {
      case OWNER_PUT -> put(session, in.of(3));
      case OWNER_GET -> item(session.get(Items.name(in.of(2), 0)));
      case OWNER_READ ->
        item(session.get(Items.name(in.of(4), 0), Range.offset(in), Range.length(in)));
      case OWNER_DELETE -> {
        session.delete(Items.name(in.of(2), 0));
        yield Message.EMPTY;
      }
      case OWNER_LIST ->
        Message.of(session.list(Items.kind(in.of(1), 0)).stream()
            .map(name -> Message.encode(name.name()))
            .toList());
      case OWNER_OBEY -> Message.of(Message.encode(session.obey(in.of(1).bytes(0))));
      default -> throw new MalformedMessage("no call of an owner");
    };
  }

  private static Message put(OwnerSession session, Message in) {
    ItemName name = Items.name(in, 0);
    byte[] content = in.bytes(2);
    if (content.length > Items.maxBytes(name.kind())) {
      throw new ItemTooLarge();
    }
    return Message.of(Message.encode(session.put(name, content).name()));
  }

  private static Message item(Optional<byte[]> found) {
    return found.map(Message::of).orElse(Message.EMPTY);
  }

  private Message holder(Call call, Session.Holder session, Message in) {
    ReleaseSession custodians = session.custodian();
    return switch (call) {
      case HOLDER_FETCH -> fetched(custodians.fetch(Items.name(in.of(2), 0)));
      case HOLDER_READ ->
        fetched(custodians.fetch(Items.name(in.of(4), 0), Range.offset(in), Range.length(in)));
      case HOLDER_DEPOSIT ->
        custodians.deposit(in.of(1).bytes(0)) instanceof ReleaseSession.Refused refused
            ? refused(refused.deny())
            : Message.of(Message.encode(Words.KEPT));
      case HOLDER_DIRECTIVES ->
        Message.of(custodians.directives().stream()
            .map(directive -> directive.bytes(session.suite()))
            .toList());
      default -> throw new MalformedMessage("no call of a holder");
    };
  }

  private Message fetched(ReleaseSession.Fetched fetched) {
    if (fetched instanceof ReleaseSession.Found found) {
      return Message.of(Message.encode(Words.FOUND), found.content());
    }
    return fetched instanceof ReleaseSession.Refused refused
        ? refused(refused.deny())
        : Message.of(Message.encode(Words.ABSENT));
  }

  private static Message repair(Call call, RepairSession session, Message in) {
    switch (call) {
      case REPAIR_MANIFEST -> {
        in.of(0);
        return item(session.manifest());
      }
      case REPAIR_SHARD -> {
        return item(session.shard(index(in.of(1))));
      }
      case REPAIR_RESTORE_MANIFEST -> session.restoreManifest(in.of(1).bytes(0));
      case REPAIR_RESTORE_SHARD -> session.restoreShard(index(in.of(2)), in.bytes(1));
      default -> throw new MalformedMessage("no call of a repairer");
    }
    return Message.EMPTY;
  }

  private static int index(Message in) {
    long index = in.number(0);
    if (index < 0 || index > Items.MAX_SHARD) {
      throw new MalformedMessage("no index of a shard");
    }
    return (int) index;
  }

  private Message over() {
    return refused(
        new Decision.Deny(ErrorCode.RECEIPT_MISSING, "the session is more than ten minutes old"));
  }

  private Message refused(Decision.Deny deny) {
    denials.accept(deny.code());
    return Message.of(
        Message.encode(Words.REFUSED),
        Message.encode(deny.code().id()),
        Message.encode(deny.why()));
  }

  /** Two numbers of a request. */
  private static final class Range {
    static long offset(Message in) {
      return Math.max(in.number(2), 0);
    }

    static int length(Message in) {
      long length = in.number(3);
      if (in.number(2) < 0 || length < 0 || length > Integer.MAX_VALUE) {
        throw new MalformedMessage("no part of an item");
      }
      return (int) length;
    }
  }
}
