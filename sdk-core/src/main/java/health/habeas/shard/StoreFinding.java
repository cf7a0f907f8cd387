// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

/**
 * The outcome of one check. Immutable.
 *
 * @param check what was tried
 * @param passed whether the store did it
 */
public record StoreFinding(StoreCheck check, boolean passed) {}
