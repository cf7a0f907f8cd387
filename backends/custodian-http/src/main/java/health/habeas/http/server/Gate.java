// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import java.util.Optional;

/**
 * How many requests are worked on, and how many bytes of them are in memory. Closes for good when the server stops, and then
 * waits for every visitor to have its answer. Thread-safe.
 */
final class Gate {
  private final int mostRequests;
  private final long mostBytes;
  private int visitors;
  private int requests;
  private long bytes;
  private boolean closed;

  Gate(int mostRequests, long mostBytes) {
    this.mostRequests = mostRequests;
    this.mostBytes = mostBytes;
  }

  /** Somebody came who is to get an answer, if only that there is no room. */
  synchronized void arrive() {
    visitors++;
  }

  /** Somebody has the answer, or went away. */
  synchronized void depart() {
    visitors--;
    notifyAll();
  }

  /** Room for a request of so many bytes, to be closed afterwards; empty if there is none now. */
  synchronized Optional<Pass> enter(long size) {
    if (closed || requests >= mostRequests || size > mostBytes - bytes) {
      return Optional.empty();
    }
    requests++;
    bytes += size;
    return Optional.of(new Pass(this, size));
  }

  private synchronized void leave(long size) {
    requests--;
    bytes -= size;
  }

  /** How many requests are inside. */
  synchronized int inside() {
    return requests;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Lets nobody in any more, and waits for those inside, at most so long. */
  synchronized void close(long millis) throws InterruptedException {
    closed = true;
    long end = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (visitors > 0 && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  /**
   * One request inside.
   *
   * @param gate to leave
   * @param size in bytes
   */
  record Pass(Gate gate, long size) implements AutoCloseable {
    @Override
    public void close() {
      gate.leave(size);
    }
  }
}
