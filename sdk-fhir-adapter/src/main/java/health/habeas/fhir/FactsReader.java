// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one resource's bytes once and keeps the few facts that filing needs. Values are looked at, never
 * rewritten. Not thread-safe: one per source, so that its arrays are made once.
 */
final class FactsReader {
  private static final int MAX_CATEGORIES = 64;
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{0,63}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:\\-]{1,128}");
  private static final int DEPTHS = StrictJson.MAX_DEPTH + 2;

  private final String[] name = new String[DEPTHS];
  private final String[] member = new String[DEPTHS];
  private final @Nullable String[] system = new @Nullable String[DEPTHS];
  private final @Nullable String[] code = new @Nullable String[DEPTHS];
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
    StrictJson.read(slice, this::walk);
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

  private void add(Collection<Coding> to, Coding coding) {
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
