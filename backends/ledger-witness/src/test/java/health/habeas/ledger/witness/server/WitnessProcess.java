// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command as a process of the operating system, as an operator starts it. */
final class WitnessProcess implements AutoCloseable {
  private static final Pattern SERVING =
      Pattern.compile("serving \\w+ at .*:([0-9]+)(?:, key (\\S+))?.*");

  private final Process process;
  private final int port;
  private final String key;

  private WitnessProcess(Process process, int port, String key) {
    this.process = process;
    this.port = port;
    this.key = key;
  }

  /** Starts it and waits until it serves. */
  static WitnessProcess start(String... arguments) throws IOException {
    Process process = launch(arguments);
    StringBuilder said = new StringBuilder();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      Matcher serving = SERVING.matcher(line);
      if (serving.matches()) {
        return new WitnessProcess(
            process, Integer.parseInt(serving.group(1)), String.valueOf(serving.group(2)));
      }
    }
    throw new IllegalStateException("the server did not start: " + said);
  }

  /** Runs it to its end; its status, then what it said. */
  static String fail(String... arguments) throws IOException, InterruptedException {
    Process process = launch(arguments);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  private static Process launch(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  String key() {
    return key;
  }

  /** As kill -9 does it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As kill does it; its exit status. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server does not stop");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
