// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import health.habeas.error.InvalidInputException;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that differ from a valid one in one thing, changed with another library. */
class GrantCodecTest {
  private static final CBOREncodeOptions CANONICAL = new CBOREncodeOptions("ctap2canonical=true");

  @Test
  void readsBackEveryField_L1() {
    GrantTerms terms = Cast.terms()
        .types("Observation", "Condition")
        .including(Label.HIV, Label.PSY)
        .writtenBy(new Author(Cast.LAB.key().bytes()))
        .only(new RecordId("r1"), new RecordId("another"))
        .and(GrantTerms.everyCategory(Action.SEARCH).before(LocalDate.of(2020, 1, 1)))
        .delegable(3)
        .audience("custodian-2", "custodian-1")
        .obliging(Obligation.DELAU, Obligation.NORDSCLCD)
        .offlineFor(Duration.ofHours(1));
    Grant grant = Cast.root(terms);
    Grant read = Grant.parse(grant.signedBytes());
    assertThat(read).isEqualTo(grant);
    assertThat(read.signedBytes()).isEqualTo(grant.signedBytes());
    assertThat(CBORObject.DecodeFromBytes(grant.signedBytes()).EncodeToBytes(CANONICAL))
        .isEqualTo(grant.signedBytes());
  }

  @ParameterizedTest(name = "without field {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void refusesAMissingField_L9(int field) {
    refuses("HBS-1001", body -> body.Remove(CBORObject.FromObject(field)));
  }

  @Test
  void refusesWhatANewerSchemaMayMean_L4() {
    refuses("HBS-1007", body -> body.set(1, CBORObject.FromObject(2)));
    refuses("HBS-1007", body -> body.set(2, CBORObject.FromObject(3)));
    refuses("HBS-1007", body -> body.set(2, CBORObject.FromObject(0)));
    refuses("HBS-1007", body -> body.set(21, CBORObject.FromObject(0)));
    refuses("HBS-1007", body -> atom(body).set(0, array(5)));
    refuses("HBS-1007", body -> atom(body).set(2, array(21)));
    refuses("HBS-1007", body -> atom(body).set(4, array(8)));
    refuses("HBS-1007", body -> body.set(7, array(16)));
    refuses("HBS-1007", body -> body.set(12, array(4)));
    refuses("HBS-1001", body -> atom(body).Add(CBORObject.FromObject(0)));
  }

  @Test
  void refusesAFieldOfAnotherKindOrSize() {
    refuses("HBS-1001", body -> body.set(3, CBORObject.FromObject(new byte[31])));
    refuses("HBS-1001", body -> body.set(4, CBORObject.FromObject(new byte[33])));
    refuses("HBS-1001", body -> body.set(6, CBORObject.FromObject("ALL")));
    refuses("HBS-1001", body -> body.set(7, CBORObject.FromObject("ALL")));
    refuses("HBS-1001", body -> body.set(7, array()));
    refuses("HBS-1001", body -> body.set(9, CBORObject.FromObject(1)));
    refuses("HBS-1001", body -> body.set(10, CBORObject.FromObject(5)));
    refuses("HBS-1001", body -> body.set(11, CBORObject.FromObject("all")));
    refuses("HBS-1001", body -> body.set(13, CBORObject.FromObject(new byte[15])));
    refuses("HBS-1001", body -> body.set(14, CBORObject.FromObject(new byte[16])));
    refuses("HBS-1001", body -> body.set(16, CBORObject.FromObject(-1)));
    refuses("HBS-1001", body -> atom(body).set(1, CBORObject.FromObject("*")));
    refuses("HBS-1001", body -> atom(body).set(7, CBORObject.FromObject(1)));
  }

  @Test
  void refusesSetsThatAreNotInOrderOrRepeatAValue_L1() {
    refuses("HBS-1001", body -> atom(body).set(0, array(2, 1)));
    refuses("HBS-1001", body -> atom(body).set(0, array(1, 1)));
    refuses("HBS-1001", body -> body.set(7, array(2, 1)));
    refuses("HBS-1001", body -> atom(body).set(3, array(10, 9)));
    refuses("HBS-1001", body -> atom(body).set(3, array(0, 1 << 17)));
  }

  @Test
  void refusesMoreThanTheLimits_L5() {
    refuses("HBS-1006", body -> {
      CBORObject atoms = CBORObject.NewArray();
      IntStream.range(0, 65).forEach(i -> atoms.Add(atom(body)));
      body.set(6, atoms);
    });
    byte[] large = new byte[Grant.MAX_BYTES + 1];
    assertThatThrownBy(() -> Grant.parse(large)).hasMessageStartingWith("HBS-1006");
  }

  @Test
  void acceptsAnEmptyFieldThatMatchesNothing_L9() {
    CBORObject body = CBORObject.DecodeFromBytes(Cast.root(Cast.terms()).signedBytes());
    atom(body).set(1, array());
    Grant grant = Grant.parse(body.EncodeToBytes(CANONICAL));
    assertThat(grant.permission().scope().matches(Action.READ, Cast.RESULT)).isFalse();
  }

  private static void refuses(String code, Consumer<CBORObject> change) {
    CBORObject body = CBORObject.DecodeFromBytes(Cast.root(Cast.terms()).signedBytes());
    change.accept(body);
    byte[] changed = body.EncodeToBytes(CANONICAL);
    assertThatThrownBy(() -> Grant.parse(changed))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(code);
  }

  private static CBORObject atom(CBORObject body) {
    return body.get(6).get(0);
  }

  private static CBORObject array(int... values) {
    CBORObject array = CBORObject.NewArray();
    IntStream.of(values).forEach(array::Add);
    return array;
  }

  /** The categories of the registry and no more. */
  @Test
  void knowsTheWholeRegistry() {
    for (Category category : Category.values()) {
      Grant grant =
          Cast.root(GrantTerms.read(category).for_(Purpose.TREAT).expiresIn(Duration.ofDays(1)));
      assertThat(Grant.parse(grant.signedBytes())).isEqualTo(grant);
    }
  }
}
