// SPDX-License-Identifier: Apache-2.0

/**
 * What a health record is, as values only: an id, a type, a clinical day, categories, sensitivity labels, an author and
 * the original bytes. Enter by {@link health.habeas.record.HealthRecord}. Nothing here encrypts or stores.
 */
@NullMarked
package health.habeas.record;

import org.jspecify.annotations.NullMarked;
