// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Body.EXPIRES;
import static health.habeas.testkit.vectors.Body.NOT_BEFORE;
import static health.habeas.testkit.vectors.Shown.NOW;
import static health.habeas.testkit.vectors.Shown.allowed;
import static health.habeas.testkit.vectors.Shown.denied;

import health.habeas.grant.KeyRevocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Windows, clocks, freshness, revocations and uses, each at its edge (L23, L25, L27, L29, L34). */
final class StateCases {
  private static final Body OFFLINE = Body.example().with(16, 3600);

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    StateCases cases = new StateCases();
    cases.windows();
    cases.clocks();
    cases.freshness();
    cases.revocations();
    cases.keys();
    cases.positions();
    cases.uses();
    return cases.all;
  }

  private void windows() {
    all.add(denied("HBS-1005", "clock/61-seconds-before-the-start", "L23").at(NOT_BEFORE - 61));
    all.add(allowed("clock/60-seconds-before-the-start", "L23").at(NOT_BEFORE - 60));
    all.add(allowed("clock/at-the-start", "L23").at(NOT_BEFORE));
    all.add(allowed("clock/last-second", "L23").at(EXPIRES - 1));
    all.add(denied("HBS-1003", "clock/at-expiry", "L23").at(EXPIRES));
    all.add(denied("HBS-1003", "clock/second-after-expiry", "L23").at(EXPIRES + 1));
    Family late = Family.root(b -> b).and(b -> b.with(8, NOT_BEFORE + 1000));
    all.add(denied("HBS-1005", "clock/child-not-begun", "L23").family(late).at(NOT_BEFORE + 939));
    all.add(allowed("clock/child-begun", "L23").family(late).at(NOT_BEFORE + 940));
    Family brief = Family.root(b -> b).and(b -> b.with(9, NOT_BEFORE + 1000));
    all.add(denied("HBS-1003", "clock/child-expired", "L23").family(brief).at(NOT_BEFORE + 1000));
    all.add(allowed("clock/child-in-its-last-second", "L23").family(brief).at(NOT_BEFORE + 999));
  }

  private void clocks() {
    all.add(denied("HBS-1003", "clock/turned-back-from-expiry", "L25")
        .at(EXPIRES - 1)
        .viewOf(EXPIRES));
    all.add(allowed("clock/view-ahead-opens-the-window", "L25")
        .at(NOT_BEFORE - 100)
        .viewOf(NOT_BEFORE - 60));
    all.add(allowed("clock/300-seconds-behind-the-view", "L27").viewOf(NOW + 300));
    all.add(denied("HBS-1019", "clock/301-seconds-behind-the-view", "L27").viewOf(NOW + 301));
    all.add(denied("HBS-1019", "clock/a-day-behind-the-view", "L27").viewOf(NOW + 86_400));
  }

  private void freshness() {
    all.add(allowed("view/60-seconds-old", "L34").viewOf(NOW - 60));
    all.add(denied("HBS-1017", "view/61-seconds-old", "L34").viewOf(NOW - 61));
    all.add(denied("HBS-1017", "view/never-asked", "L34").viewOf(0));
    all.add(allowed("view/as-old-as-offline-allows", "L34").grants(OFFLINE).viewOf(NOW - 3600));
    all.add(denied("HBS-1017", "view/older-than-offline-allows", "L34")
        .grants(OFFLINE)
        .viewOf(NOW - 3601));
    Body brief = Body.example().with(16, 30);
    all.add(allowed("view/60-seconds-old-with-offline-30", "L34").grants(brief).viewOf(NOW - 60));
    all.add(denied("HBS-1017", "view/61-seconds-old-with-offline-30", "L34")
        .grants(brief)
        .viewOf(NOW - 61));
    Family two = Family.root(b -> b.with(16, 3600)).and(b -> b);
    all.add(allowed("view/60-seconds-old-for-two-links", "L34").family(two).viewOf(NOW - 60));
    all.add(denied("HBS-1017", "view/offline-with-two-links", "L34").family(two).viewOf(NOW - 61));
  }

  private void revocations() {
    Family three = Family.of(3);
    List<String> names = List.of("root", "middle", "last");
    for (int link = 0; link < 3; link++) {
      all.add(denied("HBS-1004", "revocation/of-the-" + names.get(link) + "-link", "L29")
          .family(three)
          .revoked(Body.handle(link), 812));
    }
    all.add(denied("HBS-1004", "revocation/of-the-only-link", "L29").revoked(Body.handle(0), 812));
    all.add(denied("HBS-1004", "revocation/at-position-0", "L29").revoked(Body.handle(0), 0));
    all.add(denied("HBS-1004", "revocation/among-others", "L28")
        .revoked(Body.handle(7), 1)
        .revoked(Body.handle(0), 2)
        .revoked(Body.handle(8), 3));
    all.add(denied("HBS-1004", "revocation/seen-offline", "L34")
        .grants(OFFLINE)
        .viewOf(NOW - 3600)
        .revoked(Body.handle(0), 812));
    all.add(allowed("revocation/of-another-grant", "L29").revoked(Body.handle(7), 812));
    all.add(allowed("revocation/of-a-child-not-shown", "L29")
        .family(Family.of(2))
        .revoked(Body.handle(2), 812));
    all.add(allowed("revocation/preimage-in-place-of-handle", "L30")
        .revoked(Cbor.filled(32, 100), 812));
    all.add(allowed("revocation/of-the-grant-id", "L29").revoked(Body.example().id(), 812));
  }

  private void keys() {
    Family three = Family.of(3);
    Map<String, Person> people = new LinkedHashMap<>();
    people.put("first-issuer", Person.ALICE);
    people.put("first-holder", Person.CLINIC);
    people.put("middle-holder", Person.LAB);
    people.put("last-holder", Person.REGISTRY);
    people.forEach(
        (name, person) -> all.add(denied("HBS-1024", "revocation/key-of-the-" + name, "L35")
            .family(three)
            .keyEnded(person, 812)));
    all.add(denied("HBS-1024", "revocation/key-ended-and-issued-before", "L35")
        .issuedBefore(Person.CLINIC, 3, 1)
        .keyEnded(Person.CLINIC, 5));
    all.add(denied("HBS-1004", "revocation/handle-is-told-before-key", "L35")
        .keyEnded(Person.CLINIC, 5)
        .revoked(Body.handle(0), 812));
    all.add(allowed("revocation/key-of-nobody-in-the-chain", "L35").keyEnded(Person.LAB, 5));
    all.add(allowed("revocation/key-in-another-vault", "L35")
        .ended(Person.MALLORY, Person.CLINIC, new KeyRevocation(5, OptionalLong.empty())));
  }

  private void positions() {
    Body at100 = Body.example().with(20, 100);
    all.add(denied("HBS-1004", "revocation/issued-before-the-position", "L33")
        .grants(at100)
        .followed(200)
        .issuedBefore(Person.ALICE, 150, 101));
    all.add(denied("HBS-1004", "revocation/issued-with-no-ledger", "L33")
        .followed(200)
        .issuedBefore(Person.ALICE, 150, 1));
    all.add(denied("HBS-1004", "revocation/greatest-position-counts", "L28")
        .grants(at100)
        .followed(200)
        .issuedBefore(Person.ALICE, 150, 101)
        .issuedBefore(Person.ALICE, 160, 7));
    all.add(allowed("revocation/issued-at-the-position", "L33")
        .grants(at100)
        .followed(200)
        .issuedBefore(Person.ALICE, 150, 100));
    all.add(denied("HBS-1017", "revocation/issued-beyond-what-is-known", "L33")
        .grants(at100)
        .followed(99)
        .issuedBefore(Person.ALICE, 50, 50));
    all.add(allowed("revocation/issued-at-the-end-of-what-is-known", "L33")
        .grants(at100)
        .followed(100)
        .issuedBefore(Person.ALICE, 50, 50));
    all.add(allowed("revocation/position-without-a-statement", "L55").grants(at100));
    Family two = Family.root(b -> b.with(20, 100)).and(b -> b.with(20, 50));
    all.add(denied("HBS-1004", "revocation/child-issued-before-the-position", "L33")
        .family(two)
        .followed(200)
        .issuedBefore(Person.CLINIC, 150, 51));
    all.add(allowed("revocation/issued-before-by-a-holder-alone", "L35")
        .family(two)
        .followed(200)
        .issuedBefore(Person.LAB, 150, 151));
  }

  private void uses() {
    Body three = Body.example().with(18, 3);
    all.add(allowed("uses/third-of-three", "").grants(three).uses(2));
    all.add(denied("HBS-1023", "uses/fourth-of-three", "").grants(three).uses(3));
    all.add(allowed("uses/many-without-limit", "").uses(1_000_000));
    Family fewer = Family.root(b -> b.with(18, 10)).and(b -> b.with(18, 2));
    all.add(allowed("uses/second-under-a-child-with-two", "").family(fewer).uses(1));
    all.add(denied("HBS-1023", "uses/third-under-a-child-with-two", "")
        .family(fewer)
        .uses(2));
    Family shared = Family.root(b -> b.with(18, 2)).and(b -> b);
    all.add(denied("HBS-1023", "uses/of-the-root-used-up", "").family(shared).uses(2));
  }
}
