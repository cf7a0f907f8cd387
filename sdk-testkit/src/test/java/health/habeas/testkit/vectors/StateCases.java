// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Body.EXPIRES;
import static health.habeas.testkit.vectors.Body.NOT_BEFORE;
import static health.habeas.testkit.vectors.Shown.NOW;
import static health.habeas.testkit.vectors.Shown.allowed;
import static health.habeas.testkit.vectors.Shown.denied;

import java.util.ArrayList;
import java.util.List;

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
