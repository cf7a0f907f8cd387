// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.PutReport;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Runs in a small process: puts a generated bundle into a vault over six custodians, closes everything, opens it again and
 * compares every byte. Arguments: a directory, how many resources to put, and how many to expect.
 */
final class LargeVault implements AutoCloseable {
  private static final StripeLayout LAYOUT = StripeLayout.of(4, 6);

  private final Ledger ledger;
  private final List<Custodian> custodians;
  private final Vault vault;

  private LargeVault(Path dir, PatientKeys keys) {
    this.ledger = Ledgers.open("file:" + dir.resolve("ledger"));
    this.custodians = Custodians.directories(dir.resolve("nodes"), LAYOUT.total(), ledger);
    this.vault =
        Vault.builder().keys(keys).ledger(ledger).custodians(custodians, LAYOUT).open();
  }

  public static void main(String[] arguments) {
    Path dir = Path.of(arguments[0]);
    try (PatientKeys keys = PatientKeys.create()) {
      try (LargeVault large = new LargeVault(dir, keys)) {
        large.put(Integer.parseInt(arguments[1]));
      }
      try (LargeVault again = new LargeVault(dir, keys)) {
        again.compare(Integer.parseInt(arguments[2]));
      }
    }
  }

  private void put(int resources) {
    try (FhirRecords records = FhirRecords.parse(new GeneratedBundle(resources), Sources.OPTIONS)) {
      PutReport put = vault.put(records);
      require(put.added() == resources && put.receipt().holds(), put);
      require(records.report().complete(), records.report());
    }
  }

  /** One category at a time, because a result holds what it found. */
  private void compare(int resources) {
    Sum read = new Sum();
    for (Category category : Category.values()) {
      ReadResult result = vault.records(category);
      require(result.isComplete(), result);
      result.stream().map(HealthRecord::content).forEach(read::add);
    }
    Sum written = new Sum();
    GeneratedBundle bundle = new GeneratedBundle(resources);
    for (int index = 0; index < resources; index++) {
      written.add(bundle.resource(index));
    }
    require(vault.size() == read.count, vault.size());
    require(read.isSameAs(written), read.count + " read, and not what was put");
  }

  private static void require(boolean holds, Object otherwise) {
    if (!holds) {
      throw new IllegalStateException(String.valueOf(otherwise));
    }
  }

  @Override
  public void close() {
    vault.close();
    custodians.forEach(Custodian::close);
    ledger.close();
  }

  /** How many byte strings there were, and the sum of their digests: it does not depend on their order. */
  private static final class Sum {
    private final byte[] digests = new byte[32];
    private int count;

    void add(byte[] bytes) {
      byte[] digest = sha256(bytes);
      for (int i = 0, carry = 0; i < digests.length; i++) {
        carry += (digests[i] & 0xff) + (digest[i] & 0xff);
        digests[i] = (byte) carry;
        carry >>= Byte.SIZE;
      }
      count++;
    }

    boolean isSameAs(Sum that) {
      return count == that.count && MessageDigest.isEqual(digests, that.digests);
    }

    private static byte[] sha256(byte[] bytes) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
