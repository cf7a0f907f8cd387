// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

/**
 * Opens shard stores of one scheme; found by {@link java.util.ServiceLoader} and used by {@link ShardStore#at}. An
 * implementation has a public constructor without parameters. Thread-safe.
 */
public interface ShardStoreProvider {
  /** The scheme, lower case, for example {@code s3}. */
  String scheme();

  /**
   * Opens the store at a place, after it has shown by a {@link StoreProbe} that it keeps the contract.
   *
   * @param place the location after {@code scheme:}
   * @throws health.habeas.error.InvalidInputException with HBS-4018 if it is no place of this scheme
   * @throws health.habeas.error.StorageException with HBS-4016 if the store does not keep the contract, or as the store
   *     fails
   */
  ShardStore open(String place);
}
