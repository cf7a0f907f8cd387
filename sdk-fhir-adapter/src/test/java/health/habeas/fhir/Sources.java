// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What the tests read, and a short way to read it. */
final class Sources {
  static final FhirOptions OPTIONS =
      FhirOptions.of(LocalDate.of(2026, 11, 1), Set.of(Label.NORMAL));

  /** A parsed source: its records, and its report after the last one. */
  record Parsed(List<HealthRecord> records, FhirReport report) {
    String text(int index) {
      return new String(records.get(index).content(), UTF_8);
    }

    List<String> texts() {
      return records.stream().map(record -> new String(record.content(), UTF_8)).toList();
    }
  }

  private Sources() {}

  static Parsed parse(String source) {
    return parse(source.getBytes(UTF_8), OPTIONS);
  }

  static Parsed parse(byte[] source, FhirOptions options) {
    return parse(new ByteArrayInputStream(source), options);
  }

  static Parsed parse(InputStream source, FhirOptions options) {
    try (FhirRecords records = FhirRecords.parse(source, options)) {
      List<HealthRecord> all = new ArrayList<>();
      records.forEach(all::add);
      return new Parsed(all, records.report());
    }
  }

  static String bundle(String... resources) {
    List<String> entries =
        Stream.of(resources).map(resource -> "{\"resource\":" + resource + "}").toList();
    return "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
        + String.join(",", entries)
        + "]}";
  }

  static String patient(String id) {
    return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}";
  }

  static List<Path> synthea() throws IOException {
    Path root = Path.of(System.getProperty("habeas.root", ".."), "examples", "data", "synthea");
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".json.gz")).sorted().toList();
    }
  }

  static byte[] unpacked(Path gz) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(gz))) {
      return in.readAllBytes();
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return packed.toByteArray();
  }

  /** Hands out at most {@code most} bytes at a time, so that everything lies across a boundary once. */
  static InputStream trickle(byte[] bytes, int most) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(most, length));
      }
    };
  }
}
