// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.Arrays;

/**
 * A piece that a custodian signed that it has not, though it should. Immutable; arrays are copied in and out.
 *
 * @param manifest of the object, as the patient signed it
 * @param shard which piece
 * @param statement what the custodian signed; with its {@link CustodyReceipt} it makes a {@link FaultProof}
 */
public record Shortfall(byte[] manifest, int shard, byte[] statement) {
  /** Copies the arrays. */
  public Shortfall {
    manifest = manifest.clone();
    statement = statement.clone();
  }

  @Override
  public byte[] manifest() {
    return manifest.clone();
  }

  @Override
  public byte[] statement() {
    return statement.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shortfall that
        && shard == that.shard
        && Arrays.equals(manifest, that.manifest)
        && Arrays.equals(statement, that.statement);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(statement);
  }

  /** The piece's index alone. */
  @Override
  public String toString() {
    return "Shortfall[shard " + shard + "]";
  }
}
