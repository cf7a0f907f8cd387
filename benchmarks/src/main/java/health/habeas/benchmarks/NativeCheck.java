// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.internal.erasure.ReedSolomon;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds the C programs of benchmarks/native, holds ISA-L's code against the SDK's, each decoding every pattern of losses of
 * rows that the other encoded, and prints what the C libraries reach on this machine.
 *
 * <p>Usage: {@code NativeCheck <directory of the sources> <directory for what is built>}. Where the compiler or a library
 * is missing it says so and does nothing. Not thread-safe: one per process.
 */
public final class NativeCheck {
  private static final String NEEDS = "needs cc, make, ISA-L and OpenSSL"
      + " (on Debian: gcc make libisal-dev libssl-dev)";
  private static final List<int[]> CODES = List.of(
      new int[] {2, 1},
      new int[] {4, 2},
      new int[] {6, 3},
      new int[] {10, 4},
      new int[] {16, 4},
      new int[] {5, 5});
  private static final int ROW_BYTES = 4_161; // a tile, then words, then a byte

  private final Path built;
  private final PrintStream out;

  private NativeCheck(Path built, PrintStream out) {
    this.built = built;
    this.out = out;
  }

  /**
   * Builds, checks, measures.
   *
   * @param args two directories
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path built = Path.of(args[1]).toAbsolutePath();
    Files.createDirectories(built);
    new NativeCheck(built, System.out).run(Path.of(args[0]));
  }

  private void run(Path sources) throws IOException, InterruptedException {
    if (!isPossible()) {
      out.println("native: skipped: " + NEEDS);
      return;
    }
    require("make", "-s", "-C", sources.toString(), "OUT=" + built);
    Random random = new Random(4);
    for (int[] code : CODES) {
      check(code[0], code[1], random);
    }
    out.print(require(built.resolve("limit").toString()));
  }

  private boolean isPossible() throws IOException, InterruptedException {
    Path probe = built.resolve("probe.c");
    Files.writeString(
        probe,
        "#include <isa-l.h>\n#include <openssl/evp.h>\nint main(void) { return gf_mul(0, 0); }\n");
    String binary = built.resolve("probe").toString();
    try {
      return start("make", "--version").waitFor() == 0
          && start("cc", "-o", binary, probe.toString(), "-lisal", "-lcrypto").waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void check(int data, int parity, Random random) throws IOException, InterruptedException {
    ReedSolomon coder = ReedSolomon.of(data, parity);
    byte[][] ours = new byte[data + parity][ROW_BYTES];
    Arrays.stream(ours).limit(data).forEach(random::nextBytes);
    coder.encode(ours, 0, ROW_BYTES);
    Path sent = built.resolve("java.rows");
    Path received = built.resolve("native.rows");
    write(sent, ours);
    String theirs = require(
        built.resolve("crosscheck").toString(),
        String.valueOf(data),
        String.valueOf(parity),
        sent.toString(),
        received.toString());
    int patterns = decodeAll(coder, data, read(received, data + parity));
    if (patterns != Integer.parseInt(theirs.trim())) {
      throw new IllegalStateException("Java decoded " + patterns + " patterns, ISA-L " + theirs);
    }
    out.println("native: " + ReedSolomon.suite(data, parity) + " " + data + "+" + parity
        + ": the same parity from ISA-L and Java, " + patterns
        + " patterns of each decoded by the other");
  }

  private static int decodeAll(ReedSolomon coder, int data, byte[][] rows) {
    byte[][] again = Arrays.stream(rows).map(byte[]::clone).toArray(byte[][]::new);
    Arrays.stream(again).skip(data).forEach(row -> Arrays.fill(row, (byte) 0));
    coder.encode(again, 0, ROW_BYTES);
    requireSame(again, rows);
    int patterns = 0;
    for (int set = 0; set < 1 << rows.length; set++) {
      if (Integer.bitCount(set) == data) {
        SortedMap<Integer, byte[]> present = new TreeMap<>();
        for (int i = 0; i < rows.length; i++) {
          if ((set >>> i & 1) == 1) {
            present.put(i, rows[i]);
          }
        }
        requireSame(coder.decode(present).toArray(byte[][]::new), Arrays.copyOf(rows, data));
        patterns++;
      }
    }
    return patterns;
  }

  private static void requireSame(byte[][] actual, byte[][] expected) {
    if (!Arrays.deepEquals(actual, expected)) {
      throw new IllegalStateException("Java makes other bytes of ISA-L's rows");
    }
  }

  private static void write(Path file, byte[][] rows) throws IOException {
    try (var stream = Files.newOutputStream(file)) {
      for (byte[] row : rows) {
        stream.write(row);
      }
    }
  }

  private static byte[][] read(Path file, int count) throws IOException {
    byte[] all = Files.readAllBytes(file);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Arrays.copyOfRange(all, i * ROW_BYTES, (i + 1) * ROW_BYTES));
    }
    return rows.toArray(byte[][]::new);
  }

  private static String require(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command[0] + " failed");
    }
    return output;
  }

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
