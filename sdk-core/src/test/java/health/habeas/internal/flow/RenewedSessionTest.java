// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.ShardStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A vault that is open for hours outlives the sessions that its custodians give. */
class RenewedSessionTest {
  private static final ItemName PAGE = new ItemName(ItemKind.PAGE, "00");

  private final PatientKeys alice = PatientKeys.create();
  private final Ledger ledger = Ledgers.open("memory:");
  private final Custodian custodian =
      Custodians.over("node-1", ShardStore.inMemory(), ledger, InstantSource.system());
  private final AtomicInteger entered = new AtomicInteger();
  private int callsASession = Integer.MAX_VALUE;
  private ErrorCode end = ErrorCode.SESSION_OVER;
  private final OwnerSession session = new RenewedSession(this::enter);

  @AfterEach
  void close() {
    custodian.close();
    ledger.close();
    alice.close();
  }

  /** A session that is over after so many calls. */
  private OwnerSession enter() {
    entered.incrementAndGet();
    OwnerSession real =
        custodian.enter(OwnerProof.of(alice, custodian.name(), custodian.challenge()));
    AtomicInteger left = new AtomicInteger(callsASession);
    return (OwnerSession) Proxy.newProxyInstance(
        OwnerSession.class.getClassLoader(),
        new Class<?>[] {OwnerSession.class},
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return proxy == arguments[0]; // equals alone is asked
          }
          if (left.getAndDecrement() <= 0) {
            throw new StorageException(end, "the session is over");
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  @Test
  void entersOnceForManyCalls() {
    assertThat(entered).hasValue(0);
    session.put(PAGE, new byte[] {1, 2, 3});
    assertThat(session.get(PAGE)).contains(new byte[] {1, 2, 3});
    assertThat(session.get(PAGE, 1, 2)).contains(new byte[] {2, 3});
    assertThat(session.list(ItemKind.PAGE)).containsExactly(PAGE);
    session.delete(PAGE);
    assertThat(session.get(PAGE)).isEmpty();
    assertThat(entered).hasValue(1);
  }

  @Test
  void entersAgainWhenTheSessionIsOver() {
    callsASession = 1;
    session.put(PAGE, new byte[] {1});
    assertThat(session.list(ItemKind.PAGE)).hasSize(1);
    session.delete(PAGE);
    assertThat(session.list(ItemKind.PAGE)).isEmpty();
    assertThat(entered).hasValue(4);
  }

  @Test
  void givesUpOnACustodianWhoseSessionsNeverLast() {
    callsASession = 0;
    StorageException over =
        catchThrowableOfType(StorageException.class, () -> session.list(ItemKind.PAGE));
    assertThat(over.code()).isEqualTo(ErrorCode.SESSION_OVER);
    assertThat(entered).hasValue(2);
  }

  @Test
  void anotherFailureIsNoReasonToEnterAgain() {
    callsASession = 0;
    end = ErrorCode.STORE_FAILED;
    StorageException failed =
        catchThrowableOfType(StorageException.class, () -> session.list(ItemKind.PAGE));
    assertThat(failed.code()).isEqualTo(ErrorCode.STORE_FAILED);
    assertThat(entered).hasValue(1);
  }
}
