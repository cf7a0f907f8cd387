// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.InvalidInputException;
import health.habeas.fhir.Sources.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Generated sources: what was put in comes out, byte for byte, whatever lies around it. */
class CuttingLawsTest {
  private static final String[] STRINGS = {
    "",
    "x",
    "\\\"",
    "\\\\",
    "\\\\\\\"",
    "}",
    "{",
    "]",
    "[",
    ",",
    ":",
    "\\n",
    "\\u0022",
    "\\ud83d\\ude00",
    "é",
    "漢字",
    "😀",
    "\u007f",
    "\"resource\\\":{".substring(1),
    "\\/",
    "entry"
  };
  private static final String[] NUMBERS = {
    "0", "-0", "1.00", "1e5", "1E+005", "-12.5e-3", "123456789012345678901234567890"
  };
  private static final String[] SPACES = {"", "", "", " ", "\n", "\r\n", "\t", "  \n  "};

  /** Writes JSON with everything that JSON leaves open chosen at random. */
  private static final class Writer {
    private final Random random;

    Writer(long seed) {
      random = new Random(seed);
    }

    String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }

    String space() {
      return pick(SPACES);
    }

    String string() {
      StringBuilder text = new StringBuilder("\"");
      for (int i = random.nextInt(6); i > 0; i--) {
        text.append(pick(STRINGS));
      }
      return text.append('"').toString();
    }

    String value(int depth) {
      return switch (random.nextInt(depth > 4 ? 4 : 6)) {
        case 0, 1 -> string();
        case 2 -> pick(NUMBERS);
        case 3 -> pick("true", "false", "null");
        case 4 -> object(depth + 1, List.of());
        default -> array(depth + 1);
      };
    }

    String array(int depth) {
      List<String> values = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        values.add(value(depth));
      }
      return list('[', values, ']');
    }

    /** The members given, and some of its own, in any order. */
    String object(int depth, List<String> members) {
      List<String> all = new ArrayList<>(members);
      for (int i = random.nextInt(4); i > 0; i--) {
        all.add(random.nextInt(all.size() + 1), member("x" + random.nextInt(1000), value(depth)));
      }
      return list('{', all, '}');
    }

    String list(char open, List<String> parts, char close) {
      StringBuilder text = new StringBuilder().append(open).append(space());
      for (int i = 0; i < parts.size(); i++) {
        text.append(i == 0 ? "" : ",").append(space()).append(parts.get(i)).append(space());
      }
      return text.append(close).toString();
    }

    String member(String name, String value) {
      return escaped(name) + space() + ":" + space() + value;
    }

    /** Now and then with a letter written as an escape, which is the same name. */
    String escaped(String name) {
      if (random.nextInt(8) > 0) {
        return "\"" + name + "\"";
      }
      return String.format(Locale.ROOT, "\"\\u%04x%s\"", (int) name.charAt(0), name.substring(1));
    }

    String resource(int number) {
      return object(
          1, List.of(member("resourceType", "\"Basic\""), member("id", "\"r" + number + "\"")));
    }

    String bundle(List<String> resources) {
      List<String> entries = new ArrayList<>();
      for (String resource : resources) {
        List<String> members = new ArrayList<>();
        members.add(member("resource", resource));
        members.add(random.nextInt(2), member("search", value(1)));
        entries.add(list('{', members, '}'));
      }
      List<String> members = new ArrayList<>();
      members.add(member("resourceType", "\"Bundle\""));
      members.add(random.nextInt(2), member("entry", list('[', entries, ']')));
      members.add(random.nextInt(3), member("link", value(1)));
      return list('{', members, '}');
    }
  }

  @Property
  void whatWasPutIntoABundleComesOutByteForByte_L58(
      @ForAll long seed,
      @ForAll @IntRange(max = 8) int count,
      @ForAll @IntRange(min = 1, max = 300) int chunk) {
    Writer writer = new Writer(seed);
    List<String> resources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      resources.add(writer.resource(i));
    }
    byte[] source = (writer.space() + writer.bundle(resources) + writer.space()).getBytes(UTF_8);
    Parsed parsed =
        Sources.parse(Sources.trickle(source, chunk), Sources.OPTIONS.as(FhirFormat.DOCUMENT));
    assertThat(parsed.texts()).isEqualTo(resources);
    assertThat(parsed.report().complete()).isTrue();
  }

  @Property
  void whatWasPutOnLinesComesOutByteForByte_L58(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int count) {
    Writer writer = new Writer(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(writer.resource(i).replaceAll("[\r\n]", " "));
    }
    Parsed parsed = Sources.parse(String.join("\n", lines));
    assertThat(parsed.texts()).isEqualTo(lines);
    assertThat(parsed.report().complete()).isTrue();
  }

  @Property(tries = 2000)
  void oneByteChangedNeverLosesAResourceSilently_L58(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 255) int value) {
    Writer writer = new Writer(seed);
    List<String> resources = List.of(writer.resource(0), writer.resource(1), writer.resource(2));
    byte[] source = writer.bundle(resources).getBytes(UTF_8);
    int at = new Random(seed).nextInt(source.length);
    source[at] = (byte) value;
    String changed = new String(source, ISO_8859_1);
    try {
      Parsed parsed = Sources.parse(source, Sources.OPTIONS);
      List<String> kept = parsed.records().stream()
          .map(r -> new String(r.content(), ISO_8859_1))
          .toList();
      assertThat(resources).allMatch(resource -> {
        String untouched = new String(resource.getBytes(UTF_8), ISO_8859_1);
        return !parsed.report().complete()
            || !changed.contains(untouched)
            || kept.stream().anyMatch(content -> content.contains(untouched));
      });
    } catch (InvalidInputException e) {
      assertThat(e.code().id()).startsWith("HBS-21"); // refused whole, loudly
    }
  }
}
