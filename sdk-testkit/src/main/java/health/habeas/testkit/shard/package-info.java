// SPDX-License-Identifier: Apache-2.0

/**
 * Proof that a {@link health.habeas.shard.ShardStore} is one: extend {@link
 * health.habeas.testkit.shard.ShardStoreContract} and say how to open yours.
 *
 * <p>It does not test what happens at a power cut: that needs the machine.
 */
@NullMarked
package health.habeas.testkit.shard;

import org.jspecify.annotations.NullMarked;
