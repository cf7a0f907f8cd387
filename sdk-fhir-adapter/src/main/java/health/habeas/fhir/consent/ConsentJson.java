// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** The bytes of one Consent as a tree: strict JSON in UTF-8, no name twice, bounded. Thread-safe. */
final class ConsentJson {
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 64;

  /** A number or null: nothing that is read is one. */
  private static final Object NO_TEXT = new Object();

  private static final JsonFactory JSON = JsonFactory.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .streamReadConstraints(
          StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
      .build();

  private ConsentJson() {}

  static Element parse(Place place, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new RefusedConsent(
          ErrorCode.CONSENT_LIMIT, place, "it has more than " + MAX_BYTES + " bytes");
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), utf8(place, bytes))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw place.malformed("it is no JSON object");
      }
      Element root = new Element(place, object(parser));
      if (parser.nextToken() != null) {
        throw place.malformed("something follows its end");
      }
      return root;
    } catch (JacksonException e) {
      throw place.malformed(
          "it is no strict JSON without repeated names, or is nested deeper than " + MAX_DEPTH);
    }
  }

  /** A tree of maps, lists and strings as UTF-8. */
  static byte[] write(Map<String, Object> tree) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      write(json, tree);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Object value) {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      map.forEach((name, member) -> {
        json.writeName(String.valueOf(name));
        write(json, member);
      });
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      list.forEach(each -> write(json, each));
      json.writeEndArray();
    } else {
      json.writeString(String.valueOf(value));
    }
  }

  private static String utf8(Place place, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw place.malformed("it is not UTF-8");
    }
  }

  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      members.put(name, value(parser, parser.nextToken()));
    }
    return members;
  }

  private static List<Object> list(JsonParser parser) {
    List<Object> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      values.add(value(parser, token));
    }
    return values;
  }

  private static Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> NO_TEXT;
    };
  }
}
