// SPDX-License-Identifier: Apache-2.0

/**
 * Internal: not exported, may change at any time. Keys that follow the scope: from a patient epoch down to the key of
 * one record's slot.
 *
 * <p>Walk it downwards. A patient epoch and a {@link health.habeas.internal.keytree.CompartmentId} give a
 * {@link health.habeas.internal.keytree.CompartmentEpoch}; its root is the top of a
 * {@link health.habeas.internal.keytree.DayTree}, whose nodes travel as
 * {@link health.habeas.internal.keytree.NodeKey}; a leaf opens each {@link health.habeas.internal.keytree.Slot} of its
 * day. A {@link health.habeas.internal.keytree.Keybox} is what a holder gets: the exact cover of its scope, and nothing
 * above (laws L46 to L51). This room knows bytes and numbers, never a grant. Source: {@code docs/spec/keys.md}.
 */
@NullMarked
package health.habeas.internal.keytree;

import org.jspecify.annotations.NullMarked;
