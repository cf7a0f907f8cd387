// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.record.RecordId;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Every version of one record. Their slots are on the pages of their time and are kept nowhere else, so each page is read. */
public final class VersionPath {
  private final VaultSession session;
  private final RecordReader reader;
  private final byte[] name;
  private final SortedMap<Integer, RecordFile> found = new TreeMap<>();

  private VersionPath(VaultSession session, RecordReader reader, byte[] name) {
    this.session = session;
    this.reader = reader;
    this.name = name;
  }

  /**
   * The versions.
   *
   * @param newest the greatest number; 0 if there is no such record
   * @param found what could be read, by number
   */
  public record Versions(int newest, SortedMap<Integer, RecordFile> found) {}

  static Versions of(VaultSession session, RecordId id) {
    session.settle();
    Optional<Directory.Found> newest = session.directory().find(id);
    if (newest.isEmpty()) {
      return new Versions(0, new TreeMap<>());
    }
    try (RecordReader reader = session.reader(new Faults())) {
      VersionPath path =
          new VersionPath(session, reader, newest.get().entry().slot().recordName());
      session
          .state()
          .generations()
          .pages()
          .forEach((generation, count) ->
              IntStream.range(0, count).forEach(index -> path.look(generation, index)));
      return new Versions(newest.get().version(), path.found);
    }
  }

  private void look(Generation generation, int index) {
    reader
        .page(session.ring().keys(generation), index, session.state()::isCommitted)
        .ifPresent(page -> page.entries().stream()
            .filter(entry -> Arrays.equals(entry.slot().recordName(), name))
            .filter(entry -> !session.directory().isDeleted(entry.slot()))
            .filter(entry -> !found.containsKey(entry.slot().version()))
            .forEach(entry -> reader
                .record(new Directory.Found(generation, entry, 0), session.ring())
                .ifPresent(file -> found.put(entry.slot().version(), file))));
  }
}
