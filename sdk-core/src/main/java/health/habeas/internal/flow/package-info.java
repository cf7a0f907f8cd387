// SPDX-License-Identifier: Apache-2.0

/**
 * Internal: not exported, may change at any time. The ways through the house, one class each: {@link
 * health.habeas.internal.flow.WritePath}, {@link health.habeas.internal.flow.ReadPath}, {@link
 * health.habeas.internal.flow.GrantPath}, {@link health.habeas.internal.flow.RevokePath} and {@link
 * health.habeas.internal.flow.RecoverPath}; and the {@link health.habeas.internal.flow.Journal} that makes each of them
 * happen wholly or not at all. Only {@code Vault} and {@code GrantedVault} enter here.
 */
@NullMarked
package health.habeas.internal.flow;

import org.jspecify.annotations.NullMarked;
