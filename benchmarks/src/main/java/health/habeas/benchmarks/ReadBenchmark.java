// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.GrantedVault;
import health.habeas.Vault;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Reading from a vault of 5,000 laboratory results of 200 to 2,000 bytes, any 4 of 6, over custodians in memory: one record,
 * as patient and as holder, and all of them one after the other. Beside it the deciphering that can't be left out.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class ReadBenchmark {
  private static final int RECORDS = 5000;
  private static final int CUSTODIANS = 6;

  /** The vault, and a holder with a grant to all of it. */
  @State(Scope.Benchmark)
  public static class Filled {
    private final Random random = new Random(23);
    private final Traffic traffic = new Traffic();
    private final PatientKeys alice = PatientKeys.create();
    private final HolderKeys clinic = HolderKeys.create("Clinic");
    private final Ledger ledger = Ledgers.open("memory:");
    private final List<Custodian> custodians = IntStream.range(0, CUSTODIANS)
        .mapToObj(i -> Custodians.over(
            "node-" + i,
            new CountingStore(ShardStore.inMemory(), traffic),
            ledger,
            InstantSource.system()))
        .toList();
    private final Vault vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, StripeLayout.of(4, CUSTODIANS))
        .open();
    private GrantedVault view;

    /** Puts the records. */
    @Setup
    public void fill() {
      vault.put(IntStream.range(0, RECORDS).mapToObj(this::result).toList());
      GrantTerms terms =
          GrantTerms.read(Category.LABORATORY).for_(Purpose.TREAT).expiresIn(Duration.ofDays(30));
      view = GrantedVault.open(vault.grant(clinic.grantee(), terms), clinic, ledger, custodians);
    }

    private HealthRecord result(int number) {
      byte[] content = new byte[200 + random.nextInt(1800)];
      random.nextBytes(content);
      return new HealthRecord(
          id(number),
          "Observation",
          LocalDate.of(2024, 1, 1).plusDays(number % 730),
          Set.of(Category.LABORATORY),
          Set.of(Label.NORMAL),
          content);
    }

    private RecordId any() {
      return id(random.nextInt(RECORDS));
    }

    private static RecordId id(int number) {
      return new RecordId("Observation/" + number);
    }

    /** Ends. */
    @TearDown
    public void close() {
      view.close();
      vault.close();
      ledger.close();
      clinic.close();
      alice.close();
    }
  }

  /** What the custodians' stores were asked for: sums, to be divided by {@code reads}. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Asked {
    /** How many records were read. */
    public long reads;

    /** Chunks of shards, by their 16 KiB. */
    public long chunks;

    /** Bytes of all items. */
    public long bytes;

    /** What all custodians keep of the vault, once for each read: bytes are a part of it. */
    public long ofBytes;

    /** Begins again. */
    @Setup(Level.Iteration)
    public void reset() {
      reads = 0;
      chunks = 0;
      bytes = 0;
      ofBytes = 0;
    }

    private void add(Traffic.Count count) {
      reads++;
      chunks += count.chunks();
      bytes += count.bytes();
      ofBytes += count.kept();
    }
  }

  /** One of the 5,000, by the patient: the directory of her open vault is the index. */
  @Benchmark
  public int patientReadsOne(Filled filled, Asked asked) {
    filled.traffic.begin();
    int found = filled.vault.get(filled.any()).records().size();
    asked.add(filled.traffic.end());
    return required(found, 1);
  }

  /** One of the 5,000, by a holder: access recorded, six custodians decide, slots looked through. */
  @Benchmark
  public int holderReadsOne(Filled filled, Asked asked) {
    filled.traffic.begin();
    int found = filled.view.get(filled.any()).records().size();
    asked.add(filled.traffic.end());
    return required(found, 1);
  }

  /** All of them, by the patient. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int patientReadsAll(Filled filled) {
    return required(filled.vault.records().records().size(), RECORDS);
  }

  /** All of them, by a holder. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int holderReadsAll(Filled filled) {
    return required(filled.view.records().records().size(), RECORDS);
  }

  private static int required(int found, int wanted) {
    if (found != wanted) {
      throw new IllegalStateException("the benchmark reads " + found + " records");
    }
    return found;
  }

  /** As many sealed frames as the vault has, of the size that most records are padded to, each under its own key. */
  @State(Scope.Benchmark)
  public static class Sealed {
    private static final GCMParameterSpec NONCE = new GCMParameterSpec(128, new byte[12]);
    private static final int FRAME_BYTES = 1024;

    private final Cipher cipher;
    private final SecretKeySpec[] keys = new SecretKeySpec[RECORDS];
    private final byte[][] frames = new byte[RECORDS][];

    /** Seals them. */
    public Sealed() {
      try {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
        for (int i = 0; i < RECORDS; i++) {
          byte[] key = new byte[32];
          key[0] = (byte) i;
          key[1] = (byte) (i >> 8);
          keys[i] = new SecretKeySpec(key, "AES");
          cipher.init(Cipher.ENCRYPT_MODE, keys[i], NONCE);
          frames[i] = cipher.doFinal(new byte[FRAME_BYTES]);
        }
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has it", e);
      }
    }
  }

  /** Peer: one AES-256-GCM of 1 KiB under a key of its own for each record, which no reader can leave out. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public byte[] cipherAlone(Sealed sealed) throws GeneralSecurityException {
    byte[] last = {};
    for (int i = 0; i < RECORDS; i++) {
      sealed.cipher.init(Cipher.DECRYPT_MODE, sealed.keys[i], Sealed.NONCE);
      last = sealed.cipher.doFinal(sealed.frames[i]);
    }
    return last;
  }
}
