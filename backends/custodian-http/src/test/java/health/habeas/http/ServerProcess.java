// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.server.Main;
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

/** The server as a process of the operating system, as an operator starts it. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern SERVING =
      Pattern.compile("serving .* at .*:([0-9]+)/?,(?: ledger)? key (\\S+)");

  private final Process process;
  private final String key;
  private final int port;

  private ServerProcess(Process process, int port, String key) {
    this.process = process;
    this.port = port;
    this.key = key;
  }

  /** Starts it and waits until it serves. */
  public static ServerProcess start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /** The same with options for Java. */
  static ServerProcess start(List<String> options, String... arguments) throws IOException {
    return started(launch(Main.class, options, arguments));
  }

  /** The same for a server of the caller's own, which says the same when it serves. */
  public static ServerProcess start(Class<?> main, String... arguments) throws IOException {
    return started(launch(main, List.of(), arguments));
  }

  private static ServerProcess started(Process process) throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader out = reader(process);
    for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      Matcher serving = SERVING.matcher(line);
      if (serving.matches()) {
        return new ServerProcess(process, Integer.parseInt(serving.group(1)), serving.group(2));
      }
    }
    throw new IllegalStateException("the server did not start: " + said);
  }

  /** Runs it to its end; its status, then what it said. */
  static String fail(String... arguments) throws IOException, InterruptedException {
    Process process = launch(Main.class, List.of(), arguments);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  private static Process launch(Class<?> main, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx96m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  String key() {
    return key;
  }

  public int port() {
    return port;
  }

  /** The address by which others open its ledger. */
  public String ledger() {
    return address() + "#" + key;
  }

  /** As kill -9 does it. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As kill does it; its exit status. */
  public int stop() throws InterruptedException {
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
