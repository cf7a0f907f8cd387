// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TrustPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A server of a log that its operator may exchange, behind one door: the log itself, or what was restored from a copy of its
 * directory, key included. Its witnesses are told of heads when a test says so.
 */
final class ServedLog implements AutoCloseable {
  final List<Cosigner> witnesses = Stream.of("w1.example", "w2.example", "w3.example")
      .map(ServedLog::witness)
      .toList();
  private final Path root;
  private final Map<String, Ledger> opened = new HashMap<>();
  private volatile Ledger serving;
  private volatile int cosigning;
  private volatile Instant cosignedAt = Instant.EPOCH;
  private volatile Optional<SignedCheckpoint> late = Optional.empty();

  ServedLog(Path root) {
    this.root = root;
    this.serving = open("log");
  }

  static Cosigner witness(String name) {
    return Cosigner.of(SignerKey.generate(name, new SecureRandom()));
  }

  static Entry entry(int number) {
    byte[] id = ByteBuffer.allocate(EntryId.SIZE_BYTES).putInt(number).array();
    return new Entry(EntryId.of(id), new byte[32]);
  }

  private Ledger open(String name) {
    return opened.computeIfAbsent(name, it -> Ledgers.open("file:" + root.resolve(it)));
  }

  /** Copies the log's directory as it is now; the log goes on. */
  void backUp(String name) {
    serving.close();
    opened.remove("log");
    try (Stream<Path> files = Files.list(root.resolve("log"))) {
      Path copy = Files.createDirectories(root.resolve(name));
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    serving = open("log");
  }

  /** Serves a copy from now on, or the log again. */
  void restore(String name) {
    serving = open(name);
  }

  void append(int from, int to) {
    for (int number = from; number < to; number++) {
      serving.append(entry(number)).orThrow();
    }
  }

  /** From now on this many witnesses cosign each head that is shown, at this time. */
  void cosign(int how, Instant time) {
    cosigning = how;
    cosignedAt = time;
  }

  /** The newest head, with the lines of this many witnesses, as one that came back from them late. */
  SignedCheckpoint cosignLate(int how, Instant time) {
    SignedCheckpoint head = cosigned(serving.head(), how, time);
    show(head);
    return head;
  }

  /** From now on this is the newest head that came back from the witnesses. */
  void show(SignedCheckpoint cosigned) {
    late = Optional.of(cosigned);
  }

  /** A policy that wants two of the three. */
  TrustPolicy policy() {
    List<TrustPolicy.Witness> listed = witnesses.stream()
        .map(each -> new TrustPolicy.Witness(each.key().name(), each.key(), ""))
        .toList();
    List<String> names = listed.stream().map(TrustPolicy.Witness::name).toList();
    TrustPolicy.Group two = new TrustPolicy.Group("two", 2, names);
    return new TrustPolicy(List.of(), listed, List.of(two), "two");
  }

  /** What clients see: whatever is served when they ask. */
  Ledger door() {
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (self, method, arguments) -> {
          if (method.getName().equals("cosigned")) {
            return late;
          }
          try {
            Object answer = method.invoke(serving, arguments);
            return answer instanceof SignedCheckpoint head
                ? cosigned(head, cosigning, cosignedAt)
                : answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private SignedCheckpoint cosigned(SignedCheckpoint head, int how, Instant time) {
    SignedCheckpoint cosigned = head;
    for (Cosigner witness : witnesses.subList(0, how)) {
      cosigned = witness.cosign(cosigned, time);
    }
    return cosigned;
  }

  @Override
  public void close() {
    opened.values().forEach(Ledger::close);
  }
}
