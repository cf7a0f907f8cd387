// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.grant.GrantId;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.key.HolderKeys;
import health.habeas.record.Category;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A revocation that leaves fifty other grants to the same records: recorded, fenced, a new epoch, and a key update sealed
 * to each survivor; beside it the fifty seals alone. Custodians and ledger are in memory.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class KeyUpdateBenchmark {
  private static final int SURVIVORS = 50;
  private static final int KEYBOX_BYTES = 200;

  /** A vault with fifty grants, and one more for each revocation. */
  @State(Scope.Benchmark)
  public static class Shared {
    private final MemoryVault memory = new MemoryVault();
    private final Vault vault = memory.vault();
    private final List<HolderKeys> holders =
        Stream.generate(() -> HolderKeys.create("Clinic")).limit(SURVIVORS).toList();
    private GrantId next;

    /** A record, so that there are keys to replace, and fifty grants that survive. */
    @Setup
    public void grant() {
      vault.put(List.of(MemoryVault.result(1, 2)));
      holders.forEach(this::grant);
    }

    /** One that doesn't. */
    @Setup(Level.Invocation)
    public void grantOneMore() {
      next = grant(holders.get(0));
    }

    /** Ends. */
    @TearDown
    public void close() {
      memory.close();
      holders.forEach(HolderKeys::close);
    }

    private GrantId grant(HolderKeys holder) {
      GrantTerms terms =
          GrantTerms.read(Category.LABORATORY).for_(Purpose.TREAT).expiresIn(Duration.ofDays(30));
      return vault.grant(holder.grantee(), terms).id();
    }
  }

  /** Whom the peer seals to. */
  @State(Scope.Benchmark)
  public static class Receivers {
    private final List<byte[]> keys =
        Stream.generate(Receivers::key).limit(SURVIVORS).toList();

    private static byte[] key() {
      try (HolderKeys holder = HolderKeys.create("Clinic")) {
        return holder.grantee().sealingKey();
      }
    }
  }

  /** The whole revocation. */
  @Benchmark
  public Revocation revoke(Shared shared) {
    Revocation revocation = shared.vault.revoke(shared.next);
    if (revocation.survivors() != SURVIVORS) {
      throw new IllegalStateException("the benchmark measures " + revocation.survivors());
    }
    return revocation;
  }

  /** Peer: as many HPKE seals (X-Wing) of as many bytes as a small keybox has. */
  @Benchmark
  public int sealsAlone(Receivers receivers) {
    int bytes = 0;
    for (byte[] key : receivers.keys) {
      bytes += Hpke.seal(key, Domain.KEY_UPDATE, new byte[36], new byte[KEYBOX_BYTES]).length;
    }
    return bytes;
  }
}
