// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.Decision;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.http.internal.wire.Words;
import health.habeas.key.VerifyKey;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.Admission;
import health.habeas.shard.AuditQuestion;
import health.habeas.shard.Custodian;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairSession;
import health.habeas.shard.VaultCard;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A custodian that runs elsewhere and is reached over HTTPS.
 *
 * <p>Guarantees: every call ends within the deadline of its {@link HttpSettings}, failed or not; an answer is never larger
 * than the protocol allows; a call is repeated only where a second time changes nothing. What is sent is ciphertext, public
 * keys, grants and proofs; a proof is bound to the custodian's name, so whoever stands in between can't use it elsewhere.
 *
 * <p>Errors: {@link StorageException} with HBS-4013 (the session is over: enter again), HBS-4014 (no answer), HBS-4015 (no
 * custodian's answer), or the code that the custodian's own failure has. No message and no log holds contents, tokens or
 * names of items. Source: docs/spec/custodian-http.md. Thread-safe.
 */
public final class HttpCustodian implements Custodian {
  private final CustodianConnection connection;

  private HttpCustodian(CustodianConnection connection) {
    this.connection = connection;
  }

  /**
   * A custodian at an address; nothing is sent yet.
   *
   * @param name the name with which it was started: stable for good, and unique among a vault's custodians
   * @param address {@code https://host:port}, perhaps with a path; {@code http} only for this machine
   * @param settings whom to trust, how long to wait
   * @throws IllegalArgumentException for any other address
   */
  public static HttpCustodian at(String name, URI address, HttpSettings settings) {
    return new HttpCustodian(new CustodianConnection(name, new Connection(address, settings)));
  }

  /**
   * The same with {@link HttpSettings#standard()}.
   *
   * @param name the name with which it was started
   * @param address {@code https://host:port}
   */
  public static HttpCustodian at(String name, URI address) {
    return at(name, address, HttpSettings.standard());
  }

  @Override
  public String name() {
    return connection.name();
  }

  @Override
  public Optional<VaultCard> card(VaultId vault) {
    return connection.ask(
        Call.CARD,
        Message.of(vault.bytes()),
        answer ->
            answer.size() == 0 ? Optional.empty() : Optional.of(VaultCard.parse(answer.bytes(0))));
  }

  @Override
  public byte[] challenge() {
    Message answer = connection.ask(Call.CHALLENGE, Message.EMPTY, found -> found.of(2));
    if (!answer.text(1).equals(name())) {
      // Its proofs would be worth nothing; better to say so than "the proof does not hold".
      throw new StorageException(
          ErrorCode.CUSTODIAN_ANSWER,
          "the custodian at the address of " + name() + " calls itself by another name");
    }
    return answer.bytes(0);
  }

  @Override
  public Optional<VerifyKey> key() {
    return connection.ask(Call.KEY, Message.EMPTY, answer -> {
      if (answer.size() == 0) {
        return Optional.empty();
      }
      byte[] key = answer.of(1).bytes(0);
      if (key.length != VerifyKey.SIZE_BYTES) {
        throw new MalformedMessage("a key of another size");
      }
      return Optional.of(new VerifyKey(key));
    });
  }

  @Override
  public OwnerSession enter(OwnerProof proof) {
    Message request = Message.of(proof.card().bytes(), proof.nonce(), proof.signature());
    return new HttpOwnerSession(
        connection, connection.ask(Call.ENTER, request, answer -> token(answer, 0)));
  }

  @Override
  public Admission admit(AccessClaim claim) {
    Message request = Message.of(
        claim.presentation().chain(),
        claim.presentation().possession(),
        claim.nonce(),
        claim.event().bytes(),
        claim.inclusion());
    if (request.length() > Call.ADMIT.requestBytes()) {
      // L43: whatever is wrong is a denial.
      return new Admission.Refused(new Decision.Deny(
          ErrorCode.RECEIPT_MISSING,
          "no custodian takes grants and a receipt of more than 1 MiB together"));
    }
    return connection.ask(
        Call.ADMIT,
        request,
        answer -> answer.text(0).equals(Words.REFUSED)
            ? new Admission.Refused(connection.deny(answer.of(3), 1))
            : new Admission.Admitted(
                new HttpReleaseSession(connection, admitted(answer), claim.event())));
  }

  private static String admitted(Message answer) {
    if (!answer.text(0).equals(Words.ADMITTED)) {
      throw new MalformedMessage("neither admitted nor refused");
    }
    return token(answer, 1);
  }

  /** Only what may stand in a header. */
  private static String token(Message answer, int index) {
    String token = new String(answer.bytes(index), StandardCharsets.US_ASCII);
    if (!token.matches("[0-9A-Za-z_-]{20,100}")) {
      throw new MalformedMessage("a token of another form");
    }
    return token;
  }

  @Override
  public long followLedger() {
    return connection.ask(Call.FOLLOW, Message.EMPTY, answer -> answer.number(0));
  }

  @Override
  public long revoke(RevocationStatement statement) {
    return connection.ask(Call.REVOKE, Message.of(statement.bytes()), answer -> answer.number(0));
  }

  @Override
  public byte[] audit(AuditQuestion question) {
    return connection.ask(
        Call.AUDIT, Message.of(question.bytes()), answer -> answer.of(1).bytes(0));
  }

  @Override
  public RepairSession repair(RepairCap cap) {
    return new HttpRepairSession(
        connection,
        connection.ask(Call.REPAIR, Message.of(cap.bytes()), answer -> token(answer.of(1), 0)));
  }

  /** Nothing is kept open here: the server ends sessions by itself. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "HttpCustodian[" + name() + "]";
  }
}
