// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds where each resource of a source begins and ends, by counting brackets outside strings: the envelope's grammar is
 * checked here, a resource's by the parser that reads its facts. So a resource that is broken inside costs that resource
 * alone, at any size and depth.
 *
 * <p>Member order is free, as in JSON: until a root has said what it is, its bytes are kept. Not thread-safe.
 */
final class ResourceCutter {
  private enum State {
    BETWEEN,
    ROOT,
    ENTRIES,
    ENTRY,
    END
  }

  private enum Kind {
    UNKNOWN,
    BUNDLE,
    SINGLE
  }

  /**
   * One resource, found.
   *
   * @param place where it begins
   * @param slice its bytes, until the next one is asked for
   * @param bundleTime the timestamp of its bundle, or empty
   */
  record Found(Place place, Slice slice, String bundleTime) {}

  private final ByteWindow window;
  private final FhirFormat format;
  private final Tally tally;
  private State state = State.BETWEEN;
  private Kind kind = Kind.UNKNOWN;
  private Envelope envelope = new Envelope();
  private boolean lines;
  private boolean firstRoot = true;
  private boolean firstMember;
  private boolean entryHasResource;
  private long entry = -1;
  private String bundleTime = "";
  private Place rootPlace = new Place(1, OptionalLong.empty(), 0);
  private Place place = rootPlace;

  ResourceCutter(ByteWindow window, FhirFormat format, Tally tally) {
    this.window = window;
    this.format = format;
    this.tally = tally;
    this.lines = format == FhirFormat.NDJSON;
  }

  /** The next resource, or null at the end of the source. */
  @Nullable
  Found next() {
    while (state != State.END) {
      try {
        Found found = step();
        if (found != null) {
          return found;
        }
      } catch (Refused refused) {
        tally.refuse(new Refusal(place, refused.code(), refused.why()));
        recover(refused.code());
      }
    }
    return null;
  }

  private @Nullable Found step() throws Refused {
    place = here();
    return switch (state) {
      case BETWEEN -> betweenRoots();
      case ROOT -> rootMember();
      case ENTRIES -> nextEntry();
      case ENTRY -> entryMember();
      case END -> null;
    };
  }

  private @Nullable Found betweenRoots() throws Refused {
    int c = window.skipSpaceBetween();
    place = here();
    if (c < 0) {
      state = State.END;
      if (window.damaged()) {
        throw new Refused(
            ErrorCode.FHIR_TRUNCATED, "the compressed data is cut, or altered before this point");
      }
      return null;
    }
    if (!firstRoot && format == FhirFormat.DOCUMENT) {
      throw new Refused(ErrorCode.FHIR_NOT_JSON, "something follows the end of the document");
    }
    rootPlace = place;
    beginRoot();
    expect('{');
    return null;
  }

  private void beginRoot() {
    lines |= !firstRoot;
    boolean guess = firstRoot && format == FhirFormat.AUTO;
    window.newlines(
        lines
            ? ByteWindow.NewlineRule.BREAK
            : guess ? ByteWindow.NewlineRule.GUESS : ByteWindow.NewlineRule.SPACE);
    window.mark();
    firstRoot = false;
    firstMember = true;
    kind = Kind.UNKNOWN;
    envelope = new Envelope();
    entry = -1;
    bundleTime = "";
    state = State.ROOT;
  }

  private @Nullable Found rootMember() throws Refused {
    String name = memberName();
    if (name == null) {
      return endRoot();
    }
    switch (name) {
      case "resourceType" -> {
        return rootType();
      }
      case "entry" -> {
        if (window.peek() == '[') {
          window.next();
          state = State.ENTRIES;
          firstMember = true;
          return null;
        }
      }
      case "timestamp" -> {
        if (window.peek() == '"') {
          window.next();
          bundleTime = window.word();
          envelope.inRoot(name);
          return null;
        }
      }
      default -> {}
    }
    envelope.inRoot(name);
    skipValue();
    return null;
  }

  private @Nullable Found rootType() throws Refused {
    if (window.peek() != '"') {
      skipValue();
      return null;
    }
    window.next();
    boolean bundle = window.word().equals("Bundle");
    if (kind == Kind.BUNDLE) {
      requireBundle(bundle);
    } else if (bundle) {
      kind = Kind.BUNDLE;
      window.unmark();
    } else {
      kind = Kind.SINGLE;
      place = rootPlace;
      window.skipContainers(1);
      return endRoot();
    }
    return null;
  }

