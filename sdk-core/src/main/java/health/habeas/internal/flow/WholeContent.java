// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.record.HealthRecord;
import health.habeas.record.StoredRecord;
import java.nio.ByteBuffer;

/** The content of a record that was opened as a whole. */
final class WholeContent implements ContentReader {
  private final HealthRecord record;
  private final Faults faults;
  private final byte[] content;

  WholeContent(HealthRecord record, Faults faults) {
    this.record = record;
    this.faults = faults;
    this.content = record.content();
  }

  @Override
  public StoredRecord record() {
    return record;
  }

  @Override
  public long sizeBytes() {
    return content.length;
  }

  @Override
  public void read(long position, ByteBuffer target) {
    int from = (int) position;
    target.put(content, from, Math.min(content.length - from, target.remaining()));
  }

  @Override
  public Faults faults() {
    return faults;
  }

  @Override
  public void close() {}
}
