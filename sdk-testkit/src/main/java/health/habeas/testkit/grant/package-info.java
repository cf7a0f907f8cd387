// SPDX-License-Identifier: Apache-2.0

/**
 * The laws of grants as properties that a vendor runs against its own software. The 58 laws are in
 * {@link health.habeas.testkit.grant.Law}.
 *
 * <p>Enter by the class for what you have made, extend it, and say how to make yours:
 * {@link health.habeas.testkit.grant.GrantLaws} for a verifier, {@link health.habeas.testkit.grant.CustodianLaws} for a
 * custodian, {@link health.habeas.testkit.grant.VaultLaws} for custodians or a ledger under whole vaults,
 * {@link health.habeas.testkit.grant.ConsentLaws} for a reader of FHIR Consents. Each property is named after its laws and compares what it tests with a brute-force model over a small universe
 * of records, keys and moments; orders of events are action sequences. Then
 * {@link health.habeas.testkit.grant.LawTable} runs any of these classes and gives a row for each law.
 *
 * <p>The properties run on the jqwik engine, which comes with this kit. A build that lacks it would silently run none:
 * {@code GrantLaws} therefore also has a plain JUnit test that fails there, and {@code LawTable} counts what ran.
 *
 * <p>Not here: how the laws are worded in the formats (docs/spec), and single cases for other languages
 * ({@code sdk-testkit/vectors}).
 */
@NullMarked
package health.habeas.testkit.grant;

import org.jspecify.annotations.NullMarked;
