// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts FHIR JSON into health records whose content is, byte for byte, what stood in the source.
 *
 * <p>Reads R4 Bundles of any type that has {@code entry[].resource}, single resources, and Bulk Data NDJSON; plain or
 * gzipped, told apart by their first bytes; UTF-8, with or without a byte order mark. R5 is tolerated.
 *
 * <p>Guarantees: nothing is dropped silently (L58): each resource is delivered, or counted as a byte-identical duplicate,
 * or refused with place, code and reason in {@link #report()}. A resource that is broken inside costs itself alone. Of a
 * source that is cut short, every whole resource is delivered; the report then says {@code FHIR_TRUNCATED},
 * {@link FhirReport#complete()} is false, and a warning is logged. {@link FhirOptions#strict()} throws instead.
 *
 * <p>Limits: a resource may have 64 MiB and a nesting of 512. Memory: one resource at a time, three times its size at
 * most, and about 100 bytes for each id. A bundle's own parts, such as {@code entry.request}, are not records;
 * {@link FhirReport#notKept()} counts them.
 *
 * <p>Errors: {@link InvalidInputException} at once if the source as a whole isn't UTF-8 or FHIR JSON (HBS-2102, 2105,
 * 2106); {@link StorageException} if reading fails.
 *
 * <p>Not thread-safe: one per source, read once. It closes itself when read to the end. Source: docs/spec/fhir.md.
 */
public final class FhirRecords implements Iterable<HealthRecord>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FhirRecords.class);

  private final ByteWindow window;
  private final Tally tally;
  private final ResourceCutter cutter;
  private final Filing filing;
  private boolean started;
  private boolean ended;

  private FhirRecords(ByteWindow window, FhirOptions options) {
    this.window = window;
    this.tally = new Tally(options.onLoss());
    this.cutter = new ResourceCutter(window, options.format(), tally);
    this.filing = new Filing(options, tally);
  }

  /**
   * Opens a file with the simplest statements: a record that tells no date has the day on which the file was last
   * written, and a record about whose sensitivity nothing is known is {@link Label#NORMAL}. A deployment that wants such
   * records restricted says so with {@link #parse(Path, FhirOptions)}.
   *
   * @param file a Bundle, a resource or NDJSON, plain or gzipped
   */
  public static FhirRecords parse(Path file) {
    return parse(file, FhirOptions.of(lastWritten(file), Set.of(Label.NORMAL)));
  }

  /**
   * Opens a file. If its name ends in {@code .ndjson} or {@code .ndjson.gz} and the options leave the format open, it is
   * read as NDJSON.
   *
   * @param file a Bundle, a resource or NDJSON, plain or gzipped
   * @param options how to read it
   */
  public static FhirRecords parse(Path file, FhirOptions options) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    boolean lines = name.endsWith(".ndjson") || name.endsWith(".ndjson.gz");
    boolean open = options.format() == FhirFormat.AUTO;
    try {
      return parse(
          Files.newInputStream(file), open && lines ? options.as(FhirFormat.NDJSON) : options);
    } catch (IOException e) {
      throw new StorageException(ErrorCode.STORE_FAILED, "the FHIR file can't be opened", e);
    }
  }

  /**
   * Reads a stream, from where it stands.
   *
   * @param in a Bundle, a resource or NDJSON, plain or gzipped; closed with this source
   * @param options how to read it
   */
  public static FhirRecords parse(InputStream in, FhirOptions options) {
    ByteWindow window = SourceOpening.open(in, options.format());
    return new FhirRecords(window, options);
  }

  /**
   * The records, read while they are asked for.
   *
   * @throws IllegalStateException if this source was iterated before
   */
  @Override
  public Iterator<HealthRecord> iterator() {
    if (started) {
      throw new IllegalStateException("a FHIR source can be read once; parse it again");
    }
    started = true;
    return new Records();
  }

  /** The records as a stream, read while they are asked for. Closing it closes this source. */
  public Stream<HealthRecord> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  /** What became of the source so far; of all of it, once it was read to its end. */
  public FhirReport report() {
    return tally.report(ended);
  }

  /** Closes the source. What was not read yet stays unread, and the report says so. */
  @Override
  public void close() {
    window.close();
  }

  private @Nullable HealthRecord advance() {
    for (var found = cutter.next(); found != null; found = cutter.next()) {
      HealthRecord made = filing.record(found);
      if (made != null) {
        return made;
      }
    }
    end();
    return null;
  }

  private void end() {
    ended = true;
    close();
    FhirReport report = report();
    if (!report.complete()) {
      LOG.warn(
          "FHIR source taken in part: {} records taken, {} refused; see FhirRecords.report()",
          report.taken(),
          report.refused());
    }
  }

  private static LocalDate lastWritten(Path file) {
    try {
      return Files.getLastModifiedTime(file)
          .toInstant()
          .atOffset(ZoneOffset.UTC)
          .toLocalDate();
    } catch (IOException e) {
      throw new StorageException(ErrorCode.STORE_FAILED, "the FHIR file can't be opened", e);
    }
  }

  /** Reads one record ahead. */
  private final class Records implements Iterator<HealthRecord> {
    private @Nullable HealthRecord next;
    private boolean done;

    @Override
    public boolean hasNext() {
      if (next == null && !done) {
        done = true; // stays so if reading throws
        next = advance();
        done = next == null;
      }
      return next != null;
    }

    @Override
    public HealthRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the FHIR source is at its end");
      }
      HealthRecord current = java.util.Objects.requireNonNull(next);
      next = null;
      return current;
    }
  }
}
