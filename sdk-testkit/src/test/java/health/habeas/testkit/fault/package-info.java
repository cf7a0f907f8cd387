// SPDX-License-Identifier: Apache-2.0
@NullMarked
package health.habeas.testkit.fault;

import org.jspecify.annotations.NullMarked;
