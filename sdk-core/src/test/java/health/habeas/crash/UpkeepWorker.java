// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import health.habeas.record.HealthRecord;
import health.habeas.record.RecordId;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A process that fills a vault with small and large records, deletes some, loses pieces at one custodian, repairs and replaces
 * custodians, until it is killed; it says before each step what it tries and after it that it is done.
 */
final class UpkeepWorker {
  private final UpkeepStage stage;
  private final Path nodes;
  private final Random random;
  private final FileOutputStream out;
  private final List<String> names;
  private int next;

  private UpkeepWorker(
      UpkeepStage stage, Path nodes, String[] arguments, List<String> names, FileOutputStream out) {
    this.stage = stage;
    this.nodes = nodes;
    this.random = new Random(Long.parseLong(arguments[1]));
    this.next = Integer.parseInt(arguments[2]);
    this.names = names;
    this.out = out;
  }

  /**
   * Works until it is killed.
   *
   * @param arguments directory, seed, the first number that is not used, the custodians' names
   * @throws IOException when nobody listens
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    List<String> names = new ArrayList<>(List.of(arguments[3].split(",")));
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        UpkeepStage stage = UpkeepStage.open(directory, names)) {
      UpkeepWorker worker =
          new UpkeepWorker(stage, directory.resolve("nodes"), arguments, names, out);
      worker.say("ready");
      while (true) {
        worker.step();
      }
    }
  }

  private void step() throws IOException {
    switch (random.nextInt(8)) {
      case 0, 1 -> put();
      case 2 -> putLarge();
      case 3, 4 -> delete();
      case 5 -> replace();
      default -> repair();
    }
  }

  private void put() throws IOException {
    int number = next++;
    say("try put " + number);
    stage.vault().put(UpkeepStage.batch(number));
    say("ack put " + number);
  }

  private void putLarge() throws IOException {
    int number = next++;
    say("try large " + number);
    byte[] content = UpkeepStage.largeContent(number);
    stage.vault().put(UpkeepStage.largeHeader(number), new ByteArrayInputStream(content));
    say("ack large " + number);
  }

  /** All but a few records of one put. */
  private void delete() throws IOException {
    List<Integer> whole = stage.vault().records().records().stream()
        .filter(record -> record.id().value().endsWith("." + UpkeepStage.LEFT))
        .map(Batch::numberOf)
        .toList();
    if (!whole.isEmpty()) {
      int number = whole.get(random.nextInt(whole.size()));
      List<RecordId> ids = UpkeepStage.batch(number).stream()
          .skip(UpkeepStage.LEFT)
          .map(HealthRecord::id)
          .toList();
      say("try delete " + number);
      stage.vault().delete(ids);
      say("ack delete " + number);
    }
  }

  private void repair() throws IOException {
    losePieces(nodes.resolve(names.get(random.nextInt(names.size()))));
    say("try repair");
    if (!stage.vault().repair().isWhole()) {
      throw new IllegalStateException("a custodian that answers was not repaired");
    }
    say("ack repair");
  }

  /** Half of the pieces at one custodian. */
  private void losePieces(Path node) throws IOException {
    try (Stream<Path> files = Files.walk(node)) {
      List<Path> pieces = files
          .filter(file -> file.toString().contains("/shard/") && Files.isRegularFile(file))
          .filter(file -> random.nextBoolean())
          .toList();
      for (Path piece : pieces) {
        Files.delete(piece);
      }
    }
  }

  private void replace() throws IOException {
    String leaving = names.remove(random.nextInt(names.size()));
    String coming = "node-" + next++;
    names.add(coming);
    say("try replace " + leaving + " " + coming);
    if (!stage
        .vault()
        .replaceCustodian(stage.custodian(leaving), stage.custodian(coming))
        .emptied()) {
      throw new IllegalStateException("a custodian that answers was not emptied");
    }
    say("ack replace");
  }

  /** One write, so that a kill leaves the whole line or nothing of it. */
  private void say(String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
