// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.Scope;
import health.habeas.record.Category;
import health.habeas.record.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * What is not exactly of this version: other encodings, unknown numbers, other headers and domains, too much of anything.
 * Each token is whole but for one thing, and proven by the holder whom it names, so that nothing else can be the reason.
 */
abstract class SchemaLaws extends Laws {
  private static final List<String> DOMAINS = List.of(
      RawToken.GRANT,
      RawToken.POSSESSION,
      "habeas/revocation/1",
      "habeas/directive/1",
      "habeas/receipt/1",
      "habeas/recovery/1",
      "habeas/key-update/1",
      "habeas/record/1",
      "habeas/manifest/1",
      "habeas/item/1",
      "habeas/grantee/1",
      "habeas/vault-card/1",
      "habeas/owner/1",
      "habeas/deposit/1",
      "habeas/grant/2",
      "habeas/grant",
      "");

  // no number that a later version is likely to give a meaning soon
  private static final int UNKNOWN = 1000;

  /** What in a grant is of no known version. */
  enum Unknown {
    VERSION(1),
    SUITE(2),
    FIELD(0),
    LINE_FIELD(8),
    ACTION(0),
    CATEGORY(2),
    LABEL(4),
    PURPOSE(7),
    OBLIGATION(12);

    private final int place;

    Unknown(int place) {
      this.place = place;
    }

    RawBody in(RawBody body, int number) {
      byte[] unknown = RawCbor.number(number);
      return switch (this) {
        case VERSION, SUITE -> body.with(place, unknown);
        case FIELD -> body.with(number, RawCbor.number(0));
        case LINE_FIELD -> body.withLineField(0, place, unknown);
        case ACTION, CATEGORY, LABEL ->
          body.withLineField(0, place, withOneMore(RawCbor.items(body.field(6)).get(0), unknown));
        case PURPOSE, OBLIGATION -> body.with(place, added(body.field(place), unknown));
      };
    }

    private byte[] withOneMore(byte[] line, byte[] unknown) {
      byte[] values = RawCbor.items(line).get(place);
      boolean all = Arrays.equals(values, RawCbor.text("ALL"));
      return all ? RawCbor.array(unknown) : added(values, unknown);
    }

    private static byte[] added(byte[] set, byte[] item) {
      List<byte[]> items = RawCbor.items(set);
      items.add(item); // a larger number sorts last
      return RawCbor.array(items.toArray(byte[][]::new));
    }
  }

  /** Ways to say the same in CBOR that is not the one encoding. */
  enum Otherwise {
    UNSORTED,
    REPEATED,
    LONGER_HEAD,
    INDEFINITE,
    TAGGED,
    FLOAT,
    TRAILING;

    byte[] encode(RawBody body, int place) {
      List<byte[]> entries = body.entries();
      int at = 2 * (place % body.size());
      return switch (this) {
        case UNSORTED -> {
          int other = 2 * ((place + 1) % body.size());
          Collections.swap(entries, at, other);
          Collections.swap(entries, at + 1, other + 1);
          yield RawCbor.map(entries);
        }
        case REPEATED -> {
          entries.addAll(at, List.of(entries.get(at), entries.get(at + 1)));
          yield RawCbor.map(entries);
        }
        case LONGER_HEAD -> {
          entries.set(at, RawCbor.longHead(0, entries.get(at)[0], 0));
          yield RawCbor.map(entries);
        }
        case INDEFINITE ->
          RawCbor.concat(
              new byte[] {(byte) 0xbf},
              RawCbor.concat(entries.toArray(byte[][]::new)),
              new byte[] {(byte) 0xff});
        case TAGGED -> {
          entries.set(at + 1, RawCbor.concat(RawCbor.head(6, 24), entries.get(at + 1)));
          yield RawCbor.map(entries);
        }
        case FLOAT -> {
          // half precision: 1.0 for the version
          entries.set(1, new byte[] {(byte) 0xf9, 0x3c, 0x00});
          yield RawCbor.map(entries);
        }
        case TRAILING -> RawCbor.concat(body.bytes(), new byte[] {(byte) (place % 256)});
      };
    }
  }

