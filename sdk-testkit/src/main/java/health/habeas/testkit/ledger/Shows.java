// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which points of the contract a test shows. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Shows {
  /** One point or more. */
  LedgerPoint[] value();
}
