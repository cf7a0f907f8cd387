// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.http.soak.History.Lie;
import health.habeas.http.soak.History.Read;
import health.habeas.http.soak.History.Revoked;
import health.habeas.http.soak.History.Write;
import health.habeas.record.HealthRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check of the soak finds what it is for: each history here is sound but for one thing. */
class HistoryCheckTest {
  private final History history = new History();

  @BeforeEach
  void aSoundHistory() {
    history.add(new Write(Map.of("a", 1, "b", 1), 10, 20));
    history.add(read("grant", Map.of("a", 1, "b", 1), true, 21, 25));
    history.add(new Write(Map.of("a", 2), 30, 40));
    history.add(new Write(Map.of("b", 2), 50, History.NEVER));
  }

  private static Read read(
      String reader, Map<String, Integer> seen, boolean complete, long began, long ended) {
    return new Read(reader, "", seen, complete, Set.of(), began, ended);
  }

  private static Read accusing(String custodian, long began, long ended) {
    return new Read("grant", "", Map.of("a", 2, "b", 1), true, Set.of(custodian), began, ended);
  }

  private void sound() {
    assertThat(HistoryCheck.of(history)).isEqualTo(new HistoryCheck(List.of(), List.of()));
  }

  private void lost(String part) {
    assertThat(HistoryCheck.of(history).lost())
        .singleElement()
        .satisfies(what -> assertThat(what).contains(part));
    assertThat(HistoryCheck.of(history).wrong()).isEmpty();
  }

  private void wrong(String part) {
    assertThat(HistoryCheck.of(history).wrong())
        .singleElement()
        .satisfies(what -> assertThat(what).contains(part));
    assertThat(HistoryCheck.of(history).lost()).isEmpty();
  }

  @Test
  void whatWasPromisedPasses() {
    history.add(read("grant", Map.of("a", 2, "b", 1), true, 60, 70));
    sound();
  }

  @Test
  void whileAPutIsUnderWayBothAnswersAreRight() {
    history.add(read("grant", Map.of("a", 1, "b", 1), true, 31, 45));
    history.add(read("grant", Map.of("a", 2, "b", 1), true, 31, 35));
    sound();
  }

  @Test
  void aPutThatFailedMayHaveHappened() {
    history.add(read("grant", Map.of("a", 2, "b", 2), true, 60, 70));
    sound();
  }

  @Test
  void aPutThatFailedAndWasSeenStays() {
    history.add(read("grant", Map.of("a", 2, "b", 2), true, 60, 70));
    history.add(read("patient", Map.of("a", 2, "b", 1), true, 80, 90));
    wrong("stale: b version 1");
  }

  @Test
  void aLostRecordIsFound() {
    history.add(read("grant", Map.of("a", 2), true, 60, 70));
    lost("b version 0");
  }

  @Test
  void aLostRecordIsFoundWhenItAloneIsAskedFor() {
    history.add(new Read("grant", "a", Map.of(), true, Set.of(), 60, 70));
    lost("a version 0");
  }

  @Test
  void aStaleReadAfterAnAcknowledgedUpdateIsFound() {
    history.add(read("grant", Map.of("a", 1, "b", 1), true, 41, 45));
    wrong("stale: a version 1");
  }

  @Test
  void anAnswerThatSaysThatItIsPartialMayLackRecords() {
    history.add(read("grant", Map.of("b", 1), false, 60, 70));
    sound();
  }

  @Test
  void aWrongByteIsFoundInAPartialAnswerToo() {
    HealthRecord sound = Content.record("a", 2);
    byte[] bytes = sound.content();
    bytes[bytes.length - 3] ^= 1;
    HealthRecord altered = new HealthRecord(
        sound.id(), sound.type(), sound.day(), sound.categories(), sound.labels(), bytes);
    assertThat(Content.version(sound)).isEqualTo(2);
    history.add(read("grant", Map.of("a", Content.version(altered)), false, 60, 70));
    wrong("nobody wrote a version -1");
  }

  @Test
  void aRecordThatIsThereTwiceIsFound() {
    Map<String, Integer> seen = new HashMap<>(Map.of("b", 1));
    HistoryCheck.merge(HistoryCheck.merge(seen, "a", 2), "a", 2);
    history.add(read("grant", seen, true, 60, 70));
    wrong("nobody wrote a version -1");
  }

  @Test
  void whatIsSeenBeforeItIsWrittenIsFound() {
    history.add(read("grant", Map.of("a", 2, "b", 1), true, 26, 29));
    wrong("nobody wrote a version 2");
  }

  @Test
  void aRecordThatWasNotAskedForIsFound() {
    history.add(new Read("grant", "a", Map.of("a", 2, "b", 1), true, Set.of(), 60, 70));
    wrong("nobody wrote b version 1");
  }

  @Test
  void aReadAfterARevocationIsFound() {
    history.add(new Revoked("grant", 59));
    history.add(read("other", Map.of("a", 2, "b", 1), true, 60, 70));
    sound();
    history.add(read("grant", Map.of("a", 2, "b", 1), true, 60, 70));
    wrong("a revoked grant still reads");
  }

  @Test
  void aLiarMayBeNamedAndNobodyElse() {
    history.add(new Lie("node-1", 55, 65));
    history.add(accusing("node-1", 60, 70));
    sound();
    history.add(accusing("node-2", 60, 70));
    wrong("node-2 is called a liar");
  }

  @Test
  void whoWasHonestAgainIsNoLiar() {
    history.add(new Lie("node-1", 45, 55));
    history.add(accusing("node-1", 60, 70));
    wrong("node-1 is called a liar");
  }
}
