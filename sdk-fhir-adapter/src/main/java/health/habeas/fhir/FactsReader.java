// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one resource's bytes once, as strict JSON, and keeps the few facts that filing needs. Values are looked at, never
 * rewritten. Not thread-safe: one per source, so that its arrays are made once.
 */
final class FactsReader {
  /** Objects and arrays within each other. Real resources have fewer than 30. */
  static final int MAX_DEPTH = 512;

  /** The longest single string or number that filing has to read; others are passed over at any length. */
  private static final int MAX_READ_CHARS = 1 << 20;

  private static final int MAX_CATEGORIES = 64;
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{0,63}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:\\-]{1,128}");
  private static final JsonFactory JSON = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(MAX_READ_CHARS)
          .maxNumberLength(MAX_READ_CHARS)
          .build())
      .build();

  private final String[] name = new String[MAX_DEPTH + 2];
  private final String[] member = new String[MAX_DEPTH + 2];
  private final @Nullable String[] system = new @Nullable String[MAX_DEPTH + 2];
  private final @Nullable String[] code = new @Nullable String[MAX_DEPTH + 2];
  private int depth;

  private String type = "";
  private String id = "";
  private boolean idIsText = true;
  private int typesSeen;
  private int idsSeen;
  private @Nullable LocalDate day;
  private int dayRank;
  private @Nullable LocalDate lastUpdated;
  private boolean tooManyCodings;
  private Set<String> categories = new HashSet<>();
  private List<Coding> security = new ArrayList<>();
  private Set<Coding> codings = new HashSet<>();

  /**
   * What filing needs to know.
   *
   * @param about what a classifier may know
   * @param id the logical id, or empty if the resource has none
   * @param day the clinical day, or null
   * @param lastUpdated the day of {@code meta.lastUpdated}, or null
   * @param judgedWhole whether all codings are in {@code about}
   */
  record Facts(
      ResourceFacts about,
      String id,
      @Nullable LocalDate day,
      @Nullable LocalDate lastUpdated,
      boolean judgedWhole) {}

  /** The type of the resource read last, as far as it got; empty if it has none. */
  String type() {
    return type;
  }

  Facts read(Slice slice) throws Refused {
    reset();
    slice.requireUtf8();
    if (slice.length() > 1 && slice.buffer()[slice.start() + 1] == 0) {
      throw new Refused(ErrorCode.FHIR_NOT_JSON, "it is not JSON at its byte 1"); // else: UTF-16
    }
    try (JsonParser parser = JSON.createParser(
        ObjectReadContext.empty(), slice.buffer(), slice.start(), slice.length())) {
      walk(parser);
    } catch (StreamConstraintsException e) {
      throw new Refused(
          ErrorCode.FHIR_LIMIT,
          "it is nested deeper than " + MAX_DEPTH + ", or has a code or number beyond 1 MiB");
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw new Refused(ErrorCode.FHIR_NOT_JSON, "it is not JSON at its byte " + at);
    }
    return facts();
  }

  private Facts facts() throws Refused {
    if (typesSeen != 1 || !TYPE.matcher(type).matches()) {
      throw new Refused(
          ErrorCode.FHIR_NO_TYPE,
          typesSeen > 1 ? "it states its resourceType twice" : "it states no resourceType");
    }
    if (idsSeen > 1 || !idIsText || (idsSeen == 1 && !ID.matcher(id).matches())) {
      throw new Refused(
          ErrorCode.RECORD_INVALID,
          idsSeen > 1 ? "it states its id twice" : "its id is not a FHIR id");
    }
    return new Facts(
        new ResourceFacts(type, categories, security, codings),
        id,
        day,
        lastUpdated,
        !tooManyCodings);
  }

  private void reset() {
    depth = 0;
    type = "";
    id = "";
    idIsText = true;
    typesSeen = 0;
    idsSeen = 0;
    day = null;
    dayRank = Integer.MAX_VALUE;
    lastUpdated = null;
    tooManyCodings = false;
    categories = new HashSet<>();
    security = new ArrayList<>();
    codings = new HashSet<>();
  }

  private void walk(JsonParser parser) {
    member[0] = "";
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      switch (token) {
        case START_OBJECT -> open();
        case END_OBJECT -> close();
        case PROPERTY_NAME -> named(parser.currentName());
        case VALUE_STRING -> text(parser);
        default -> {
          if (depth == 1 && member[1].equals("id")) {
            idIsText = false;
          }
        }
      }
    }
  }

  private void open() {
    name[depth + 1] = member[depth];
    depth++;
    member[depth] = "";
    system[depth] = null;
    code[depth] = null;
  }

  private void named(String member) {
    this.member[depth] = member;
    if (depth == 1) {
      typesSeen += member.equals("resourceType") ? 1 : 0;
      idsSeen += member.equals("id") ? 1 : 0;
    }
  }

  private void text(JsonParser parser) {
    String at = member[depth];
    switch (at) {
      case "system" -> system[depth] = parser.getString();
      case "code" -> code[depth] = parser.getString();
      default -> {
        if (depth == 1) {
          textOfResource(at, parser);
        } else if (depth == 2) {
          textOfPart(at, parser);
        }
      }
    }
  }

  private void textOfResource(String at, JsonParser parser) {
    switch (at) {
      case "resourceType" -> type = parser.getString();
      case "id" -> id = parser.getString();
      case "category" -> category(parser.getString());
      default -> date(at, parser);
    }
  }

  private void textOfPart(String at, JsonParser parser) {
    switch (at) {
      case "lastUpdated" -> {
        if (name[2].equals("meta")) {
          lastUpdated = ClinicalDay.parse(parser.getString());
        }
      }
      case "start", "end", "collectedDateTime" -> date(name[2] + "." + at, parser);
      default -> {}
    }
  }

  private void date(String at, JsonParser parser) {
    int rank = ClinicalDay.rank(at);
    if (rank < dayRank) {
      LocalDate parsed = ClinicalDay.parse(parser.getString());
      if (parsed != null) {
        day = parsed;
        dayRank = rank;
      }
    }
  }

  private void close() {
    boolean isSecurity =
        depth > 1 && name[depth].equals("security") && name[depth - 1].equals("meta");
    String coded = code[depth];
    if (isSecurity || coded != null) {
      Coding coding = new Coding(orEmpty(system[depth]), orEmpty(coded));
      if (isSecurity) {
        add(security, coding);
      } else {
        add(codings, coding);
      }
      if (depth == 3 && name[3].equals("coding") && name[2].equals("category")) {
        category(coding.code());
      }
    }
    depth--;
  }

  private void add(java.util.Collection<Coding> to, Coding coding) {
    if (to.size() < ResourceFacts.MAX_CODINGS) {
      to.add(coding);
    } else {
      tooManyCodings = true;
    }
  }

  private void category(String category) {
    if (categories.size() < MAX_CATEGORIES) {
      categories.add(category);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
