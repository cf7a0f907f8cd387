// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.testkit.fault.FaultyRelay;
import health.habeas.testkit.fault.RelayFault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both stores over a line that loses answers, hangs and drips. */
class BadLineTest {
  @RegisterExtension
  static final Peer S3 = Peer.s3proxy();

  @RegisterExtension
  static final Peer DAV = Peer.rclone();

  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final FaultyRelay toS3 = FaultyRelay.to(S3.port());
  private final FaultyRelay toDav = FaultyRelay.to(DAV.port());
  private final String own = UUID.randomUUID().toString();

  @AfterEach
  void close() {
    toS3.close();
    toDav.close();
  }

  private S3StoreBuilder s3() {
    return S3ShardStore.in(URI.create("http://127.0.0.1:" + toS3.port() + "/bucket"))
        .prefix(own)
        .credentials(S3Credentials.of(Peer.USER, Peer.SECRET))
        .deadline(DEADLINE);
  }

  private WebDavStoreBuilder dav() {
    return WebDavShardStore.in(URI.create("http://127.0.0.1:" + toDav.port() + "/" + own))
        .credentials(WebDavCredentials.of(Peer.USER, Peer.SECRET))
        .deadline(DEADLINE);
  }

  @Test
  void aPutWhoseAnswerWasLostWonAllTheSame() {
    try (ShardStore store = s3().open()) {
      toS3.misbehave(new RelayFault.Cut(0), 1);
      assertThat(store.putIfAbsent("a", new byte[] {1})).isTrue();
      assertThat(store.putIfAbsent("b", new byte[] {1})).isTrue();
      toS3.misbehave(new RelayFault.Cut(0), 1);
      assertThat(store.putIfAbsent("b", new byte[] {1})).isFalse();
      assertThat(store.list("")).containsExactly("a", "b");
    }
  }

  @Test
  void eachStepOfAPutMayLoseItsAnswer() {
    try (ShardStore store = dav().open()) {
      for (int answers = 1; answers <= 3; answers++) {
        toDav.misbehave(new RelayFault.Cut(0), answers);
        assertThat(store.putIfAbsent("a" + answers, new byte[] {1})).isTrue();
        toDav.misbehave(new RelayFault.Cut(0), answers);
        assertThat(store.putIfAbsent("a" + answers, new byte[] {2})).isFalse();
        toDav.heal();
        assertThat(store.get("a" + answers)).hasValue(new byte[] {1});
      }
      assertThat(store.list("")).containsExactly("a1", "a2", "a3");
    }
  }

  @Test
  void everyCallEndsByItsDeadlineWhateverTheServerDoes() {
    try (ShardStore s3 = s3().open();
        ShardStore dav = dav().open()) {
      s3.putIfAbsent("a", new byte[100_000]);
      dav.putIfAbsent("a", new byte[100_000]);
      for (RelayFault fault :
          List.of(new RelayFault.Hang(), new RelayFault.Drip(Duration.ofMillis(100)))) {
        toS3.misbehave(fault);
        toDav.misbehave(fault);
        assertFailsInTime(() -> s3.get("a"));
        assertFailsInTime(() -> dav.get("a"));
      }
    }
  }

  @Test
  void aServerThatIsAwayIsAnErrorAndNoAbsence() {
    try (ShardStore s3 = s3().open();
        ShardStore dav = dav().open()) {
      toS3.misbehave(new RelayFault.Cut(0));
      toDav.misbehave(new RelayFault.Cut(0));
      for (ShardStore store : List.of(s3, dav)) {
        assertFailsInTime(() -> store.get("a"));
        assertFailsInTime(() -> store.getRange("a", 0, 1));
        assertFailsInTime(() -> store.list(""));
        assertFailsInTime(() -> store.delete("a"));
        assertFailsInTime(() -> store.putIfAbsent("a", new byte[1]));
      }
    }
  }

  private static void assertFailsInTime(ThrowingCallable call) {
    long start = System.nanoTime();
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_FAILED));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plusSeconds(5));
  }
}
