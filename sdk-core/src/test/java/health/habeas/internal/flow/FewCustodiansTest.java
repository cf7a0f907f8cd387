// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.Household.labs;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.crypto.SealBinding;
import health.habeas.internal.crypto.Sealing;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Rebuild.Rebuilt;
import health.habeas.internal.keytree.Slot;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A thief has the patient's keys, so every compartment's key and every DEK, and all that k − 1 custodians keep. It opens no
 * record, even if it is given all sealed bytes of the others too: the share key is what it lacks.
 */
class FewCustodiansTest {
  private static final int SIZE = 1_500_000;

  private final Household home = new Household();
  private final ExecutorService executor = Executors.newFixedThreadPool(3);
  private final byte[] vaultId = home.vault.id().bytes();
  private VaultSession keys;

  @BeforeEach
  void steal() throws IOException {
    home.vault.put(labs("a", 5));
    home.vault.put(
        LargeRecordTest.header("scan"), new ByteArrayInputStream(LargeRecordTest.content(SIZE)));
    Owner owner = new Owner(home.alice, home.suite);
    Replicas replicas = new Replicas(home.custodians, owner::enter, Household.LAYOUT, executor);
    keys = RecoverPath.open(owner, home.ledger, replicas, Surroundings.system());
  }

  @AfterEach
  void close() {
    keys.close();
    home.close();
  }

  @Test
  void fewerThanKCustodiansOpenNoRecordEvenWithEveryKey() {
    assertThat(opened(List.of(0))).isZero();
    assertThat(opened(List.of(1))).isZero();
    assertThat(opened(List.of(2))).isZero();
    assertThat(opened(List.of(0, 1))).isEqualTo(6);
  }

  @Test
  void evenAllSealedBytesAreOfNoUseWithoutKShares() {
    for (Directory.Found found : keys.directory().all()) {
      try (Locator locator = found.locate(keys.ring()).orElseThrow();
          RecordReader whole = keys.reader(new Faults())) {
        Slot slot = found.entry().slot();
        byte[] context = RecordReader.context(vaultId, locator.objectId(), slot);
        Rebuilt object = whole.rebuilt(locator.objectId()).orElseThrow();
        byte[] sealed = locator.extent().of(object.body());
        assertThat(Sealing.open(locator.dek(), object.shareKey(), context, sealed))
            .isPresent();
        for (Secret guess : guesses(locator.objectId())) {
          assertThat(Sealing.open(locator.dek(), guess, context, sealed)).isEmpty();
        }
        if (locator.parts() > 0) {
          RecordFile file = whole.record(slot, locator).orElseThrow();
          assertPartsStayShut(whole, locator, file.parts().orElseThrow());
        }
      }
    }
  }

  private void assertPartsStayShut(RecordReader whole, Locator locator, Parts parts) {
    try (Secret key = Parts.key(locator.dek())) {
      for (int number = 0; number < parts.count(); number++) {
        byte[] objectId = Parts.objectId(key, number);
        Rebuilt object = whole.rebuilt(objectId).orElseThrow();
        byte[] body = object.body();
        PartSealing.Expected part = parts.part(number);
        byte[] end = Arrays.copyOfRange(
            body, body.length - PartSealing.endBytes(part.sizeBytes()), body.length);
        byte[] context = Parts.context(vaultId, objectId);
        assertThat(PartSealing.open(new SealBinding(key, object.shareKey(), context), part, end))
            .isPresent();
        for (Secret guess : guesses(objectId)) {
          assertThat(PartSealing.open(new SealBinding(key, guess, context), part, end))
              .isEmpty();
        }
      }
    }
  }

  /** What one share suggests: itself, or nothing. */
  private List<Secret> guesses(byte[] objectId) {
    ItemName first = ItemName.shard(objectId, 0);
    int custodian = keys.replicas().placement(objectId).custodianOf(0);
    byte[] file = home.item(custodian, first);
    return List.of(
        Secret.copyOf(Arrays.copyOfRange(file, file.length - 32, file.length)),
        Secret.owning(new byte[32]));
  }

  /** How many records open with all keys and these custodians' shards; everything else they may have of all. */
  private long opened(List<Integer> custodians) {
    ItemSource stolen = new ItemSource() {
      @Override
      public List<String> custodians() {
        return keys.replicas().names();
      }

      @Override
      public Optional<byte[]> fetch(int custodian, ItemName name) {
        return name.kind() != ItemKind.SHARD || custodians.contains(custodian)
            ? keys.replicas().from(custodian, name)
            : Optional.empty();
      }
    };
    try (RecordReader reader = new RecordReader(stolen, vaultId, home.alice.key(), new Faults())) {
      return keys.directory().all().stream()
          .filter(found -> MovePath.read(keys, reader, found).isPresent())
          .count();
    }
  }
}
