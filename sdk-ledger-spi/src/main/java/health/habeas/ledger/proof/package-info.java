// SPDX-License-Identifier: Apache-2.0

/**
 * The arithmetic of a transparency log, apart from any ledger: RFC 6962/9162 Merkle trees and the C2SP text formats
 * (signed notes, checkpoints, cosignatures, trust policies, tlog proofs, tiles) and COSE receipts. Everything here is a value or a pure function; nothing reads a clock, a file
 * or the network.
 *
 * <p>Enter by {@link health.habeas.ledger.proof.TrustPolicy} to believe a head, by
 * {@link health.habeas.ledger.proof.Cosigner} to vouch for one, by {@link health.habeas.ledger.proof.TlogProof} to read a
 * proof, by {@link health.habeas.ledger.proof.MerkleTree} to make one, by
 * {@link health.habeas.ledger.proof.TiledTree} to read a log from its tiles, by
 * {@link health.habeas.ledger.proof.MerkleMap} to prove that a key is not in a log, by
 * {@link health.habeas.ledger.proof.ForkProof} when a log contradicts itself.
 */
@NullMarked
package health.habeas.ledger.proof;

import org.jspecify.annotations.NullMarked;
