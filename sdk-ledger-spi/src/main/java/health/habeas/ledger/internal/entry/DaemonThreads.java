// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that never keep a program from ending. */
public final class DaemonThreads {
  private DaemonThreads() {}

  /**
   * An executor with a thread for each task that runs, reused while they last.
   *
   * @param name of its threads
   */
  public static ExecutorService cached(String name) {
    return Executors.newCachedThreadPool(task -> daemon(name, task));
  }

  /**
   * A thread, not yet started.
   *
   * @param name of the thread
   * @param task what it runs
   */
  public static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
