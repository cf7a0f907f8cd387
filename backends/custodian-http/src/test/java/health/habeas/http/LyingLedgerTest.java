// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.http.server.CustodianServer;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.ProvenMap;
import health.habeas.ledger.proof.TreeHash;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** Whoever offers a ledger can delay, and can't make a client believe what the log did not sign. */
class LyingLedgerTest {
  private final Ledger real = Ledgers.open("memory:");
  private final Ledger other = Ledgers.open("memory:");
  private final Map<String, Object> lies = new ConcurrentHashMap<>();
  private final CustodianServer server =
      CustodianServer.builder().ledger(liar()).start();
  private final HttpSettings settings =
      HttpSettings.standard().withDeadline(Duration.ofSeconds(5)).withAttempts(1);
  private final Ledger client =
      HttpLedger.at(ServedCustodian.address(server), real.verifier(), settings);

  @AfterEach
  void close() {
    client.close();
    server.close();
    real.close();
    other.close();
  }

  /** The real ledger, but for the methods that have a lie. */
  private Ledger liar() {
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(),
        new Class<?>[] {Ledger.class},
        (proxy, method, arguments) -> {
          Object lie = lies.get(method.getName());
          try {
            return lie != null ? lie : method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static Entry entry(int number) {
    byte[] id = new byte[EntryId.SIZE_BYTES];
    id[0] = (byte) number;
    return new Entry(EntryId.of(id), new byte[32]);
  }

  private static LedgerErrorCode code(ThrowingSupplier<?> call) {
    return catchThrowableOfType(LedgerException.class, call::get).code();
  }

  @Test
  void anotherLogIsRefusedAtOnce() {
    assertThat(
            code(() -> HttpLedger.at(ServedCustodian.address(server), other.verifier(), settings)))
        .isEqualTo(LedgerErrorCode.CHECKPOINT_UNTRUSTED);
  }

  @Test
  void aHeadOfAnotherLogIsRefused() {
    other.append(entry(1)).orThrow();
    real.append(entry(1)).orThrow();
    real.head();
    lies.put("head", other.head());
    assertThat(code(client::head)).isEqualTo(LedgerErrorCode.CHECKPOINT_UNTRUSTED);
  }

  @Test
  void aLogThatShrinksIsRefused() {
    real.append(entry(1)).orThrow();
    lies.put("head", real.head());
    client.head();
    real.append(entry(2)).orThrow();
    Object before = lies.put("head", real.head());
    assertThat(client.head().claimed().size()).isEqualTo(2);
    lies.put("head", before);
    assertThat(code(client::head)).isEqualTo(LedgerErrorCode.ROLLED_BACK);
  }

  @Test
  void anEntryThatIsNotInTheLogIsNotFound() {
    real.append(entry(1)).orThrow();
    real.append(entry(2)).orThrow();
    other.append(entry(3)).orThrow();
    lies.put("find", other.find(entry(3).id()));
    // The proof is of another entry,
    assertThat(code(() -> client.find(entry(3).id()))).isEqualTo(LedgerErrorCode.PROOF_INVALID);
    // or of another log.
    lies.put("prove", other.prove(0));
    assertThat(code(() -> client.find(entry(3).id())))
        .isEqualTo(LedgerErrorCode.CHECKPOINT_UNTRUSTED);
    lies.put("read", real.read(1, 1));
    assertThat(code(() -> client.prove(0))).isEqualTo(LedgerErrorCode.PROOF_INVALID);
  }

  @Test
  void aKeyIsProvenAbsentOverTheWire() {
    real.append(entry(1)).orThrow();
    TreeHash there = LogMap.label(entry(1).id().bytes());
    TreeHash absent = LogMap.label(entry(2).id().bytes());
    ProvenMap map = client
        .prove(LogMap.LABELS, List.of(there, absent))
        .orElseThrow()
        .verify(LogMap.LABELS, real.verifier().key());
    assertThat(map.find(there)).hasValue(0);
    assertThat(map.find(absent)).isEmpty();
    assertThat(code(() -> client.prove(LogMap.LABELS, Collections.nCopies(1025, absent))))
        .isEqualTo(LedgerErrorCode.KEYS_TOO_MANY);
    assertThat(code(() -> real.prove(LogMap.LABELS, Collections.nCopies(1025, absent))))
        .isEqualTo(LedgerErrorCode.KEYS_TOO_MANY);
  }

  @Test
  void aProofOfAbsenceThatTheLogDidNotMakeIsRefused() {
    for (int i = 0; i < 20; i++) {
      real.append(entry(i)).orThrow();
      other.append(entry(i)).orThrow();
    }
    List<TreeHash> key = List.of(LogMap.label(entry(3).id().bytes()));
    real.append(entry(20)).orThrow();
    lies.put("prove", other.prove(LogMap.LABELS, key));
    assertThat(code(() -> client.prove(LogMap.LABELS, key)))
        .isEqualTo(LedgerErrorCode.STATE_UNTRUSTED);
    // of another key, of the other map, and none at all
    lies.put(
        "prove", real.prove(LogMap.LABELS, List.of(LogMap.label(entry(4).id().bytes()))));
    assertThat(code(() -> client.prove(LogMap.LABELS, key)))
        .isEqualTo(LedgerErrorCode.MAP_PROOF_INVALID);
    lies.put("prove", real.prove(LogMap.STATUS, key));
    assertThat(code(() -> client.prove(LogMap.LABELS, key)))
        .isEqualTo(LedgerErrorCode.MAP_PROOF_INVALID);
    // of a state from before a head that it showed
    lies.put("prove", real.prove(LogMap.LABELS, key));
    real.append(entry(21)).orThrow();
    client.head();
    assertThat(code(() -> client.prove(LogMap.LABELS, key)))
        .isEqualTo(LedgerErrorCode.STATE_UNTRUSTED);
    lies.put("prove", Optional.empty());
    assertThat(client.prove(LogMap.LABELS, key)).isEmpty();
  }

  @Test
  void anAppendWithoutAnAnswerIsInDoubt() {
    server.close();
    assertThat(client.append(entry(1)))
        .isInstanceOfSatisfying(
            Outcome.InDoubt.class,
            doubt -> assertThat(doubt.cause().code()).isEqualTo(LedgerErrorCode.UNAVAILABLE));
    assertThat(code(client::head)).isEqualTo(LedgerErrorCode.UNAVAILABLE);
  }

  @Test
  void anAddressWithoutAKeyIsRefused() {
    String address = ServedCustodian.address(server).toString();
    assertThat(code(() -> Ledgers.open(address))).isEqualTo(LedgerErrorCode.ADDRESS_INVALID);
    assertThat(code(() -> Ledgers.open("http://example.org#" + real.verifier().key())))
        .isEqualTo(LedgerErrorCode.ADDRESS_INVALID);
  }
}
