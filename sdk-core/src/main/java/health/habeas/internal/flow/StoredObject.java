// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Extent;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.erasure.RangeRead;
import health.habeas.internal.erasure.Rebuild;
import health.habeas.internal.erasure.Shamir;
import health.habeas.shard.ItemName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One object of a vault, as far as it was read: the chunks of single records, or all of it once many are wanted. Nothing is
 * hashed as long as what was sealed opens. When something does not, whoever gave anything is asked for the whole shard, which
 * must have its root: so the one that lied is named. Wipes its share key when closed. Not thread-safe.
 */
final class StoredObject implements AutoCloseable {
  /** A request costs about as much as so many bytes of the whole object. */
  private static final int BYTES_FOR_A_REQUEST = 64 << 10;

  private final ItemSource source;
  private final Manifest manifest;
  private final List<Integer> custodianOfShard;
  private final Faults faults;
  private final Set<Integer> used = new TreeSet<>();
  private @Nullable Secret shareKey;
  private byte @Nullable [] body;
  private boolean rebuilt;

  /**
   * @param source where its shards are
   * @param manifest verified
   * @param custodianOfShard which custodian keeps which, −1 for none that is known
   * @param faults where silence and lies are noted
   */
  StoredObject(
      ItemSource source, Manifest manifest, List<Integer> custodianOfShard, Faults faults) {
    this.source = source;
    this.manifest = manifest;
    this.custodianOfShard = List.copyOf(custodianOfShard);
    this.faults = faults;
  }

  /**
   * What lies in an extent, opened; empty if it can't be had, or does not open although it is as it was written.
   *
   * @param extent where it lies
   * @param wanted how many extents of this object will be asked for, as far as is known
   * @param open opens the sealed bytes with the share key
   */
  <T> Optional<T> read(Extent extent, int wanted, BiFunction<byte[], Secret, Optional<T>> open) {
    Optional<RangeRead> range = RangeRead.of(manifest, extent);
    if (range.isEmpty()) {
      return Optional.empty();
    }
    boolean all = (long) wanted * BYTES_FOR_A_REQUEST >= manifest.bodyBytes();
    Optional<T> value =
        (all || body != null ? whole(extent) : part(range.get())).flatMap(with(open));
    if (value.isPresent() || rebuilt) {
      return value;
    }
    rebuild();
    return inBody(extent).flatMap(with(open));
  }

  private <T> Function<byte[], Optional<T>> with(BiFunction<byte[], Secret, Optional<T>> open) {
    return bytes -> {
      Secret key = shareKey;
      return key == null ? Optional.empty() : open.apply(bytes, key);
    };
  }

  private Optional<byte[]> inBody(Extent extent) {
    byte[] bytes = body;
    return bytes == null ? Optional.empty() : Optional.of(extent.of(bytes));
  }

  /** From the chunks that hold it, or those beside them; and once the shares of the share key. */
  private Optional<byte[]> part(RangeRead range) {
    Extent window = range.window();
    Requests.Round<byte[], byte[]> chunks = source
        .requests()
        .begin(inquiry(range.direct()), c -> fetch(c, window), (c, part) -> sized(part, window));
    if (shareKey == null) {
      Extent share = RangeRead.share(manifest);
      Inquiry ofShares = Inquiry.ofSome(nearest(), manifest.data());
      note(source.requests().ask(ofShares, c -> fetch(c, share), (c, part) -> sized(part, share)))
          .ifPresent(shares -> shareKey = Shamir.combine(shares));
    }
    Requests.Answers<byte[]> answers = chunks.await();
    SortedMap<Integer, byte[]> windows = byShard(answers);
    boolean enough = windows.keySet().containsAll(range.direct());
    return note(answers).isPresent() || enough
        ? Optional.of(range.bytes(windows))
        : Optional.empty();
  }

  /** The data shards that hold the bytes, if they are not much farther than any k are. */
  private Inquiry inquiry(Set<Integer> direct) {
    List<Integer> those = direct.stream().map(custodianOfShard::get).toList();
    List<Integer> nearest = nearest();
    Pace pace = source.requests().pace();
    int near =
        nearest.stream().limit(manifest.data()).mapToInt(pace::distance).max().orElse(0);
    boolean far = those.stream().anyMatch(c -> c < 0 || pace.distance(c) > near + 1);
    if (far) {
      return Inquiry.ofSome(nearest, manifest.data());
    }
    List<Integer> others = new ArrayList<>(nearest);
    others.removeAll(those);
    return Inquiry.ofThese(those, others, manifest.data());
  }

