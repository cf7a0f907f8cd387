// SPDX-License-Identifier: Apache-2.0

/**
 * Where the encrypted pieces of a vault lie. {@link health.habeas.shard.StripeLayout} says into how many pieces an
 * object is cut and how many bring it back; {@link health.habeas.shard.ShardStore} is what a storage vendor implements.
 *
 * <p>A store sees names and ciphertext. It holds no key and decides nothing about access.
 */
@NullMarked
package health.habeas.shard;

import org.jspecify.annotations.NullMarked;
