// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.HPAYMT;
import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.Disclosure;
import health.habeas.error.ErrorCode;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Challenge;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Possession;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.grant.Stamp;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HolderKeys;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.VaultCard;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Custodians know a grant, and so can write accesses into the ledger that never were: what they can't do is sign. */
class DisclosureEvidenceTest {
  private final SecureRandom random = new SecureRandom();
  private final Household home = new Household();
  private GrantChain chain;
  private AccessEvent event;

  @BeforeEach
  void writeAnAccessIntoTheLedger() {
    home.vault.put(labs("a", 1));
    chain = home.grant(home.clinic);
    byte[] opening = new byte[32];
    random.nextBytes(opening);
    event = new AccessEvent(
        chain,
        "St. Mary Cardiology",
        request(Action.READ, Selection.of(LABORATORY), TREAT),
        0,
        Instant.now(),
        new byte[0],
        opening);
    home.ledger.append(event.entry()).orThrow();
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void anAccessWithTheHoldersProofIsTheHolders() {
    keep(possession(home.clinic, chain, event.request()));
    assertThat(disclosure().event()).isPresent();
  }

  @Test
  void anAccessThatNobodyKeptHasNoHolder() {
    assertThat(disclosure().event()).isEmpty();
  }

  @Test
  void anAccessWithoutTheHoldersProofIsNotTheHolders() {
    byte[] altered = possession(home.clinic, chain, event.request());
    altered[altered.length - 1] ^= 1;
    List<byte[]> wrong = List.of(
        new byte[0],
        new byte[] {1, 2, 3},
        altered,
        possession(home.nurse, chain, event.request()),
        possession(home.clinic, home.grant(home.clinic), event.request()));
    wrong.forEach(this::assertNotTheHolders);
  }

  @Test
  void theProofOfAnotherRequestUnderTheSameGrantIsNotEnough() {
    Selection labs = Selection.of(LABORATORY);
    List<AccessRequest> others = List.of(
        request(Action.SEARCH, labs, TREAT),
        request(Action.READ, Selection.EVERYTHING, TREAT),
        request(Action.READ, labs, HPAYMT));
    others.forEach(other -> assertNotTheHolders(possession(home.clinic, chain, other)));
  }

  @Test
  void aProofFromAnotherTimeWasForAnotherAccess() {
    Instant longAgo = event.time().minus(Duration.ofMinutes(12));
    assertNotTheHolders(possession(home.clinic, event.request(), longAgo));
    keep(possession(home.clinic, event.request(), event.time().minus(Duration.ofMinutes(10))));
    assertThat(disclosure().event()).isPresent();
  }

  @Test
  void aTimeThatIsNoneIsNotTheHoldersAndHidesNothing() {
    byte[] genuine = possession(home.clinic, chain, event.request());
    byte[] id = event.entry().id().bytes();
    byte[] shown = new CborWriter()
        .array(2)
        .bytes(withTime(event.bytes(), Long.MAX_VALUE))
        .bytes(genuine)
        .toBytes();
    byte[] sealed = Hpke.seal(VaultCard.of(home.alice).sealingKey(), Domain.RECEIPT, id, shown);
    home.replace(0, ItemName.of(ItemKind.RECEIPT, id), sealed);
    assertThat(disclosure().event()).isEmpty();
  }

  /** The same event, but for when it was: that is followed by the empty subject and accessor alone. */
  private static byte[] withTime(byte[] bytes, long time) {
    CborReader in = CborReader.of(bytes, ErrorCode.RECEIPT_MISSING);
    in.arrayOf(2);
    byte[] opening = in.bytes(bytes.length);
    byte[] committed = in.bytes(bytes.length);
    byte[] until = Arrays.copyOf(committed, committed.length - 7);
    byte[] changed = Bytes.concat(
        until,
        new CborWriter().integer(time).bytes(new byte[0]).bytes(new byte[0]).toBytes());
    return new CborWriter().array(2).bytes(opening).bytes(changed).toBytes();
  }

  private void assertNotTheHolders(byte[] possession) {
    keep(possession);
    assertThat(disclosure().event()).isEmpty();
  }

  private Disclosure disclosure() {
    List<Disclosure> all = home.vault.disclosures();
    assertThat(all).hasSize(1).allMatch(each -> each.receipt().holds());
    return all.get(0);
  }

  private AccessRequest request(Action action, Selection selection, Purpose purpose) {
    return new AccessRequest(chain.root().parties().vault(), action, selection, purpose);
  }

  private byte[] possession(HolderKeys by, AccessRequest request, Instant made) {
    return possession(by, chain, request, made);
  }

  private byte[] possession(HolderKeys by, GrantChain under, AccessRequest request) {
    return possession(by, under, request, Instant.now());
  }

  private byte[] possession(HolderKeys by, GrantChain under, AccessRequest request, Instant made) {
    Challenge challenge = new Challenge("node-0", new byte[] {1});
    return new Possession(under.withoutKeybox(), request, challenge, Stamp.fresh(made, random))
        .sign(GrantPath.signer(by, under.suite()));
  }

  /** Every custodian says that this is what it was shown. */
  private void keep(byte[] possession) {
    byte[] id = event.entry().id().bytes();
    byte[] shown =
        new CborWriter().array(2).bytes(event.bytes()).bytes(possession).toBytes();
    byte[] sealed = Hpke.seal(VaultCard.of(home.alice).sealingKey(), Domain.RECEIPT, id, shown);
    IntStream.range(0, 3).forEach(i -> home.replace(i, ItemName.of(ItemKind.RECEIPT, id), sealed));
  }
}
