// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Binding;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.GrantSigner;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Parties;
import health.habeas.grant.Permission;
import health.habeas.grant.StatusHandle;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.Keybox;
import health.habeas.internal.keytree.KeyboxFormat;
import health.habeas.internal.keytree.Reach;
import health.habeas.key.Grantee;
import health.habeas.key.HolderKeys;
import health.habeas.key.HybridKey;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.shard.ItemName;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How authority is handed out: terms become a permission, the permission decides the keys, the keys are sealed to the
 * holder, and all of it is signed. The patient does it online and the journal records it; a holder narrows offline.
 */
final class GrantPath {
  private GrantPath() {}

  /** A grant by the patient, recorded in the journal and the ledger before it is returned. */
  static GrantChain issue(VaultSession session, Grantee to, GrantTerms terms) {
    session.settle();
    VerifyKey holder = to.key(session.owner().suite());
    if (session.state().isEnded(holder)) {
      throw new InvalidInputException(
          ErrorCode.KEY_REVOKED, holder + " is revoked in this vault for good");
    }
    // What a record was moved out of must not be handed out.
    RewrapPath.withdraw(session);
    Permission permission = terms.permission(session.around().clock().instant());
    Suite suite = session.owner().suite();
    Set<Reach> reaches = GrantedKeys.reach(
        permission,
        session.state().generations().compartments(),
        List.of(to.key(suite)),
        session.directives());
    Set<Generation> generations = generations(session.state(), reaches);
    byte[] nonce = nonce(session.around().random());
    try (Secret preimage = statusPreimage(session.keys(), nonce);
        Secret updates = derived(session.keys(), Domain.UPDATE_SECRET, nonce);
        Keybox keybox =
            new Keybox(preimage, updates, GrantedKeys.keys(session.ring(), reaches, generations))) {
      Parties parties = new Parties(session.vault(), session.owner().key(), to.key(suite));
      boolean breaksGlass = BreakGlassKey.isFor(permission);
      byte[] sealed = seal(keybox, to, parties, nonce);
      byte[] carried = breaksGlass ? BreakGlassKey.lock(session, nonce, sealed) : sealed;
      Binding binding = Binding.of(
              nonce, StatusHandle.ofPreimage(preimage.bytes(SECRET_ACCESS)), carried)
          .at(session.ledger().head().claimed().size());
      GrantChain chain = GrantChain.issue(
          Grant.root(parties, permission, binding),
          carried,
          session.owner().signer(),
          records(
              suite, Stream.concat(session.keys().hybridKey().stream(), to.hybridKey().stream())));
      if (breaksGlass) {
        // Before the commit: a grant that was returned works.
        BreakGlassKey.spread(session, chain.root());
      }
      session.commit(new VaultEvent.GrantIssued(chain.bytes(), to.bytes(), refs(keybox.keys())));
      return chain;
    }
  }

  /** A narrower grant by a holder, from its own keys alone: no network (L47). */
  static GrantChain narrow(Held held, Grantee to, GrantTerms terms, Surroundings around) {
    Permission permission = terms.within(held.chain().last(), around.clock().instant());
    byte[] nonce = nonce(around.random());
    Set<CompartmentId> known = new HashSet<>();
    held.keybox().keys().forEach(keys -> known.add(keys.compartment()));
    try (Keybox keybox = held.keybox().narrow(nonce, GrantedKeys.reach(permission, known))) {
      Suite suite = held.chain().suite();
      Parties parties =
          new Parties(held.chain().last().parties().vault(), held.keys().key(suite), to.key(suite));
      byte[] sealed = seal(keybox, to, parties, nonce);
      StatusHandle handle = StatusHandle.ofPreimage(keybox.statusPreimage().bytes(SECRET_ACCESS));
      Binding binding = Binding.of(nonce, handle, sealed).at(held.ledgerSize());
      Grant child = held.chain().narrow(parties, permission, binding);
      return held.chain()
          .extend(
              child, sealed, signer(held.keys(), suite), records(suite, to.hybridKey().stream()));
    }
  }

  /**
   * What a holder has in hand.
   *
   * @param keys its own keys
   * @param chain what it was granted
   * @param keybox the opened keybox
   * @param followed how much of the ledger it knows
   */
  record Held(HolderKeys keys, GrantChain chain, Keybox keybox, long followed) {
    /** It has seen at least what the issuer above had. */
    long ledgerSize() {
      return Math.max(followed, chain.last().binding().ledgerSize());
    }
  }

  /** Opens the keybox of a chain's last grant; throws when it was sealed to somebody else. */
  static Keybox open(GrantChain chain, HolderKeys holder) {
    byte[] sealed = chain
        .sealedKeybox()
        .orElseThrow(() ->
            new CustodyException(ErrorCode.KEYBOX_UNOPENED, "the grant came without its keybox"));
    return open(chain.last(), holder, sealed);
  }

  /** The same where something else lies around the sealed keybox. */
  static Keybox open(Grant last, HolderKeys holder, byte[] sealed) {
    byte[] aad = aad(last.parties(), last.binding().nonce());
    try (Secret content = holder.openSealed(SECRET_ACCESS, Domain.KEYBOX, aad, sealed)) {
      return KeyboxFormat.decode(content);
    }
  }

  /** The secret whose publication ends a root grant. */
  static Secret statusPreimage(PatientKeys keys, byte[] nonce) {
    return derived(keys, Domain.STATUS_ROOT, nonce);
  }

  /** The secret whose publication ends the last grant of a chain that begins at this patient. */
  static Secret statusPreimage(PatientKeys keys, GrantChain chain) {
    return statusPreimage(keys, chain.grants());
  }

