// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.server;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that a test starts on the loopback address of this machine, in a process of its own, and that ends with the test.
 * Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);

  private final List<String> command;
  private final int port;
  private final Path log;
  private volatile Process process;

  private ServerProcess(List<String> command, int port, Path log) throws IOException {
    this.command = List.copyOf(command);
    this.port = port;
    this.log = log;
    this.process = launch();
  }

  /**
   * Starts a server and waits until it takes connections.
   *
   * @param command program and arguments
   * @param port at which it listens, on the loopback address
   * @param log what it prints goes there
   * @throws IllegalStateException if it ends, or takes no connection within 90 seconds; with the end of its log
   */
  public static ServerProcess start(List<String> command, int port, Path log) {
    try {
      ServerProcess server = new ServerProcess(command, port, log);
      server.awaitConnection();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException("can't start " + command.get(0), e);
    }
  }

  /** A port that nobody had a moment ago. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("this machine has no free port", e);
    }
  }

  /**
   * Whether a program is on the path; a test of a server that is not installed is skipped.
   *
   * @param program its name
   */
  public static boolean isInstalled(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Kills it and what it started, as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await();
  }

  /** Starts the same again, after {@link #kill}. */
  public void restart() {
    try {
      process = launch();
      awaitConnection();
    } catch (IOException e) {
      throw new IllegalStateException("can't start " + command.get(0) + " again", e);
    }
  }

  /** Ends it, if it has not ended. */
  @Override
  public void close() {
    kill();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitConnection() throws IOException {
    long end = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (!connects()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IllegalStateException(command.get(0) + " takes no connections:\n" + tail());
      }
      pause();
    }
  }

  private boolean connects() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String tail() throws IOException {
    String all = Files.readString(log);
    return all.substring(Math.max(0, all.length() - 2000));
  }

  private void await() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(command.get(0) + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server ended", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server started", e);
    }
  }
}