  /** From the whole body, out of any k shards. */
  private Optional<byte[]> whole(Extent extent) {
    if (body == null && !rebuilt) {
      Requests.Answers<byte[]> answers = source
          .requests()
          .ask(
              Inquiry.ofSome(nearest(), manifest.data()),
              this::fetch,
              (c, file) -> file.length == manifest.shardBytes()
                  ? new Requests.Good<>(file)
                  : new Requests.Altered<>());
      note(answers).ifPresent(this::join);
    }
    return inBody(extent);
  }

  private void join(SortedMap<Integer, byte[]> files) {
    Extent share = RangeRead.share(manifest);
    SortedMap<Integer, byte[]> shares = new TreeMap<>();
    SortedMap<Integer, byte[]> rows = new TreeMap<>();
    files.forEach((shard, file) -> {
      shares.put(shard, share.of(file));
      rows.put(shard, Arrays.copyOf(file, share.offset()));
    });
    keep(
        manifest.bodyBytes() == 0
            ? new byte[0]
            : RangeRead.of(manifest, new Extent(0, manifest.bodyBytes()))
                .orElseThrow()
                .bytes(rows),
        Shamir.combine(shares));
  }

  private void keep(byte[] bytes, Secret key) {
    close();
    body = bytes;
    shareKey = key;
  }

  /** The whole object, each shard against its root, those first that gave something before. */
  private void rebuild() {
    rebuilt = true;
    List<Integer> order = new ArrayList<>(used);
    nearest().stream().filter(c -> !used.contains(c)).forEach(order::add);
    int first = Math.min(order.size(), Math.max(manifest.data(), used.size()));
    Requests.Answers<byte[]> answers = source
        .requests()
        .ask(
            Inquiry.ofTheseToo(
                order.subList(0, first), order.subList(first, order.size()), manifest.data()),
            this::fetch,
            (c, file) -> manifest.isSound(shardOf(c), file)
                ? new Requests.Good<>(file)
                : new Requests.Altered<>());
    close();
    body = null;
    shareKey = null;
    note(answers).ifPresent(files -> {
      Rebuild outcome = Rebuild.from(manifest, shard -> Optional.ofNullable(files.get(shard)));
      if (outcome instanceof Rebuild.Rebuilt whole) {
        keep(whole.body(), whole.shareKey());
      }
    });
  }

  /** Notes who was silent or lied; k good answers by shard, or empty if there are fewer. */
  private Optional<SortedMap<Integer, byte[]>> note(Requests.Answers<byte[]> answers) {
    answers.missing().forEach(c -> faults.missing(source.custodians().get(c)));
    answers.altered().forEach(c -> faults.altered(source.custodians().get(c)));
    used.addAll(answers.good().keySet());
    used.addAll(answers.altered());
    SortedMap<Integer, byte[]> some = new TreeMap<>();
    byShard(answers).entrySet().stream()
        .limit(manifest.data())
        .forEach(each -> some.put(each.getKey(), each.getValue()));
    return Optional.of(some).filter(k -> k.size() == manifest.data());
  }

  private SortedMap<Integer, byte[]> byShard(Requests.Answers<byte[]> answers) {
    SortedMap<Integer, byte[]> byShard = new TreeMap<>();
    answers.good().forEach((custodian, bytes) -> byShard.put(shardOf(custodian), bytes));
    return byShard;
  }

  private static Requests.Verdict<byte[]> sized(byte[] part, Extent asked) {
    return part.length == asked.length() ? new Requests.Good<>(part) : new Requests.Altered<>();
  }

  /** All who have a shard, the nearest first, and data before parity where they are equally near. */
  private List<Integer> nearest() {
    List<Integer> byShard = IntStream.range(0, manifest.total())
        .map(custodianOfShard::get)
        .filter(custodian -> custodian >= 0)
        .boxed()
        .toList();
    return source.requests().pace().nearest(byShard);
  }

  private int shardOf(int custodian) {
    return custodianOfShard.indexOf(custodian);
  }

  private Optional<byte[]> fetch(int custodian) {
    return source.fetch(custodian, ItemName.shard(manifest.objectId(), shardOf(custodian)));
  }

  private Optional<byte[]> fetch(int custodian, Extent part) {
    ItemName name = ItemName.shard(manifest.objectId(), shardOf(custodian));
    return source.fetch(custodian, name, part.offset(), part.length());
  }

  @Override
  public void close() {
    if (shareKey != null) {
      shareKey.close();
    }
  }
}
