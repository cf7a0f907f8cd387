// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborWriter;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantChainTest {
  private static final GrantTerms PART = GrantTerms.read(Category.LABORATORY);

  private static GrantChain threeLinks() {
    GrantChain one = Cast.chain(Cast.terms().delegable(2));
    GrantChain two = Cast.LAB.receive(one, PART.delegable(1));
    return Cast.REGISTRY.receive(two, PART);
  }

  @Test
  void readsBackItsBytesAndItsText() {
    GrantChain chain = threeLinks();
    assertThat(GrantChain.parse(chain.bytes())).isEqualTo(chain);
    assertThat(GrantChain.parse(chain.text())).isEqualTo(chain).hasSameHashCodeAs(chain);
    assertThat(chain.text()).startsWith("habeas:").doesNotContain("=");
    assertThat(chain.sealedKeybox()).hasValueSatisfying(k -> assertThat(k).isEqualTo(Cast.KEYBOX));
    assertThat(chain.withoutKeybox().digest()).isEqualTo(chain.digest());
    assertThat(chain.withoutKeybox().sealedKeybox()).isEmpty();
  }

  @Test
  void isSmall() {
    GrantTerms terms = Cast.terms().delegable(2);
    assertThat(Cast.chain(terms).withoutKeybox().bytes()).hasSizeLessThan(400);
    assertThat(threeLinks().withoutKeybox().bytes()).hasSizeLessThan(1200);
  }

  @Test
  void refusesAFlippedByteAtEveryPosition() {
    GrantChain chain = threeLinks();
    byte[] good = chain.bytes();
    byte[] proof = Cast.REGISTRY.show(chain, Cast.READ_RESULT).possession();
    assertThat(decide(good, proof)).isEqualTo("");
    Set<String> codes = new TreeSet<>();
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      String code = decide(bad, proof);
      assertThat(code).as("byte %d", at).startsWith("HBS-10").isNotEqualTo("HBS-1021");
      codes.add(code);
    }
    assertThat(codes).contains("HBS-1001", "HBS-1002", "HBS-1007", "HBS-1008", "HBS-1010");
  }

  @Test
  void refusesTextThatIsNotInItsOneEncoding_L2() {
    String text = Cast.chain(Cast.terms()).text();
    refuses("HBS-1001", () -> GrantChain.parse(text + "="));
    refuses("HBS-1001", () -> GrantChain.parse(text.substring("habeas:".length())));
    refuses("HBS-1001", () -> GrantChain.parse("habeas:" + "ä"));
    refuses("HBS-1001", () -> GrantChain.parse(text.replace('_', '/') + "+"));
    byte[] bytes = Cast.chain(Cast.terms()).bytes();
    refuses(
        "HBS-1001",
        () -> GrantChain.parse("habeas:"
            + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length - 1))));
  }

  @Test
  void refusesMoreThanTheLimitsBeforeAnySignature_L5() {
    byte[] link = Cast.chain(Cast.terms()).links().get(0).bytes();
    refuses("HBS-1006", () -> GrantChain.parse(raw(link, 6)));
    refuses("HBS-1006", () -> GrantChain.parse(raw(new byte[1], 10_000)));
    refuses("HBS-1006", () -> GrantChain.parse(raw(new byte[Grant.MAX_BYTES + 1], 1)));
    refuses("HBS-1006", () -> GrantChain.parse(new byte[1 << 20]));
    refuses("HBS-1008", () -> GrantChain.parse(raw(link, 0)));
    byte[] bomb = new byte[200_000];
    Arrays.fill(bomb, (byte) 0x81);
    refuses("HBS-1001", () -> GrantChain.parse(bomb));
  }

  @Test
  void refusesToSignAGrantBeyondTheLimits() {
    RecordId[] many = IntStream.range(0, 64)
        .mapToObj(i -> new RecordId(("id" + i).repeat(20)))
        .toArray(RecordId[]::new);
    refuses("HBS-1006", () -> Cast.chain(Cast.terms().only(many)));
    byte[] large = new byte[GrantChain.MAX_KEYBOX_BYTES + 1];
    Grant grant = Grant.root(
        new Parties(Cast.VAULT, Cast.ALICE.key(), Cast.CLINIC.key()),
        Cast.terms().permission(Cast.NOW),
        Binding.of(new byte[16], Cast.binding(0).status(), large));
    refuses("HBS-1006", () -> GrantChain.issue(grant, large, Cast.ALICE));
  }

  @Test
  void refusesAKeyboxOtherThanTheSignedOne() {
    Grant root = Cast.root(Cast.terms());
    refuses("HBS-1001", () -> GrantChain.issue(root, new byte[] {1}, Cast.ALICE));
  }

  @Test
  void refusesASignerOtherThanTheIssuer() {
    refuses("HBS-1002", () -> GrantChain.issue(Cast.root(Cast.terms()), Cast.KEYBOX, Cast.MALLORY));
  }

  @Test
  void narrowsOffline_L47() {
    GrantChain chain = threeLinks();
    assertThat(chain.grants()).hasSize(3);
    assertThat(chain.last().attenuates(chain.grants().get(1))).isTrue();
    assertThat(chain.grants().get(1).attenuates(chain.root())).isTrue();
    assertThat(chain.last().attenuates(chain.root())).isFalse();
  }

  @Test
  void refusesToNarrowToMoreAndNamesTheDimension() {
    GrantChain chain =
        Cast.chain(Cast.terms().delegable(1).audience("custodian-1").obliging(Obligation.DELAU));
    widens("categories", chain, GrantTerms.read(Category.IMAGING));
    widens("actions", chain, GrantTerms.create(Category.LABORATORY));
    widens("labels", chain, PART.including(Label.PSY));
    widens("days", chain, PART.since("2024-12-31"));
    widens("purposes", chain, PART.for_(Purpose.HPAYMT));
    widens("window", chain, PART.expiresIn(Duration.ofDays(31)));
    widens("depth", chain, PART.delegable(1));
    widens("audience", chain, PART.audience("elsewhere"));
    widens("offline time", chain, PART.offlineFor(Duration.ofMinutes(1)));
    widens("depth", Cast.chain(Cast.terms()), PART);
  }

  @Test
  void tellsTheIdAndNeverTheToken() {
    GrantChain chain = threeLinks();
    assertThat(chain).hasToString("GrantChain[" + chain.id() + ", 3 links]");
    assertThat(chain.last()).hasToString("Grant[" + chain.id() + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "xyz", "ABCDEF"})
  void refusesIdsOfAnotherForm(String hex) {
    refuses("HBS-1001", () -> new GrantId(hex));
    refuses("HBS-1001", () -> new VaultId(hex));
    refuses("HBS-1001", () -> new StatusHandle(hex));
  }

  private static void widens(String dimension, GrantChain chain, GrantTerms terms) {
    assertThatThrownBy(() -> Cast.LAB.receive(chain, terms))
        .hasMessageStartingWith("HBS-1009")
        .hasMessageContaining("in: " + dimension);
  }

  private static String decide(byte[] token, byte[] proof) {
    Decision decision = Cast.verifier()
        .decide(
            new Presentation(token, proof), Cast.READ_RESULT, Cast.CHALLENGE, Cast.at(Cast.NOW));
    return decision instanceof Decision.Deny deny ? deny.code().id() : "";
  }

  private static byte[] raw(byte[] link, int times) {
    CborWriter out = new CborWriter().map(2).key(1).array(times);
    for (int i = 0; i < times; i++) {
      out.bytes(link);
    }
    return out.key(2).bytes(new byte[0]).toBytes();
  }

  private static void refuses(
      String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessageStartingWith(code);
  }
}
