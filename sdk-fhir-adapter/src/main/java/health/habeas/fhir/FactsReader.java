// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one resource's bytes once and keeps the few facts that filing needs. Values are looked at, never
 * rewritten. Not thread-safe: one per source, so that its arrays are made once.
 */
final class FactsReader {
  /** The system that Composition.confidentiality, a bare code, is bound to. */
  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

  private static final int MAX_TYPE_CHARS = 64;
  private static final int MAX_ID_CHARS = 128;
  private static final int DEPTHS = StrictJson.MAX_DEPTH + 2;

  private final String[] name = new String[DEPTHS];
  private final String[] member = new String[DEPTHS];
  private final @Nullable String[] system = new @Nullable String[DEPTHS];
  private final @Nullable String[] code = new @Nullable String[DEPTHS];
  private int depth;

  private String type = "";
  private String id = "";
  private boolean typeIsText;
  private boolean idIsText;
  private int typesSeen;
  private int idsSeen;
  private @Nullable LocalDate day;
  private int dayRank;
  private @Nullable LocalDate lastUpdated;
  private Codes codes = new Codes();

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
    if (typesSeen != 1 || !typeIsText || !isType(type)) {
      throw new Refused(
          ErrorCode.FHIR_NO_TYPE,
          typesSeen > 1 ? "it states its resourceType twice" : "it states no resourceType");
    }
    if (idsSeen > 1 || !idIsText || (idsSeen == 1 && !isId(id))) {
      throw new Refused(
          ErrorCode.RECORD_INVALID,
          idsSeen > 1 ? "it states its id twice" : "its id is not a FHIR id");
    }
    return new Facts(codes.about(type), id, day, lastUpdated, codes.whole());
  }

  private static boolean isType(String text) {
    return CategoryTable.knows(text)
        || (text.length() <= MAX_TYPE_CHARS
            && !text.isEmpty()
            && text.charAt(0) <= 'Z'
            && text.chars().allMatch(FactsReader::isLetter));
  }

  /** FHIR's own ids, and what real servers make of them: up to 128 characters, and {@code _} and {@code :}. */
  private static boolean isId(String text) {
    return text.length() <= MAX_ID_CHARS
        && !text.isEmpty()
        && text.chars()
            .allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || "-._:".indexOf(c) >= 0);
  }

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private void reset() {
    depth = 0;
    type = "";
    id = "";
    typeIsText = true;
    idIsText = true;
    typesSeen = 0;
    idsSeen = 0;
    day = null;
    dayRank = Integer.MAX_VALUE;
    lastUpdated = null;
    codes = new Codes();
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
          if (depth == 1) {
            typeIsText &= !member[1].equals("resourceType");
            idIsText &= !member[1].equals("id");
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
      case "category" -> codes.category(parser.getString());
      case "confidentiality" -> codes.security(new Coding(CONFIDENTIALITY, parser.getString()));
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
    if (isSecurity()) {
      codes.security(new Coding(orEmpty(system[depth]), orEmpty(code[depth])));
    } else if (code[depth] != null) {
      codes.coding(new Coding(orEmpty(system[depth]), orEmpty(code[depth])));
    }
    if (isCodingOf("category")) {
      codes.category(orEmpty(code[depth]));
    }
    depth--;
  }

  /** meta.security of any resource in here, and DocumentReference.securityLabel. */
  private boolean isSecurity() {
    return (depth > 1 && name[depth].equals("security") && name[depth - 1].equals("meta"))
        || isCodingOf("securityLabel");
  }

  private boolean isCodingOf(String concept) {
    return depth == 3 && name[3].equals("coding") && name[2].equals(concept);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
