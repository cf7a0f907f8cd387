// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a holder keeps: the signed grants from the patient's down to its own, and its own keys, sealed to it.
 *
 * <p>Guarantees: one encoding for each chain; {@code parse} refuses all others (L1) and everything beyond the limits
 * before any signature is looked at (L5): {@value #MAX_LINKS} links, {@link Grant#MAX_BYTES} bytes a grant,
 * {@value #MAX_KEYBOX_BYTES} bytes of sealed keys. All links are of one suite; a chain of S2 carries the public keys behind
 * the ids that its grants name. Parsing proves nothing about signatures or rights: ask a {@link GrantVerifier}.
 *
 * <p>The token is not a secret, but it says who may see what: show it only to verifiers, as {@link #withoutKeybox}.
 * Immutable; arrays are copied in and out.
 */
public final class GrantChain {
  /** The most links a chain may have. */
  public static final int MAX_LINKS = 5;

  /** The most bytes a sealed keybox may have: 4,096 nodes and what surrounds them. */
  public static final int MAX_KEYBOX_BYTES = 256 << 10;

  private static final String PREFIX = "habeas:";

  private final List<Link> links;
  private final List<Grant> grants;
  private final KeyRecords records;
  private final byte[] keybox;
  // computed when first asked for; two threads may both do it, and get the same
  private volatile byte @Nullable [] digest;

  GrantChain(List<Link> links, KeyRecords records, byte[] keybox) {
    this.links = List.copyOf(links);
    this.grants = this.links.stream().map(Link::grant).toList();
    this.records = records;
    this.keybox = keybox;
  }

  /**
   * Signs the first grant of a chain.
   *
   * @param root what the patient grants
   * @param sealedKeybox its keys, sealed to the holder, as the grant's binding says
   * @param signer the patient's key
   * @param keys in suite S2 the patient's and the holder's public keys, in this order; in S1 none
   */
  public static GrantChain issue(
      Grant root, byte[] sealedKeybox, GrantSigner signer, HybridKey... keys) {
    if (root.lineage().parent().isPresent()) {
      throw new InvalidInputException(
          ErrorCode.CHAIN_BROKEN, "a delegated grant can't start a chain");
    }
    return ChainCodec.checked(
        List.of(Link.sign(root, signer)), List.of(keys), sealedKeybox.clone());
  }

  /**
   * Reads the binary form strictly.
   *
   * @param bytes what {@link #bytes} gave
   */
  public static GrantChain parse(byte[] bytes) {
    return ChainCodec.decode(bytes);
  }

  /**
   * Reads the text form strictly.
   *
   * @param text what {@link #text} gave
   */
  public static GrantChain parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "the text of a grant starts with " + PREFIX);
    }
    return parse(base64(text.substring(PREFIX.length())));
  }

  /**
   * The body of a grant that hands part of the last one on; nothing is signed yet. Pure and offline.
   *
   * <p>{@code CHAIN_WIDENS}, naming the dimension, when it would go beyond the last grant.
   *
   * @param to who receives, with the last grant's holder as issuer and the same vault
   * @param narrower what is handed on, see {@link GrantTerms#within}
   * @param binding its nonce, status handle and keybox digest
   */
  public Grant narrow(Parties to, Permission narrower, Binding binding) {
    Grant child = new Grant(to, narrower, Lineage.within(last(), narrower.scope()), binding);
    requireNarrower(child);
    return child;
  }

  /**
   * Signs a narrower grant and adds it.
   *
   * @param child what {@link #narrow} gave
   * @param sealedKeybox its keys, sealed to the new holder
   * @param signer the last grant's holder
   * @param keys in suite S2 the new holder's public keys; in S1 none
   */
  public GrantChain extend(
      Grant child, byte[] sealedKeybox, GrantSigner signer, HybridKey... keys) {
    requireNarrower(child);
    List<Link> longer = new ArrayList<>(links);
    longer.add(Link.sign(child, signer));
    return ChainCodec.checked(longer, records.with(List.of(keys)), sealedKeybox.clone());
  }

  /** The grants, the patient's first. */
  public List<Grant> grants() {
    return grants;
  }

  /** The grant that the patient signed. */
  public Grant root() {
    return links.get(0).grant();
  }

  /** The grant of whoever holds this chain. */
  public Grant last() {
    return links.get(links.size() - 1).grant();
  }

  /** The suite of all its grants. */
  public Suite suite() {
    return root().suite();
  }

  /** The Ed25519 key of the patient who signed the first grant: in suite S2, one half of what that grant names. */
  public VerifyKey patientEd25519() {
    return records.ed25519(0, root().parties().issuer());
  }

  /** The Ed25519 key of the last grant's holder, with which it signs what it writes. */
  public VerifyKey holderEd25519() {
    return records.ed25519(links.size(), last().parties().holder());
  }

  /** The id of the last grant. */
  public GrantId id() {
    return links.get(links.size() - 1).id();
  }

  /** The last grant's keys, sealed to its holder; empty after {@link #withoutKeybox}. */
  public Optional<byte[]> sealedKeybox() {
    return keybox.length == 0 ? Optional.empty() : Optional.of(keybox.clone());
  }

  /** The form to show to verifiers, who have no use for sealed keys. It has the same {@link #digest}. */
  public GrantChain withoutKeybox() {
    return new GrantChain(links, records, new byte[0]);
  }

  /**
   * The chain of the first links, without keybox: what was handed on to one of the holders on the way.
   *
   * @param count 1 to the number of links; anything else raises {@link IndexOutOfBoundsException}
   */
  public GrantChain first(int count) {
    Objects.checkIndex(count - 1, links.size());
    return new GrantChain(links.subList(0, count), records.first(count), new byte[0]);
  }

  /** What a proof of possession names: a digest of all signed grants with their signatures. */
  public byte[] digest() {
    byte[] known = digest;
    if (known == null) {
      known = Sha256.of(Domain.CHAIN, withoutKeybox().bytes());
      digest = known;
    }
    return known.clone();
  }

  /** The binary form. */
  public byte[] bytes() {
    return ChainCodec.encode(links, records, keybox);
  }

  /** The form for URLs: {@code habeas:} and base64url without padding. */
  public String text() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GrantChain that
        && links.equals(that.links)
        && Arrays.equals(keybox, that.keybox);
  }

  @Override
  public int hashCode() {
    return links.hashCode();
  }

  /** The last grant's id and the number of links, never the token. */
  @Override
  public String toString() {
    return "GrantChain[" + id() + ", " + links.size() + (links.size() == 1 ? " link]" : " links]");
  }

  List<Link> links() {
    return links;
  }

  /** The first link that its issuer did not sign; empty when all are signed. */
  Optional<Link> unsigned() {
    return IntStream.range(0, links.size())
        .filter(i -> !links.get(i).isSignedBy(issuerKey(i)))
        .mapToObj(links::get)
        .findFirst();
  }

  /** Whether the last holder signed this proof of possession. */
  boolean isSignedByHolder(CoseSign1 signed) {
    VerifyKey holder = last().parties().holder();
    return signed.verify(records.signing(links.size(), holder), Domain.POSSESSION);
  }

  private byte[] issuerKey(int link) {
    return records.signing(link, links.get(link).grant().parties().issuer());
  }

  private void requireNarrower(Grant child) {
    if (!child.follows(last(), id())) {
      throw new InvalidInputException(
          ErrorCode.CHAIN_BROKEN,
          "a narrower grant names its parent's id, holder and vault as its parent, issuer and vault");
    }
    child.widening(last()).ifPresent(dimension -> {
      throw new InvalidInputException(
          ErrorCode.CHAIN_WIDENS, "the narrower grant would go beyond its parent in: " + dimension);
    });
  }

  private static byte[] base64(String encoded) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(encoded.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "the text of a grant is not base64url", e);
    }
    // the JDK accepts padding and stray bits; a token has one text (L2)
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(encoded)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "the text of a grant is not in its one encoding");
    }
    return bytes;
  }
}