  /** Headers that are not the suite's. */
  @SuppressWarnings("ImmutableEnumChecker") // the arrays are never changed
  enum Header {
    ES256(RawCbor.map(List.of(RawCbor.number(1), RawCbor.number(-7))), RawCbor.map(List.of())),
    NONE(new byte[0], RawCbor.map(List.of())),
    EMPTY(RawCbor.map(List.of()), RawCbor.map(List.of())),
    WITH_KEY_ID(
        RawCbor.map(List.of(
            RawCbor.number(1), RawCbor.number(-8), RawCbor.number(4), RawCbor.bytes(new byte[1]))),
        RawCbor.map(List.of())),
    UNPROTECTED_TOO(
        RawToken.EDDSA_ALONE, RawCbor.map(List.of(RawCbor.number(1), RawCbor.number(-8)))),
    UNPROTECTED_ALONE(new byte[0], RawCbor.map(List.of(RawCbor.number(1), RawCbor.number(-8)))),
    UNPROTECTED_OTHER(
        RawToken.EDDSA_ALONE, RawCbor.map(List.of(RawCbor.number(1), RawCbor.number(-7))));

    private final byte[] kept;
    private final byte[] unprotected;

    Header(byte[] kept, byte[] unprotected) {
      this.kept = kept;
      this.unprotected = unprotected;
    }
  }

  /** More than the limits allow, by how much. */
  enum Excess {
    LINKS,
    LINES,
    GRANT_BYTES,
    KEYBOX_BYTES
  }

  @Property
  void anyOtherEncodingIsRefused_L1(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll Otherwise otherwise,
      @ForAll @IntRange(max = 18) int place) {
    byte[] body = otherwise.encode(RawBody.of(story.chain().last()), place);
    assertThat(shown(story, plan, body).allowed()).isFalse();
  }

  @Property
  void aSignatureForOneDomainServesNoOther_L3(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("domains") String domain) {
    AccessRequest request = plan.request(story);
    Presenter presenter = new Presenter(verifier(), story.holder());
    if (!domain.equals(RawToken.GRANT)) {
      byte[] body = story.chain().last().signedBytes();
      byte[] token = token(story, RawToken.signed(domain, body, issuer(story)));
      assertThat(presenter.presentRaw(token, story.chain(), request))
          .isEqualTo(new Verdict(false, "HBS-1002"));
    }
    if (!domain.equals(RawToken.POSSESSION)) {
      byte[] claim = presenter.claim(story.chain(), request).bytes();
      byte[] proof = RawToken.signed(domain, claim, story.holder());
      assertThat(presenter.presentWith(proof, story.chain(), request).code())
          .isIn("HBS-1014", "HBS-1013");
    }
  }

  @Property
  void whatIsUnknownIsRefused_L4(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll Unknown unknown,
      @ForAll @IntRange(min = UNKNOWN, max = 100_000) int number) {
    byte[] body = unknown.in(RawBody.of(story.chain().last()), number).bytes();
    Verdict verdict = shown(story, plan, body);
    assertThat(verdict.allowed()).isFalse();
    assertThat(verdict.code()).isIn("HBS-1007", "HBS-1001");
  }

  /** The signatures of what is too large are wrong as well, and nobody gets to see it. */
  @Property
  void limitsComeBeforeSignatures_L5(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll Excess excess,
      @ForAll @IntRange(min = 1, max = 200) int more) {
    byte[] token = tooLarge(story, excess, more);
    assertThat(new Presenter(verifier(), story.holder())
            .presentRaw(token, story.chain(), plan.request(story)))
        .isEqualTo(new Verdict(false, "HBS-1006"));
  }

  @Property
  void theAlgorithmIsNotTakenFromTheHeader_L6(
      @ForAll("stories") Story story, @ForAll("timelyAsks") AskPlan plan, @ForAll Header header) {
    byte[] body = story.chain().last().signedBytes();
    byte[] link =
        RawToken.signed(header.kept, header.unprotected, RawToken.GRANT, body, issuer(story));
    AccessRequest request = plan.request(story);
    Presenter presenter = new Presenter(verifier(), story.holder());
    assertThat(presenter.presentRaw(token(story, link), story.chain(), request).allowed())
        .isFalse();
    byte[] claim = presenter.claim(story.chain(), request).bytes();
    byte[] proof = RawToken.signed(
        header.kept, header.unprotected, RawToken.POSSESSION, claim, story.holder());
    assertThat(presenter.presentWith(proof, story.chain(), request).allowed()).isFalse();
  }

  @Property
  void aMissingFieldIsRefused_L9(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(min = 1, max = 19) int field) {
    byte[] body = RawBody.of(story.chain().last()).without(field).bytes();
    assertThat(shown(story, plan, body).allowed()).isFalse();
  }

  @Property
  void anEmptyFieldAllowsNothing_L9(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(max = 6) int field) {
    RawBody body = RawBody.of(story.chain().last());
    byte[] empty =
        field == 3 ? RawCbor.array(RawCbor.number(5), RawCbor.number(5)) : RawCbor.array();
    for (int line = 0; line < RawCbor.items(body.field(6)).size(); line++) {
      body = body.withLineField(line, field, empty);
    }
    assertThat(shown(story, plan, body.bytes()).allowed()).isFalse();
  }

