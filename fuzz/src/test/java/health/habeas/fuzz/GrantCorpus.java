// SPDX-License-Identifier: Apache-2.0
package health.habeas.fuzz;

import health.habeas.error.ErrorCode;
import health.habeas.grant.Binding;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Parties;
import health.habeas.grant.Purpose;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.record.Category;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the fuzzing of grants starts: a valid token of each shape, and one of each class of forgery that a careless reader
 * takes, or chokes on. They are files, which {@link #main} writes, always with the same bytes. Whatever Jazzer finds it puts
 * beside them, to stay there.
 */
final class GrantCorpus {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] KEYBOX = {1, 2, 3};
  private static final int SIGNATURE_BYTES = 64;

  // bytes of CBOR (RFC 8949) that CborWriter would not write, as it writes no indefinite length
  private static final String TWO_FIELDS_THEN_KEY_1 = "a201";
  private static final String KEY_2_AND_NO_KEYBOX = "0240";

  private GrantCorpus() {}

  /** One link and three, straight from the patient and handed on, in both suites; the holder is always the laboratory. */
  static List<GrantChain> valid() {
    GrantTerms treat = GrantTerms.read(Category.LABORATORY).for_(Purpose.TREAT);
    GrantTerms glass = GrantTerms.breakGlass(Category.LABORATORY);
    return List.of(
        chain(Suite.S1, treat, Signatory.LAB),
        handedOn(),
        chain(Suite.S1, treat, Signatory.CLINIC, Signatory.SPECIALIST, Signatory.LAB),
        chain(Suite.S1, glass, Signatory.LAB),
        chain(Suite.S2, treat, Signatory.LAB),
        chain(Suite.S2, treat, Signatory.CLINIC, Signatory.LAB));
  }

  /** From the patient to the clinic to the laboratory. */
  static GrantChain handedOn() {
    GrantTerms treat = GrantTerms.read(Category.LABORATORY).for_(Purpose.TREAT);
    return chain(Suite.S1, treat, Signatory.CLINIC, Signatory.LAB);
  }

  static boolean isBreakGlass(GrantChain chain) {
    return chain.root().permission().purposes().contains(Purpose.BTG);
  }

  /** What is not to be allowed, whoever shows it, by the name of its file. */
  private static SortedMap<String, byte[]> forged() {
    List<byte[]> links = links(handedOn());
    byte[] first = links.get(0);
    byte[] second = links.get(1);
    SortedMap<String, byte[]> tokens = new TreeMap<>();
    tokens.put("signature-of-65-bytes", token(List.of(first, longer(second))));
    tokens.put("links-reordered", token(List.of(second, first)));
    tokens.put("link-twice", token(List.of(first, first, second)));
    tokens.put("link-left-out", token(List.of(second)));
    tokens.put("chain-within-a-chain", token(List.of(handedOn().bytes(), second)));
    tokens.put("arrays-within-arrays", hex("81".repeat(2000)));
    tokens.put("indefinite-length", indefinite(links));
    // says that it has 10,000 links, and has them: each as short as an item can be
    tokens.put(
        "ten-thousand-links",
        hex(TWO_FIELDS_THEN_KEY_1 + "992710" + "40".repeat(10_000) + KEY_2_AND_NO_KEYBOX));
    tokens.put("two-billion-links", hex(TWO_FIELDS_THEN_KEY_1 + "9a7fffffff"));
    return tokens;
  }

  /** Every file by its name. */
  static SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> files = forged();
    for (GrantChain chain : valid()) {
      int links = chain.grants().size();
      String name =
          "valid-" + (isBreakGlass(chain) ? "break-glass-" : "") + chain.suite() + "-" + links;
      files.put(name, chain.bytes());
      files.put(name + "-without-keybox", chain.withoutKeybox().bytes());
    }
    return files;
  }

  /**
   * Writes the files.
   *
   * @param args into which folder
   */
  public static void main(String[] args) throws IOException {
    for (var file : files().entrySet()) {
      Files.write(Path.of(args[0], file.getKey()), file.getValue());
    }
  }

  private static GrantChain chain(Suite suite, GrantTerms terms, Signatory... holders) {
    VaultId vault = VaultId.of(Signatory.PATIENT.in(suite).key());
    GrantTerms lasting = terms.expiresIn(Duration.ofDays(30));
    Parties first = parties(vault, suite, Signatory.PATIENT, holders[0]);
    int further = holders.length - 1;
    Grant root = Grant.root(
        first, (further == 0 ? lasting : lasting.delegable(further)).permission(NOW), binding(1));
    GrantChain chain = GrantChain.issue(
        root, KEYBOX, Signatory.PATIENT.in(suite), records(suite, Signatory.PATIENT, holders[0]));
    for (int i = 1; i < holders.length; i++) {
      Parties next = parties(vault, suite, holders[i - 1], holders[i]);
      GrantTerms same = GrantTerms.read(Category.LABORATORY);
      GrantTerms narrower = i == further ? same : same.delegable(further - i);
      Grant child = chain.narrow(next, narrower.within(chain.last(), NOW), binding(i + 1));
      chain = chain.extend(child, KEYBOX, holders[i - 1].in(suite), records(suite, holders[i]));
    }
    return chain;
  }

  private static Parties parties(VaultId vault, Suite suite, Signatory from, Signatory to) {
    return new Parties(vault, from.in(suite).key(), to.in(suite).key());
  }

  private static HybridKey[] records(Suite suite, Signatory... who) {
    return Stream.of(who)
        .filter(each -> suite == Suite.S2)
        .map(Signatory::record)
        .toArray(HybridKey[]::new);
  }

  private static Binding binding(int link) {
    byte[] preimage = new byte[32];
    preimage[0] = (byte) link;
    return Binding.of(new byte[Binding.NONCE_BYTES], StatusHandle.ofPreimage(preimage), KEYBOX);
  }

  private static List<byte[]> links(GrantChain chain) {
    byte[] bytes = chain.bytes();
    CborReader in = CborReader.of(bytes, ErrorCode.GRANT_MALFORMED);
    in.map(2);
    List<byte[]> links = new ArrayList<>();
    for (int left = in.key(1).array(GrantChain.MAX_LINKS); left > 0; left--) {
      links.add(in.bytes(bytes.length));
    }
    return links;
  }

  private static byte[] token(List<byte[]> links) {
    CborWriter out = new CborWriter().map(2).key(1).array(links.size());
    links.forEach(out::bytes);
    return out.key(2).bytes(KEYBOX).toBytes();
  }

  /** The signature is the last item of a link; some JDKs verify it with a byte behind. */
  private static byte[] longer(byte[] link) {
    byte[] longer = Arrays.copyOf(link, link.length + 1);
    longer[link.length - SIGNATURE_BYTES - 1]++;
    return longer;
  }

  private static byte[] indefinite(List<byte[]> links) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(hex(TWO_FIELDS_THEN_KEY_1 + "9f"));
    links.forEach(link -> out.writeBytes(new CborWriter().bytes(link).toBytes()));
    out.writeBytes(hex("ff" + KEY_2_AND_NO_KEYBOX));
    return out.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
