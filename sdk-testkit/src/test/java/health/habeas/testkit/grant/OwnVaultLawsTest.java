// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

/** This SDK's own vaults keep the laws, over its own custodians and ledger in memory. */
class OwnVaultLawsTest extends VaultLaws {}
