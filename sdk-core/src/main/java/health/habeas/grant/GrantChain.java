// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a holder keeps: the signed grants from the patient's down to its own, and its own keys, sealed to it.
 *
 * <p>Guarantees: one encoding for each chain; {@code parse} refuses all others (L1) and everything beyond the limits
 * before any signature is looked at (L5): {@value #MAX_LINKS} links, {@link Grant#MAX_BYTES} bytes a grant,
 * {@value #MAX_KEYBOX_BYTES} bytes of sealed keys. Parsing proves nothing about signatures or rights: ask a
 * {@link GrantVerifier}.
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
  private final byte[] keybox;

  GrantChain(List<Link> links, byte[] keybox) {
    this.links = List.copyOf(links);
    this.keybox = keybox;
  }

  /**
   * Signs the first grant of a chain.
   *
   * @param root what the patient grants
   * @param sealedKeybox its keys, sealed to the holder, as the grant's binding says
   * @param signer the patient's key
   */
  public static GrantChain issue(Grant root, byte[] sealedKeybox, GrantSigner signer) {
    if (root.lineage().parent().isPresent()) {
      throw new InvalidInputException(
          ErrorCode.CHAIN_BROKEN, "a delegated grant can't start a chain");
    }
    return ChainCodec.checked(List.of(Link.sign(root, signer)), sealedKeybox.clone());
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
   */
  public GrantChain extend(Grant child, byte[] sealedKeybox, GrantSigner signer) {
    requireNarrower(child);
    List<Link> longer = new ArrayList<>(links);
    longer.add(Link.sign(child, signer));
    return ChainCodec.checked(longer, sealedKeybox.clone());
  }

  /** The grants, the patient's first. */
  public List<Grant> grants() {
    return links.stream().map(Link::grant).toList();
  }

  /** The grant that the patient signed. */
  public Grant root() {
    return links.get(0).grant();
  }

  /** The grant of whoever holds this chain. */
  public Grant last() {
    return links.get(links.size() - 1).grant();
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
    return new GrantChain(links, new byte[0]);
  }

  /** What a proof of possession names: a digest of all signed grants with their signatures. */
  public byte[] digest() {
    return Sha256.of(Domain.CHAIN, withoutKeybox().bytes());
  }

  /** The binary form. */
  public byte[] bytes() {
    return ChainCodec.encode(links, keybox);
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