  /** The same of the last of these grants, from the root on. */
  static Secret statusPreimage(PatientKeys keys, List<Grant> grants) {
    return derived(keys, Domain.STATUS_ROOT, nonces(grants));
  }

  /** The preimage of the last of these grants, from that of the grant above them. */
  static Secret statusPreimage(Secret above, List<Grant> below) {
    return derived(above, Domain.STATUS_ROOT, nonces(below));
  }

  /** From what the names and keys of a delegated grant's updates derive. */
  static Secret updateSecret(PatientKeys keys, GrantChain chain) {
    return derived(keys, Domain.UPDATE_SECRET, nonces(chain.grants()));
  }

  private static byte[][] nonces(List<Grant> grants) {
    return grants.stream().map(grant -> grant.binding().nonce()).toArray(byte[][]::new);
  }

  private static Secret derived(PatientKeys keys, Domain domain, byte[]... nonces) {
    try (Secret root = keys.derive(SECRET_ACCESS, domain)) {
      return derived(root, domain, nonces);
    }
  }

  /** As a keybox derives its child's, link by link. */
  private static Secret derived(Secret above, Domain domain, byte[]... nonces) {
    Secret secret = above.copy();
    for (byte[] nonce : nonces) {
      try (Secret parent = secret) {
        secret = Hkdf.derive(parent, domain, nonce);
      }
    }
    return secret;
  }

  /**
   * Keys of more compartments or epochs for a grant that lives: sealed to its holder, under names only it can find, as many
   * as they need. None when there are none that it lacks and reaches.
   */
  static List<KeyUpdate> updates(
      VaultSession session, KeyUpdate.Recipient to, Collection<Generation> fresh) {
    Grant granted = to.chain().last();
    Set<Generation> lacking = new HashSet<>(fresh);
    lacking.removeAll(to.given());
    Set<CompartmentId> compartments = new HashSet<>();
    lacking.forEach(generation -> compartments.add(generation.compartment()));
    // Of each holder: those above open what is sealed below them.
    List<VerifyKey> holders =
        to.chain().grants().stream().map(grant -> grant.parties().holder()).toList();
    Set<Reach> reaches =
        GrantedKeys.reach(granted.permission(), compartments, holders, session.directives());
    List<KeyUpdate> updates = new ArrayList<>();
    for (List<CompartmentKeys> part :
        KeyboxFormat.parts(GrantedKeys.keys(session.ring(), reaches, lacking))) {
      updates.add(update(session, to, part, to.updates() + updates.size()));
    }
    return updates;
  }

  private static KeyUpdate update(
      VaultSession session, KeyUpdate.Recipient to, List<CompartmentKeys> keys, int number) {
    GrantId grant = to.chain().id();
    byte[] place = KeyUpdate.place(grant, number);
    try (Secret preimage = statusPreimage(session.keys(), to.chain());
        Secret secret = updateSecret(session.keys(), to.chain());
        Keybox keybox = new Keybox(preimage, secret, keys)) {
      byte[] sealed = to.card()
          .map(card -> KeyboxFormat.seal(keybox, card.sealingKey(), Domain.KEY_UPDATE, place))
          .map(toCard -> BreakGlassKey.isFor(to.chain().root().permission())
              ? BreakGlassKey.lockUpdate(session, to.chain().root(), place, toCard)
              : toCard)
          .orElseGet(() -> boxed(session, keybox, place));
      ItemName name = KeyUpdate.name(to.card().isPresent() ? preimage : secret, number);
      return new KeyUpdate(
          grant, name, SignedItem.of(session.signer(), name, sealed), refs(keybox.keys()));
    }
  }

  private static byte[] boxed(VaultSession session, Keybox keybox, byte[] place) {
    try (Secret content = KeyboxFormat.encode(keybox);
        Secret key = KeyUpdate.key(keybox.updateSecret())) {
      return new Box(session.around().random())
          .seal(key, Domain.KEY_UPDATE, place, content.bytes(SECRET_ACCESS));
    }
  }

  /** The current generation of each reached compartment, and earlier ones that still have slots. */
  private static Set<Generation> generations(VaultState state, Set<Reach> reaches) {
    Set<Generation> generations = new HashSet<>(state.generations().grantable());
    reaches.forEach(reach -> generations.add(
        new Generation(reach.compartment(), state.generations().epoch(reach.compartment()))));
    return generations;
  }

  private static byte[] seal(Keybox keybox, Grantee to, Parties parties, byte[] nonce) {
    return KeyboxFormat.seal(keybox, to.sealingKey(), Domain.KEYBOX, aad(parties, nonce));
  }

  private static byte[] aad(Parties parties, byte[] nonce) {
    return Bytes.concat(
        parties.vault().bytes(), parties.issuer().bytes(), parties.holder().bytes(), nonce);
  }

  private static byte[] nonce(SecureRandom random) {
    byte[] nonce = new byte[Binding.NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }

  private static List<PageRef> refs(List<CompartmentKeys> keys) {
    List<PageRef> refs = new ArrayList<>();
    keys.forEach(each -> refs.add(new PageRef(each.compartment(), each.epoch(), 0)));
    return refs;
  }

  /** The public keys that a chain of this suite carries for these parties. */
  static HybridKey[] records(Suite suite, Stream<HybridKey> parties) {
    return parties.filter(party -> suite == Suite.S2).toArray(HybridKey[]::new);
  }

  static GrantSigner signer(HolderKeys keys, Suite suite) {
    return signer(keys.key(suite), keys.signer(SECRET_ACCESS, suite));
  }

  static GrantSigner signer(VerifyKey key, Signer signer) {
    return new GrantSigner() {
      @Override
      public VerifyKey key() {
        return key;
      }

      @Override
      public byte[] sign(byte[] message) {
        return signer.sign(message);
      }
    };
  }
}
