// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.grant.CheckPhrase;
import health.habeas.grant.GrantId;
import health.habeas.grant.Language;
import health.habeas.grant.Revocations;
import health.habeas.grant.StatusHandle;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.CompartmentEpoch;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.DayRange;
import health.habeas.internal.keytree.DayTree;
import health.habeas.internal.keytree.Keybox;
import health.habeas.internal.keytree.KeyboxFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Known answers: check phrases, status handles, views, the day tree and keyboxes (docs/spec/grants.md and keys.md). */
final class KeyCases {
  private static final byte[] PATIENT_EPOCH = Cbor.filled(32, 0x5a);

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    KeyCases cases = new KeyCases();
    cases.phrases("example", Body.example().id());
    cases.phrases("handed-on", Family.of(2).lastBody().id());
    cases.handles();
    cases.views();
    cases.covers();
    cases.compartments();
    cases.keyboxes();
    return cases.all;
  }

  private void phrases(String name, byte[] id) {
    for (Language language : Language.values()) {
      String code = language.name().toLowerCase(Locale.ROOT);
      List<String> words = CheckPhrase.of(GrantId.ofBytes(id), language).words();
      add(
          "phrase/" + name + "-" + code,
          "",
          "check-phrase",
          Map.of("grantId", id, "language", code),
          words);
    }
  }

  private void handles() {
    byte[] preimage = Cbor.filled(32, 100);
    byte[] handle = StatusHandle.ofPreimage(preimage).bytes();
    add(
        "revocation/handle-of-a-preimage",
        "L30",
        "status-handle",
        Map.of("preimage", preimage),
        handle);
    byte[] nonce = Cbor.filled(16, 2);
    try (Secret parent = Secret.copyOf(preimage);
        Secret child = Keybox.childPreimage(parent, nonce)) {
      add(
          "revocation/preimage-of-a-child",
          "L30",
          "child-preimage",
          ordered("preimage", preimage, "nonce", nonce),
          hex(child));
    }
  }

  private void views() {
    view("merged-lower-position-wins", Map.of(0, 7L, 1, 9L), Map.of(0, 5L, 2, 1L));
    view("merged-with-nothing", Map.of(0, 7L), Map.of());
    view("merged-disjoint", Map.of(0, 7L), Map.of(1, 8L));
  }

  private void view(String name, Map<Integer, Long> left, Map<Integer, Long> right) {
    Revocations a = new Revocations(positions(left), Instant.ofEpochSecond(1000));
    Revocations b = new Revocations(positions(right), Instant.ofEpochSecond(900));
    add(
        "revocation/" + name,
        "L28",
        "merged-view",
        ordered("left", json(a), "right", json(b)),
        json(a.merge(b)));
  }

  private static Map<StatusHandle, Long> positions(Map<Integer, Long> byLink) {
    Map<StatusHandle, Long> positions = new HashMap<>();
    byLink.forEach(
        (link, position) -> positions.put(StatusHandle.ofBytes(Body.handle(link)), position));
    return positions;
  }

  private static Map<String, Object> json(Revocations view) {
    Map<String, Object> revoked = new TreeMap<>();
    view.positions().forEach((handle, position) -> revoked.put(handle.hex(), position));
    return ordered("asOf", view.asOf().getEpochSecond(), "revoked", revoked);
  }

  private void covers() {
    cover("one-day", 46_000, 46_001);
    cover("the-examples-days", 45_656, 46_111);
    cover("all-days", 0, 131_072);
    cover("no-days", 5, 5);
    cover("all-but-the-ends", 1, 131_071);
    cover("left-half", 0, 65_536);
    cover("across-the-middle", 65_535, 65_537);
  }

  private void cover(String name, int from, int to) {
    List<Object> nodes = new ArrayList<>();
    DayTree.cover(new DayRange(from, to)).forEach(n -> nodes.add(List.of(n.level(), n.index())));
    add("keys/cover-of-" + name, "L51", "cover", ordered("from", from, "to", to), nodes);
  }

  private void compartments() {
    for (int[] place : new int[][] {{1, 6, 0}, {10, 6, 0}, {10, 6, 258}, {128, 20, 1}}) {
      try (CompartmentEpoch keys = epoch(place);
          Secret leaf = keys.root().leaf(46_000)) {
        Map<String, Object> output =
            ordered("root", hex(keys.root().key(SECRET_ACCESS)), "page", hex(keys.pageKey()));
        output.put("index", hex(keys.indexKey()));
        output.put("leaf", hex(leaf));
        Map<String, Object> input = input(place);
        input.put("day", 46_000);
        add(
            "keys/compartment-" + place[0] + "-" + place[1] + "-" + place[2],
            "L49",
            "compartment",
            input,
            output);
      }
    }
  }

  private void keyboxes() {
    keybox("one-day", 46_000, 46_001);
    keybox("the-examples-days", 45_656, 46_111);
    keybox("all-days", 0, 131_072);
  }

  private void keybox(String name, int from, int to) {
    int[] place = {1, 6, 0};
    byte[] preimage = Cbor.filled(32, 100);
    byte[] secret = Cbor.filled(32, 50);
    try (CompartmentEpoch epoch = epoch(place);
        CompartmentKeys keys = epoch.grant(List.of(new DayRange(from, to)));
        Keybox keybox =
            new Keybox(Secret.copyOf(preimage), Secret.copyOf(secret), List.of(keys.copy()));
        Secret encoded = KeyboxFormat.encode(keybox)) {
      Map<String, Object> input = input(place);
      input.put("from", from);
      input.put("to", to);
      input.put("preimage", preimage);
      input.put("updateSecret", secret);
      add("keys/keybox-of-" + name, "L46", "keybox", input, hex(encoded));
    }
  }

  // as text at once: the bytes are wiped when the secret is closed
  private static String hex(Secret secret) {
    return HexFormat.of().formatHex(secret.bytes(SECRET_ACCESS));
  }

  private static CompartmentEpoch epoch(int[] place) {
    try (Secret patientEpoch = Secret.copyOf(PATIENT_EPOCH)) {
      return CompartmentEpoch.derive(patientEpoch, new CompartmentId(place[0], place[1]), place[2]);
    }
  }

  private static Map<String, Object> input(int[] place) {
    Map<String, Object> input = ordered("patientEpoch", PATIENT_EPOCH, "mask", place[0]);
    input.put("category", place[1]);
    input.put("epoch", place[2]);
    return input;
  }

  private static Map<String, Object> ordered(
      String key, Object value, String second, Object other) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    map.put(second, other);
    return map;
  }

  private void add(String name, String law, String what, Map<String, ?> input, Object output) {
    all.add(new Derived(name, law, what, new TreeMap<>(input), output));
  }
}