  private void requireBundle(boolean bundle) {
    if (!bundle) {
      tally.refuse(
          new Refusal(
              here(),
              ErrorCode.FHIR_UNSUPPORTED,
              "a resource other than a Bundle has entries with resources; they were taken, the rest of it was not"));
    }
  }

  private @Nullable Found endRoot() throws Refused {
    state = State.BETWEEN;
    if (kind == Kind.BUNDLE) {
      tally.notKept(envelope);
      return null;
    }
    place = rootPlace;
    return found();
  }

  private @Nullable Found nextEntry() throws Refused {
    int c = separator(']');
    if (c == ']') {
      state = State.ROOT;
      return null;
    }
    entry++;
    place = here();
    if (c == '{') {
      window.next();
      state = State.ENTRY;
      firstMember = true;
      entryHasResource = false;
      return null;
    }
    skipValue();
    tally.refuse(new Refusal(place, ErrorCode.FHIR_UNSUPPORTED, "the entry is not an object"));
    return null;
  }

  private @Nullable Found entryMember() throws Refused {
    String name = memberName();
    if (name == null) {
      state = State.ENTRIES;
      if (!entryHasResource) {
        envelope.inEntry("without-resource");
      }
      return null;
    }
    if (!name.equals("resource")) {
      envelope.inEntry(name);
      skipValue();
      return null;
    }
    return entryResource();
  }

  private @Nullable Found entryResource() throws Refused {
    entryHasResource = true;
    place = here();
    if (window.peek() != '{') {
      skipValue();
      tally.refuse(
          new Refusal(place, ErrorCode.FHIR_NO_TYPE, "the entry's resource is not an object"));
      return null;
    }
    kind = Kind.BUNDLE;
    window.mark();
    window.next();
    window.skipContainers(1);
    return found();
  }

  private @Nullable Found found() throws Refused {
    if (window.overflowed()) {
      window.unmark();
      tally.refuse(new Refusal(place, ErrorCode.FHIR_LIMIT, "the resource has more than 64 MiB"));
      return null;
    }
    Slice slice = window.slice();
    window.unmark();
    return new Found(place, slice, bundleTime);
  }

  /** The next member's name, after the colon; null when the object ended. */
  private @Nullable String memberName() throws Refused {
    int c = separator('}');
    if (c == '}') {
      return null;
    }
    expect('"');
    String name = window.word();
    window.skipSpace();
    expect(':');
    window.skipSpace();
    return name;
  }

  /** Steps over a comma, or over the closing bracket, which it gives back. */
  private int separator(char close) throws Refused {
    int c = window.skipSpace();
    boolean first = firstMember;
    firstMember = false;
    if (c == close) {
      window.next();
      return c;
    }
    if (first) {
      return c;
    }
    expect(',');
    c = window.skipSpace();
    if (c == close) {
      throw broken();
    }
    return c;
  }

  private void skipValue() throws Refused {
    int c = window.next();
    if (c == '"') {
      window.skipString();
    } else if (c == '{' || c == '[') {
      window.skipContainers(1);
    } else if (isScalar(c)) {
      while (isScalar(window.peek())) {
        window.next();
      }
    } else {
      throw broken();
    }
  }

  private static boolean isScalar(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '+'
        || c == '.'
        || c == 'E';
  }

  private void expect(char c) throws Refused {
    if (window.next() != c) {
      throw broken();
    }
  }

  private Refused broken() {
    return new Refused(
        ErrorCode.FHIR_NOT_JSON, "the JSON is broken at byte " + (window.offset() - 1));
  }

  /** A broken line costs that line; a broken document costs the rest of it, because nothing tells where to go on. */
  private void recover(ErrorCode code) {
    if (kind == Kind.BUNDLE) {
      tally.notKept(envelope);
    }
    window.unmark();
    boolean firstLine = window.line() == 1 && format == FhirFormat.AUTO;
    if (code == ErrorCode.FHIR_TRUNCATED || !(lines || firstLine)) {
      state = State.END;
      return;
    }
    window.skipLine();
    state = State.BETWEEN;
  }

  private Place here() {
    OptionalLong index =
        entry < 0 || state == State.BETWEEN ? OptionalLong.empty() : OptionalLong.of(entry);
    return new Place(window.line(), index, window.offset());
  }
}
