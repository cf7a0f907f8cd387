// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A custodian that must be asked, and does not answer, keeps nobody for ever. */
class TimedSessionTest {
  private static final ItemName NAME = ItemName.manifest(new byte[32]);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicInteger asked = new AtomicInteger();
  private Supplier<Optional<byte[]>> answer = Optional::empty;
  private final Queue<Runnable> late = new ArrayDeque<>();
  private long waited;
  private boolean hangs;

  private final TimedSession session =
      new TimedSession(new Asked(), this::begin, PATIENCE, new Stopped());

  @Test
  void givesWhatTheCustodianGives() {
    answer = () -> Optional.of(new byte[] {1});
    assertThat(session.get(NAME)).hasValue(new byte[] {1});
    assertThat(session.list(ItemKind.MANIFEST)).containsExactly(NAME);
  }

  @Test
  void throwsWhatTheCustodianThrows() {
    answer = () -> {
      throw new StorageException(ErrorCode.STORE_FULL, "no room");
    };
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> session.get(NAME))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_FULL));
  }

  @Test
  void whileACallHangsThatWasGivenUpNoOtherIsMade() {
    hangs = true;
    assertUnreachable();
    assertThat(waited).isEqualTo(PATIENCE.toNanos());
    hangs = false;
    assertUnreachable();
    assertThat(late).hasSize(1);
    late.remove().run();
    assertThat(session.get(NAME)).isEmpty();
    assertThat(asked).hasValue(2);
  }

  private void assertUnreachable() {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> session.get(NAME))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CUSTODIAN_UNREACHABLE));
  }

  private void begin(Runnable call) {
    if (hangs) {
      late.add(call);
    } else {
      call.run();
    }
  }

  private final class Stopped implements Ticker {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public <T> Optional<T> next(BlockingQueue<T> queue, long atMostNanos) {
      waited = hangs ? atMostNanos : 0;
      return Optional.ofNullable(queue.poll());
    }
  }

  private final class Asked implements OwnerSession {
    @Override
    public Stored put(ItemName name, byte[] content) {
      return Stored.NEW;
    }

    @Override
    public Optional<byte[]> get(ItemName name) {
      asked.incrementAndGet();
      return answer.get();
    }

    @Override
    public Optional<byte[]> get(ItemName name, long offset, int length) {
      return answer.get();
    }

    @Override
    public void delete(ItemName name) {}

    @Override
    public long obey(byte[] directives) {
      return 1;
    }

    @Override
    public List<ItemName> list(ItemKind kind) {
      return List.of(NAME);
    }
  }
}
