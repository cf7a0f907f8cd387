// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.error.ErrorCode;
import health.habeas.key.Grantee;
import health.habeas.key.Suite;
import health.habeas.record.RecordId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the references of a Consent mean. Immutable. */
record References(HolderDirectory directory, Suite suite) {
  private static final Pattern RECORD =
      Pattern.compile("[A-Z][A-Za-z]{0,63}/[A-Za-z0-9._:-]{1,128}");

  /** The texts by which a reference names something: its reference, its identifier. */
  static List<String> names(Element reference) {
    List<String> names = new ArrayList<>();
    reference.text("reference").ifPresent(names::add);
    reference
        .element("identifier")
        .flatMap(id -> id.text("value").map(value -> id.text("system").orElse("") + "|" + value))
        .ifPresent(names::add);
    return names;
  }

  Set<Object> holders(Element reference) {
    Set<Object> holders = meaning(reference, directory::holders);
    boolean fit = suite == Suite.S1
        || holders.stream().allMatch(h -> ((Grantee) h).hybridKey().isPresent());
    if (!fit) {
      throw new RefusedConsent(
          ErrorCode.CONSENT_ACTOR_UNKNOWN,
          reference.place(),
          "its card lacks the keys of suite S2");
    }
    return holders;
  }

  Set<Object> authors(Element reference) {
    return meaning(reference, directory::authors);
  }

  static Set<Object> record(Element reference) {
    String name = reference.text("reference").orElse("");
    if (!isRecord(name)) {
      throw reference
          .place()
          .unsupported("records are named as type/id, without a server or version");
    }
    return Set.of(new RecordId(name));
  }

  static boolean isRecord(String name) {
    return RECORD.matcher(name).matches();
  }

  private static <T> Set<Object> meaning(Element reference, Function<String, Set<T>> lookup) {
    Set<Set<Object>> meanings = new HashSet<>();
    for (String name : names(reference)) {
      Set<Object> some = Set.copyOf(lookup.apply(name));
      if (!some.isEmpty()) {
        meanings.add(some);
      }
    }
    if (meanings.size() > 1) {
      throw reference.place().ambiguous("its reference and its identifier mean different parties");
    }
    return meanings.stream()
        .findFirst()
        .orElseThrow(() -> new RefusedConsent(
            ErrorCode.CONSENT_ACTOR_UNKNOWN, reference.place(), "the directory has nobody for it"));
  }
}
