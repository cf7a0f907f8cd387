// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads bytes as RFC 8259 JSON in UTF-8, and takes nothing else. Immutable. */
final class StrictJson {
  /** Objects and arrays within each other. Real resources have fewer than 30. */
  static final int MAX_DEPTH = 512;

  /** The longest single string or number that has to be looked at; strings that are passed over may have any length. */
  private static final int MAX_READ_CHARS = 1 << 20;

  private static final JsonFactory JSON = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(MAX_READ_CHARS)
          .maxNumberLength(MAX_READ_CHARS)
          .build())
      .build();

  private StrictJson() {}

  /**
   * Reads the whole slice. Where zero bytes make the parser guess UTF-16, it fails: the slice's last byte is a bracket, and
   * half a character there.
   *
   * @param slice one JSON value
   * @param walk goes through all tokens
   */
  static void read(Slice slice, Consumer<JsonParser> walk) throws Refused {
    slice.requireUtf8();
    try (JsonParser parser = JSON.createParser(
        ObjectReadContext.empty(), slice.buffer(), slice.start(), slice.length())) {
      walk.accept(parser);
    } catch (StreamConstraintsException e) {
      throw new Refused(
          ErrorCode.FHIR_LIMIT,
          "it is nested deeper than " + MAX_DEPTH + ", or has a code or number beyond 1 MiB");
    } catch (JacksonException e) {
      throw notJson(e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset()));
    }
  }

  /** Goes through all tokens, and keeps none. */
  static void check(Slice slice) throws Refused {
    read(slice, parser -> {
      while (parser.nextToken() != null) {}
    });
  }

  /** Without the parser's own message, which quotes what it read. */
  private static Refused notJson(long at) {
    return new Refused(ErrorCode.FHIR_NOT_JSON, "it is not JSON at its byte " + at);
  }
}
