// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.error.HabeasException;
import health.habeas.internal.flow.ContentReader;
import health.habeas.record.StoredRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The content of one record, read from any place on: from the first byte with {@link #stream}, or as a channel that ends
 * with −1.
 *
 * <p>Guarantee: no byte is given before it was verified, wherever reading begins. It opened under the record's key, and its
 * digest is one that the record lists, which is what the author signed. What can't be had or verified is an {@link
 * IOException} whose cause is a {@link HabeasException}; reading may be tried again, and from another place.
 *
 * <p>Limits: a place alone costs about 100 kB from custodians; where reading goes on, parts of 1 MiB are fetched whole, and
 * one is held in memory. A holder's access ends after ten minutes, or when the grant ends: then open the record again, which
 * records another access, and go on at {@link #position()}.
 *
 * <p>Closing wipes the record's key; it closes with its vault, too. Thread-safe; calls run one after the other.
 */
public final class RecordContent implements SeekableByteChannel {
  private final ContentReader reader;
  private final Consumer<RecordContent> whenClosed;
  private long position;
  private boolean closed;

  RecordContent(ContentReader reader, Consumer<RecordContent> whenClosed) {
    this.reader = reader;
    this.whenClosed = whenClosed;
  }

  /** Whose content it is. */
  public StoredRecord record() {
    return reader.record();
  }

  /** The rest of the content, from the present position on; closing the stream closes this. */
  public InputStream stream() {
    return Channels.newInputStream(this);
  }

  @Override
  public synchronized int read(ByteBuffer target) throws IOException {
    requireOpen();
    if (position >= reader.sizeBytes()) {
      return -1;
    }
    int before = target.remaining();
    if (before > 0) {
      try {
        reader.read(position, target);
      } catch (HabeasException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    int read = before - target.remaining();
    position += read;
    return read;
  }

  /** The size of the content in bytes. */
  @Override
  public synchronized long size() throws IOException {
    requireOpen();
    return reader.sizeBytes();
  }

  @Override
  public synchronized long position() throws IOException {
    requireOpen();
    return position;
  }

  /**
   * Goes on reading elsewhere.
   *
   * @param newPosition 0 or more; beyond the end there is nothing to read
   */
  @Override
  public synchronized RecordContent position(long newPosition) throws IOException {
    requireOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("a position is 0 or more");
    }
    position = newPosition;
    return this;
  }

  /** Refused: a version of a record never changes. */
  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  /** Refused: a version of a record never changes. */
  @Override
  public RecordContent truncate(long size) {
    throw new NonWritableChannelException();
  }

  /** The custodians that did not give what they should have, so far. */
  public synchronized Set<String> silentCustodians() {
    return reader.faults().silent();
  }

  /** The custodians whose answer is proven to be altered, so far. */
  public synchronized Set<String> lyingCustodians() {
    return reader.faults().lying();
  }

  @Override
  public synchronized boolean isOpen() {
    return !closed;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      reader.close();
      whenClosed.accept(this);
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /** Nothing of the record. */
  @Override
  public String toString() {
    return "RecordContent[" + reader.sizeBytes() + " bytes]";
  }
}
