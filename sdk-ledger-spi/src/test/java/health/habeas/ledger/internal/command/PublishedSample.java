// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.EntryBundle;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TreeHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A log that is published, in memory or in a directory. */
final class PublishedSample implements PublishedLog {
  final SignerKey key = SignerKey.generate("log.example/one", new SecureRandom());
  final MerkleTree tree = new MerkleTree();
  final Map<TilePath, byte[]> files = new HashMap<>();
  final Set<TilePath> unreadable = new HashSet<>();
  byte[] checkpoint;

  PublishedSample(int size) {
    IntStream.range(0, size).forEach(number -> tree.add(TreeHash.leaf(entry(number))));
    TilePath.added(0, size).forEach(path -> files.put(path, bytes(path)));
    checkpoint = head(size).bytes();
  }

  static byte[] entry(long number) {
    return ("entry " + number).getBytes(StandardCharsets.UTF_8);
  }

  byte[] bytes(TilePath path) {
    if (!path.isEntries()) {
      return tree.tile(path).bytes();
    }
    List<byte[]> entries = IntStream.range(0, path.width())
        .mapToObj(place -> entry(path.index() * TilePath.FULL + place))
        .toList();
    return EntryBundle.of(entries).bytes();
  }

  SignedCheckpoint head(long at) {
    return new SignedCheckpoint(
        key.sign(Checkpoint.of(key.verifier().name(), at, tree.root(at)).text()));
  }

  /** A copy of what is there. */
  byte[] file(TilePath path) {
    return read(path).orElseThrow().clone();
  }

  void write(Path directory) {
    try {
      for (Map.Entry<TilePath, byte[]> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey().toString());
        Files.createDirectories(path.resolve(".."));
        Files.write(path, file.getValue());
      }
      Files.write(directory.resolve("checkpoint"), checkpoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<byte[]> checkpoint() {
    return Optional.of(checkpoint);
  }

  @Override
  public Optional<byte[]> read(TilePath path) {
    if (unreadable.contains(path)) {
      throw new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "it gives an error");
    }
    return Optional.ofNullable(files.get(path));
  }
}
