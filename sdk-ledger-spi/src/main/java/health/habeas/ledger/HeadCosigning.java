// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a log's heads cosigned, in a thread of its own: a new one at once, but no more than one a second, the newest again after
 * the interval, and one that too few cosigned after a pause. Thread-safe.
 */
final class HeadCosigning implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  // Witnesses are other people's servers, and a busy log signs a head for every few entries.
  private static final Duration LEAST = Duration.ofSeconds(1);

  private final SignedLog log;
  private final Witnesses witnesses;
  private final Thread thread;
  private long attempted; // by the thread alone

  private HeadCosigning(SignedLog log, Witnesses witnesses) {
    this.log = log;
    this.witnesses = witnesses;
    this.thread = new Thread(this::run, "habeas-cosign");
    thread.setDaemon(true);
  }

  static HeadCosigning start(SignedLog log, Witnesses witnesses) {
    HeadCosigning cosigning = new HeadCosigning(log, witnesses);
    if (witnesses != Witnesses.none()) {
      cosigning.thread.start();
    }
    return cosigning;
  }

  private void run() {
    try {
      attempted = log.newest().claimed().size();
      boolean isFailing = false;
      while (true) {
        long begun = System.nanoTime();
        isFailing = !isCosigned(isFailing);
        boolean isSooner = isFailing && AFTER_FAILURE.compareTo(witnesses.interval()) < 0;
        log.awaitBeyond(attempted, isSooner ? AFTER_FAILURE : witnesses.interval());
        pauseSince(begun);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    } catch (LedgerException.Integrity e) {
      log.distrust(e);
      LOG.error("a log signs no more heads and takes no more entries: {}", e.getMessage());
    }
  }

  /** Whether the newest head is cosigned now; if not, it may be tried again. */
  private boolean isCosigned(boolean isFailing) throws InterruptedException {
    try {
      SignedCheckpoint head = log.head();
      attempted = head.claimed().size();
      long size = attempted;
      log.keep(witnesses.cosign(
          head, log.verifier(), from -> log.consistency(from, size), log::requireContained));
      return true;
    } catch (LedgerException.Integrity e) {
      throw e;
    } catch (RuntimeException | Error e) { // nothing but this thread has heads cosigned
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!isFailing) { // once, not every five seconds
        LOG.warn("a head is not cosigned yet: {}", e.toString());
      }
      return false;
    }
  }

  private void pauseSince(long begun) throws InterruptedException {
    Duration least = LEAST.compareTo(witnesses.interval()) < 0 ? LEAST : witnesses.interval();
    LockSupport.parkNanos(least.toNanos() - (System.nanoTime() - begun));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
