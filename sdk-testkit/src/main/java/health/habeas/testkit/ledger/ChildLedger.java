// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Outcome;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The parent's end of {@link ChildProcess}: one line for each batch, one line for each answer. Thread-safe. */
final class ChildLedger implements KillableLedger {
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedWriter input;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Sent> sent = new ConcurrentHashMap<>();
  private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  private record Sent(List<Entry> batch, CompletableFuture<List<Outcome>> answer) {}

  private ChildLedger(Process process) {
    this.process = process;
    this.input = process.outputWriter();
  }

  static KillableLedger start(String address) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command = new ProcessBuilder(
        java,
        "-XX:TieredStopAtLevel=1", // it does not live long enough for more
        "-cp",
        System.getProperty("java.class.path"),
        ChildProcess.class.getName(),
        address);
    try {
      ChildLedger child =
          new ChildLedger(command.redirectError(ProcessBuilder.Redirect.DISCARD).start());
      Thread reader = new Thread(child::listen, "habeas-kit-child");
      reader.setDaemon(true);
      reader.start();
      child.opened.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      return child;
    } catch (IOException e) {
      throw new IllegalStateException("no second virtual machine could be started", e);
    }
  }

  private void listen() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        hear(line);
      }
    } catch (IOException | RuntimeException e) {
      opened.completeExceptionally(e); // a line that was cut by the kill is no answer
    } finally {
      opened.completeExceptionally(new IllegalStateException("the second process ended early"));
      ended.complete(true);
    }
  }

  private void hear(String line) {
    if (line.equals(ChildProcess.OPEN)) {
      opened.complete(true);
    } else if (line.startsWith(ChildProcess.FAILED)) {
      opened.completeExceptionally(new IllegalStateException(line));
    } else if (line.endsWith(";")) { // whole
      int space = line.indexOf(' ');
      Sent one = Objects.requireNonNull(sent.get(Long.parseLong(line.substring(0, space))));
      one.answer().complete(ChildProcess.outcomes(line.substring(space + 1), one.batch()));
    }
  }

  @Override
  public synchronized CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    long number = numbers.incrementAndGet();
    Sent one = new Sent(batch, new CompletableFuture<>());
    sent.put(number, one);
    try {
      input.write(number + " " + ChildProcess.text(batch) + "\n");
      input.flush();
    } catch (IOException e) {
      throw new IllegalStateException("the second process ended before it was killed", e);
    }
    return one.answer();
  }

  @Override
  public void kill() {
    process.toHandle().destroyForcibly(); // the handle leaves the pipe open: what was said is read
    ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
