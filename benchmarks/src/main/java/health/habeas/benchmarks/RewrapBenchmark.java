// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.subtle.AesSiv;
import health.habeas.Vault;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.key.HolderKeys;
import health.habeas.record.Category;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Putting the slots of one compartment under the keys of its next epoch, from pages at custodians in memory to pages
 * there; beside it the ciphers and MACs without which a slot can't be had under a new key.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 8, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class RewrapBenchmark {
  private static final int SLOTS = 8192;
  private static final int DAYS = 730;
  private static final int LOCATOR_BYTES = 112;

  /** A vault with one compartment whose slots lie under the epoch before. */
  @State(Scope.Benchmark)
  public static class Filled {
    private final HolderKeys clinic = HolderKeys.create("Clinic");
    private final MemoryVault memory = new MemoryVault();
    private final Vault vault = memory.vault();

    /** Puts the records. */
    @Setup
    public void fill() {
      vault.put(
          IntStream.range(0, SLOTS).mapToObj(i -> MemoryVault.result(i, DAYS)).toList());
    }

    /** A revocation starts the next epoch. */
    @Setup(Level.Invocation)
    public void rotate() {
      GrantTerms terms =
          GrantTerms.read(Category.LABORATORY).for_(Purpose.TREAT).expiresIn(Duration.ofDays(30));
      vault.revoke(vault.grant(clinic.grantee(), terms).id());
    }

    /** Ends. */
    @TearDown
    public void close() {
      memory.close();
      clinic.close();
    }
  }

  /** All of it: read and verify the pages, re-wrap, seal, sign, store and commit them, delete the old ones. */
  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public int path(Filled filled) {
    int slots = filled.vault.rewrap().slots();
    if (slots != SLOTS) {
      throw new IllegalStateException("the benchmark measures " + slots + " slots");
    }
    return slots;
  }

  /** Ciphers and keys of the peer, as Tink and the JDK give them. */
  @State(Scope.Benchmark)
  public static class Primitives {
    private final Mac mac;
    private final DeterministicAead from;
    private final DeterministicAead to;
    private final byte[] context = new byte[20];
    private final byte[][] wrapped = new byte[SLOTS][];

    /** Keys of the same size as the path's. */
    public Primitives() {
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        from = new AesSiv(new byte[64]);
        to = new AesSiv(Arrays.copyOf(new byte[] {1}, 64));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has them", e);
      }
    }

    /** Wraps each slot's content. */
    @Setup
    public void wrap() throws GeneralSecurityException {
      for (int slot = 0; slot < SLOTS; slot++) {
        wrapped[slot] = from.encryptDeterministically(new byte[LOCATOR_BYTES], of(slot));
      }
    }

    private byte[] of(int number) {
      context[0] = (byte) number;
      context[1] = (byte) (number >> 8);
      return context;
    }
  }

  /** Peer: for each slot one AES-SIV open and one seal, and the two masks of its day by one HMAC each. */
  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public byte[] primitivesAlone(Primitives with) throws GeneralSecurityException {
    byte[] last = {};
    for (int slot = 0; slot < SLOTS; slot++) {
      byte[] context = with.of(slot);
      with.mac.doFinal(context);
      byte[] content = with.from.decryptDeterministically(with.wrapped[slot], context);
      last = with.to.encryptDeterministically(content, context);
      with.mac.doFinal(context);
    }
    return last;
  }
}
