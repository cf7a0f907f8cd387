// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.proof.TileSource;
import java.util.Optional;

/** Where a log publishes its head and tiles, C2SP tlog-tiles. Nothing that it gives is verified. Thread-safe. */
public interface PublishedLog extends TileSource {
  /** The newest head; empty if there is none yet. */
  Optional<byte[]> checkpoint();
}
