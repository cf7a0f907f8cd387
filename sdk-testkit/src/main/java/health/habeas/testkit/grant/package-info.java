// SPDX-License-Identifier: Apache-2.0

/**
 * The laws of grants as properties that a vendor runs against its own verifier.
 *
 * <p>Enter by {@link health.habeas.testkit.grant.GrantLaws}: extend it, and say how to make your
 * {@link health.habeas.testkit.grant.VerifierUnderTest}. Each property is named after its law in docs/spec/grants.md and
 * compares the verifier with a brute-force model over a small universe of records, keys and moments.
 *
 * <p>The properties run on the jqwik engine, which comes with this kit. A build that lacks it would silently run none:
 * {@code GrantLaws} therefore also has a plain JUnit test that fails there, and
 * {@link health.habeas.testkit.grant.LawRun} counts what ran.
 */
@NullMarked
package health.habeas.testkit.grant;

import org.jspecify.annotations.NullMarked;
