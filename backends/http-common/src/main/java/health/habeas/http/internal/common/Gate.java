// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

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

  /**
   * An open gate.
   *
   * @param mostRequests inside at a time
   * @param mostBytes of their bodies at a time
   */
  public Gate(int mostRequests, long mostBytes) {
    this.mostRequests = mostRequests;
    this.mostBytes = mostBytes;
  }

  /** Somebody came who is to get an answer, if only that there is no room. */
  public synchronized void arrive() {
    visitors++;
  }

  /** Somebody has the answer, or went away. */
  public synchronized void depart() {
    visitors--;
    notifyAll();
  }

  /**
   * Room for a request, to be closed afterwards; empty if there is none now.
   *
   * @param size of its body, in bytes
   */
  public synchronized Optional<Pass> enter(long size) {
    if (closed || requests >= mostRequests || size > mostBytes - bytes) {
      return Optional.empty();
    }
    requests++;
    bytes += size;
    return Optional.of(new Pass(this, size));
  }

  /**
   * Whether a request could be let in at any time.
   *
   * @param size of its body, in bytes
   */
  public boolean everTakes(long size) {
    return size <= mostBytes;
  }

  private synchronized boolean grow(long size) {
    boolean fits = size <= mostBytes - bytes;
    bytes += fits ? size : 0;
    return fits;
  }

  private synchronized void leave(long size) {
    requests--;
    bytes -= size;
  }

  /** How many requests are inside. */
  public synchronized int inside() {
    return requests;
  }

  /** Whether nobody is let in any more. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Lets nobody in any more, and waits for those inside.
   *
   * @param millis at most so long
   */
  public synchronized void close(long millis) throws InterruptedException {
    closed = true;
    long end = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (visitors > 0 && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  /** One request inside, with what it takes in memory. Not thread-safe: one per request. */
  public static final class Pass implements AutoCloseable {
    private final Gate gate;
    private long size;

    private Pass(Gate gate, long size) {
      this.gate = gate;
      this.size = size;
    }

    /**
     * Whether there is room for more, until it is closed.
     *
     * @param more in bytes
     */
    public boolean holds(long more) {
      boolean fits = gate.grow(more);
      size += fits ? more : 0;
      return fits;
    }

    @Override
    public void close() {
      gate.leave(size);
    }
  }
}
