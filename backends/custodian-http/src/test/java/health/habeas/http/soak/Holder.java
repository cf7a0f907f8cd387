// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import static health.habeas.record.Category.LABORATORY;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.error.HabeasException;
import health.habeas.grant.GrantChain;
import health.habeas.key.Grantee;
import health.habeas.key.HolderKeys;
import health.habeas.ledger.Ledger;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import java.util.List;
import java.util.Random;

/** A clinic that reads under the grants that it has, and tries those that ended. Not thread-safe. */
final class Holder implements AutoCloseable {
  private static final int RECORDS = 24;

  private final HolderKeys keys = HolderKeys.create("St. Mary Cardiology");
  private final List<Custodian> custodians;
  private final Ledger ledger;
  private final History history;
  private final Tally tally;
  private final Random random;

  Holder(Fleet fleet, History history, Tally tally, Random random) {
    this.custodians = fleet.clients();
    this.ledger = fleet.ledger();
    this.history = history;
    this.tally = tally;
    this.random = random;
  }

  Grantee grantee() {
    return keys.grantee();
  }

  /** Reads all, or one record; now and then under a grant that ended. */
  void work(Grants grants) {
    List<GrantChain> live = grants.live();
    List<GrantChain> ended = grants.ended();
    List<GrantChain> from =
        live.isEmpty() || (!ended.isEmpty() && random.nextInt(5) == 0) ? ended : live;
    if (!from.isEmpty()) {
      read(from.get(random.nextInt(from.size())), random.nextInt(3) == 0);
    }
  }

  /** Whether the answer was complete. */
  boolean read(GrantChain chain, boolean one) {
    String asked = one ? "record-" + random.nextInt(RECORDS) : "";
    long began = System.nanoTime();
    try (GrantedVault view = GrantedVault.open(chain, keys, ledger, custodians)) {
      ReadResult read = one ? view.get(new RecordId(asked), LABORATORY) : view.records(LABORATORY);
      history.add(Patient.seen(chain.id().toString(), asked, read, began));
      tally.add(Tally.Kind.READ);
      return read.isComplete();
    } catch (HabeasException e) {
      tally.failed(e);
      tally.add(Tally.Kind.FAILED);
      return false;
    }
  }

  @Override
  public void close() {
    custodians.forEach(Custodian::close);
    ledger.close();
    keys.close();
  }
}
