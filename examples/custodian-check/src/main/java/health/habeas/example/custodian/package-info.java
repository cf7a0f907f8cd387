// SPDX-License-Identifier: Apache-2.0

/** Two commands for operators, on the SDK's public API alone: {@link health.habeas.example.custodian.CustodianCheck}. */
@NullMarked
package health.habeas.example.custodian;

import org.jspecify.annotations.NullMarked;
