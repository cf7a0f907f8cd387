// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.VaultId;
import health.habeas.shard.Custodian;
import health.habeas.shard.VaultCard;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A vault's card as a holder sees it: asked for once. The vault's id proves that it is the vault's. Not thread-safe. */
final class KnownCard {
  private final Requests requests;
  private final List<Custodian> custodians;
  private final VaultId vault;
  private @Nullable VaultCard known;

  KnownCard(Requests requests, List<Custodian> custodians, VaultId vault) {
    this.requests = requests;
    this.custodians = custodians;
    this.vault = vault;
  }

  VaultCard get() {
    VaultCard card = known;
    if (card == null) {
      card = ask();
      known = card;
    }
    return card;
  }

  private VaultCard ask() {
    List<Integer> all = IntStream.range(0, custodians.size()).boxed().toList();
    return requests
        .<VaultCard, VaultCard>ask(
            Inquiry.ofAny(all),
            custodian -> custodians.get(custodian).card(vault),
            (custodian, found) ->
                found.vault().equals(vault) ? new Requests.Good<>(found) : new Requests.Altered<>())
        .any()
        .orElseThrow(() -> new StorageException(
            ErrorCode.UNKNOWN_VAULT, "no custodian that answers knows the vault's public keys"));
  }
}
