// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerAddress;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LedgerProvider;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens {@code file:demo/ledger}, {@code file:/abs/ledger} and {@code file:///abs/ledger}. Thread-safe. */
public final class FileLedgerProvider implements LedgerProvider {
  static final String SCHEME = "file";

  /** For the service loader. */
  public FileLedgerProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public Ledger open(LedgerAddress address, LedgerOptions options) {
    return open(path(address.target()), options, FileJournalChannel::new);
  }

  static Ledger open(Path path, LedgerOptions options, FileLedgerBackend.Disk disk) {
    FileLedgerBackend backend = FileLedgerBackend.open(path, options, disk);
    Ledger ledger = Ledgers.over(backend, options.withHeadsSeen(backend.seen(options.seen())));
    backend.publish();
    return ledger;
  }

  private static Path path(String target) {
    if (target.isBlank()) {
      throw invalid(null);
    }
    try {
      return target.startsWith("//") ? Path.of(URI.create(SCHEME + ':' + target)) : Path.of(target);
    } catch (IllegalArgumentException e) { // InvalidPathException is one
      throw invalid(e);
    }
  }

  private static LedgerException invalid(@Nullable IllegalArgumentException cause) {
    return new LedgerException.Permanent(
        LedgerErrorCode.ADDRESS_INVALID, "the address names no directory", cause);
  }
}
