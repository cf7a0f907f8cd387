// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.Vault;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Binding;
import health.habeas.grant.Challenge;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantSigner;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Parties;
import health.habeas.grant.Permission;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.grant.Stamp;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.Signer;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Admission;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The admission of one access by a custodian that knows 1, 100 or 10,000 grants of a vault, each of which was used before:
 * it follows the ledger, decides, verifies the receipt and keeps it sealed. Ledger and store are in memory. The peer of many
 * grants is one grant: the time must not depend on how many there are.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class CustodianBenchmark {
  private static final String CUSTODIAN = "custodian-1";
  private static final byte[] KEYBOX = {1, 2, 3};
  private static final SecureRandom RANDOM = new SecureRandom();

  /** How many grants the custodian knows. */
  @Param({"1", "100", "10000"})
  public int grants;

  private final InstantSource clock = InstantSource.system();
  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys clinic = HolderKeys.create("Clinic");
  private final Ledger ledger = Ledgers.open("memory:");
  private final Custodian custodian =
      Custodians.over(CUSTODIAN, ShardStore.inMemory(), ledger, clock);
  private Vault vault;
  private GrantChain[] chains;
  private int uses;
  private AccessClaim claim;

  /** Uses each grant once. */
  @Setup
  public void useEach() {
    // The vault leaves its card with the custodian; a stripe needs another one.
    Custodian other = Custodians.over("custodian-2", ShardStore.inMemory(), ledger, clock);
    vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(List.of(custodian, other), StripeLayout.of(1, 2))
        .open();
    Permission permission = GrantTerms.read(Category.LABORATORY)
        .for_(Purpose.TREAT)
        .expiresIn(Duration.ofDays(30))
        .permission(clock.instant());
    chains = new GrantChain[grants];
    for (int i = 0; i < grants; i++) {
      chains[i] = grant(i, permission);
    }
    for (int i = 0; i < grants; i++) {
      present();
      admit();
    }
  }

  /** The next access by the next grant, recorded in the ledger. */
  @Setup(Level.Invocation)
  public void present() {
    GrantChain chain = chains[uses % grants];
    AccessEvent event = event(chain, uses / grants);
    byte[] receipt = ledger
        .prove(ledger.append(event.entry()).recorded().orElseThrow().position())
        .bytes();
    byte[] nonce = custodian.challenge();
    byte[] possession = new Possession(
            chain,
            event.request(),
            new Challenge(CUSTODIAN, nonce),
            Stamp.fresh(clock.instant(), RANDOM))
        .sign(signer(clinic.key(), clinic.signer(SECRET_ACCESS, Suite.S1)));
    claim = new AccessClaim(new Presentation(chain.bytes(), possession), nonce, event, receipt);
    uses++;
  }

  /** The admission. */
  @Benchmark
  public Admission admit() {
    Admission admission = custodian.admit(claim);
    if (!(admission instanceof Admission.Admitted)) {
      throw new IllegalStateException("the benchmark measures a refusal: " + admission);
    }
    return admission;
  }

  /** Ends. */
  @TearDown
  public void close() {
    vault.close();
    ledger.close();
    clinic.close();
    alice.close();
  }

  private GrantChain grant(int number, Permission permission) {
    Parties parties = new Parties(VaultId.of(alice.key()), alice.key(), clinic.key());
    byte[] preimage = ByteBuffer.allocate(32).putInt(number).array();
    Binding binding =
        Binding.of(new byte[Binding.NONCE_BYTES], StatusHandle.ofPreimage(preimage), KEYBOX);
    return GrantChain.issue(
            Grant.root(parties, permission, binding),
            KEYBOX,
            signer(alice.key(), alice.signer(SECRET_ACCESS, Suite.S1)))
        .withoutKeybox();
  }

  private AccessEvent event(GrantChain chain, long number) {
    byte[] opening = new byte[32];
    RANDOM.nextBytes(opening);
    AccessRequest request = new AccessRequest(
        chain.root().parties().vault(),
        Action.READ,
        Selection.of(Category.LABORATORY),
        Purpose.TREAT);
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    return new AccessEvent(chain, "Clinic", request, number, now, new byte[0], opening);
  }

  private static GrantSigner signer(VerifyKey key, Signer signs) {
    return new GrantSigner() {
      @Override
      public VerifyKey key() {
        return key;
      }

      @Override
      public byte[] sign(byte[] message) {
        return signs.sign(message);
      }
    };
  }
}