  /**
   * Software of this version sees a record whose labels or categories are all of the next one as a record without any: no
   * grant reaches it, ALL included. And a set of all that is known today is not ALL, which will mean more tomorrow.
   */
  @Property
  void allMeansWhatThisVersionKnows_L13(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll boolean labels,
      @ForAll("openFields") int open) {
    AccessRequest aimed = plan.request(story);
    RecordFacts known = (RecordFacts) aimed.selector();
    RecordFacts newer = new RecordFacts(
        known.id(),
        known.type(),
        known.day(),
        labels ? known.categories() : Set.of(),
        labels ? Set.of() : known.labels(),
        known.source());
    Story everything = new Story(List.of(everything(story)));
    for (Story each : List.of(story, everything)) {
      AccessRequest request =
          new AccessRequest(aimed.vault(), aimed.action(), newer, aimed.purpose());
      assertThat(ask(each, request, Universe.NOW).allowed()).isFalse();
    }

    Atom all = all();
    Atom listed = new Atom(
        open == 0 ? Field.of(Universe.ACTIONS) : all.actions(),
        all.types(),
        open == 1 ? Field.of(Category.values()) : all.categories(),
        all.days(),
        open == 2 ? Field.of(Label.values()) : all.labels(),
        all.sources(),
        all.ids());
    Delegation handedOn = new Delegation(verifier());
    assertThat(handedOn.verdict(Scope.of(listed), Scope.of(all)))
        .isEqualTo(new Verdict(false, "HBS-1009"));
    assertThat(handedOn.verdict(Scope.of(all), Scope.of(listed))).isEqualTo(new Verdict(true, ""));
  }

  @Provide
  Arbitrary<String> domains() {
    return Arbitraries.of(DOMAINS);
  }

  @Provide
  Arbitrary<Integer> openFields() {
    return Arbitraries.of(0, 1, 2);
  }

  private static Atom all() {
    return new Atom(
        Field.all(), Field.all(), Field.all(), DayRange.ALL, Field.all(), Field.all(), Field.all());
  }

  private static LinkPlan everything(Story story) {
    LinkPlan like = story.plan(0);
    LinePlan line = new LinePlan(0, 0, 0, 0, 0, 0, 0, 0);
    return new LinkPlan(List.of(line), like.purposes(), 0, 0, 0, 0, 0);
  }

  /** The last link with another body, signed by whom it names. */
  private Verdict shown(Story story, AskPlan plan, byte[] body) {
    byte[] token = token(story, RawToken.link(body, issuer(story)));
    return new Presenter(verifier(), story.holder())
        .presentRaw(token, story.chain(), plan.request(story));
  }

  private static byte[] token(Story story, byte[] lastLink) {
    List<byte[]> links = links(story);
    links.set(links.size() - 1, lastLink);
    return RawToken.chain(links);
  }

  private static List<byte[]> links(Story story) {
    List<Grant> grants = story.grants();
    List<byte[]> links = new ArrayList<>();
    IntStream.range(0, grants.size())
        .forEach(i -> links.add(RawToken.link(grants.get(i), Story.issuer(i))));
    return links;
  }

  private static Signatory issuer(Story story) {
    return Story.issuer(story.links() - 1);
  }

  private static byte[] tooLarge(Story story, Excess excess, int more) {
    List<byte[]> links = links(story);
    byte[] unsigned = links.get(0).clone();
    unsigned[unsigned.length - 1] ^= 1;
    links.set(0, unsigned);
    RawBody last = RawBody.of(story.chain().last());
    Signatory stranger = Signatory.STRANGER;
    switch (excess) {
      case LINKS -> links.addAll(Collections.nCopies(5 + more - links.size() + 1, unsigned));
      case LINES -> {
        byte[] line = RawCbor.items(last.field(6)).get(0);
        byte[] lines = RawCbor.array(Collections.nCopies(64 + more, line).toArray(byte[][]::new));
        byte[] body = last.with(6, lines).bytes();
        links.set(links.size() - 1, RawToken.link(body, stranger));
      }
      case GRANT_BYTES -> {
        byte[] name = RawCbor.text("x".repeat(4096 + more));
        byte[] body = last.with(11, RawCbor.array(name)).bytes();
        links.set(links.size() - 1, RawToken.link(body, stranger));
      }
      case KEYBOX_BYTES -> {
        return RawToken.chain(links, new byte[(256 << 10) + more]);
      }
    }
    return RawToken.chain(links);
  }
}
