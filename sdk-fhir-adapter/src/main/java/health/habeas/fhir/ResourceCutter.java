// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds where each resource of a source begins and ends. The envelope's grammar is checked here, a resource's by the
 * parser that reads its facts; so a resource that is broken inside costs itself alone, at any size and depth.
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

  /**
   * One resource, found.
   *
   * @param place where it begins
   * @param slice its bytes, until the next one is asked for
   * @param bundleTime the timestamp of its bundle, or empty
   */
  record Found(Place place, Slice slice, String bundleTime) {}

  private final ByteWindow window;
  private final TextScanner text;
  private final JsonScanner scanner;
  private final BundleParts parts;
  private final FhirFormat format;
  private final Tally tally;
  private State state = State.BETWEEN;
  private boolean firstRoot = true;
  private Root root = new Root(new Place(1, OptionalLong.empty(), 0), false);
  private Place place = root.place();

  ResourceCutter(ByteWindow window, FhirFormat format, Tally tally) {
    this.window = window;
    this.text = new TextScanner(window);
    this.scanner = new JsonScanner(window, text);
    this.parts = new BundleParts(window, scanner, tally);
    this.format = format;
    this.tally = tally;
  }

  /** The next resource, or null at the end of the source. */
  @Nullable
  Found next() {
    while (state != State.END) {
      try {
        place = here();
        Found found = step();
        if (found != null) {
          return found;
        }
      } catch (Refused refused) {
        recover(refused);
      }
    }
    return null;
  }

  private @Nullable Found step() throws Refused {
    return switch (state) {
      case BETWEEN -> nextRoot();
      case ROOT -> rootMember();
      case ENTRIES -> nextEntry();
      case ENTRY -> entryMember();
      case END -> null;
    };
  }

  private @Nullable Found nextRoot() throws Refused {
    int c = text.nextRoot(lineEnd());
    place = here();
    if (c == ByteWindow.END) {
      state = State.END;
      requireWholeStream();
      return null;
    }
    if (!firstRoot && format == FhirFormat.DOCUMENT) {
      throw new Refused(ErrorCode.FHIR_NOT_JSON, "something follows the end of the document");
    }
    root = new Root(place, lines());
    firstRoot = false;
    window.mark();
    scanner.enter('{');
    state = State.ROOT;
    return null;
  }

  private TextScanner.LineEnd lineEnd() {
    if (lines()) {
      return TextScanner.LineEnd.BREAK;
    }
    return format == FhirFormat.AUTO ? TextScanner.LineEnd.GUESS : TextScanner.LineEnd.SPACE;
  }

  /** What goes on after its first object is taken as NDJSON. */
  private boolean lines() {
    return format == FhirFormat.NDJSON || !firstRoot;
  }

  private void requireWholeStream() throws Refused {
    if (window.damaged()) {
      throw new Refused(
          ErrorCode.FHIR_TRUNCATED, "the compressed data is cut, or altered before this point");
    }
  }

  private @Nullable Found rootMember() throws Refused {
    String name = scanner.memberName();
    if (name == null) {
      return endRoot();
    }
    switch (name) {
      case "resourceType" -> {
        return rootType();
      }
      case "entry" -> entries();
      case "timestamp" -> {
        root.timed(scanner.shortString());
        root.envelope().inRoot(name);
      }
      default -> {
        root.envelope().inRoot(name);
        passOver(Envelope.knowsInRoot(name));
      }
    }
    return null;
  }

  private @Nullable Found rootType() throws Refused {
    boolean bundle = scanner.shortString().equals("Bundle");
    if (bundle) {
      root.isBundle(tally);
      window.unmark();
    } else if (root.bundle()) {
      refuse(
          ErrorCode.FHIR_UNSUPPORTED,
          "it is no Bundle, but has entries with resources: those were taken, the rest was not");
    } else {
      place = root.place();
      text.skipContainers(1);
      return endRoot();
    }
    return null;
  }

  private void entries() throws Refused {
    if (window.peek() == '[') {
      scanner.enter('[');
      state = State.ENTRIES;
    } else {
      root.envelope().inRoot("entry");
      passOver(false);
    }
  }

  private @Nullable Found endRoot() {
    state = State.BETWEEN;
    root.end(tally);
    if (root.bundle()) {
      return null;
    }
    place = root.place();
    return found();
  }

  private @Nullable Found nextEntry() throws Refused {
    int c = scanner.element();
    if (c == ']') {
      state = State.ROOT;
      return null;
    }
    root.nextEntry();
    place = here();
    if (c == '{') {
      scanner.enter('{');
      state = State.ENTRY;
    } else {
      scanner.skipValue();
      refuse(ErrorCode.FHIR_UNSUPPORTED, "the entry is not an object");
    }
    return null;
  }

  private @Nullable Found entryMember() throws Refused {
    String name = scanner.memberName();
    if (name == null) {
      state = State.ENTRIES;
      root.endEntry();
    } else if (name.equals("resource")) {
      return entryResource();
    } else {
      root.envelope().inEntry(name);
      passOver(Envelope.knowsInEntry(name));
    }
    return null;
  }

  private @Nullable Found entryResource() throws Refused {
    root.hasResource();
    place = here();
    if (window.peek() != '{') {
      scanner.skipValue();
      refuse(ErrorCode.FHIR_NO_TYPE, "the entry's resource is not an object");
      return null;
    }
    root.isBundle(tally);
    window.mark();
    scanner.skipValue();
    return found();
  }

  private @Nullable Found found() {
    Found found = null;
    if (window.overflowed()) {
      tally.refuse(new Refusal(place, ErrorCode.FHIR_LIMIT, "the resource has more than 64 MiB"));
    } else {
      found = new Found(place, window.slice(), root.time());
    }
    window.unmark();
    return found;
  }

  private void passOver(boolean known) throws Refused {
    place = here();
    parts.passOver(root, place, known);
  }

  /** What is wrong with a bundle is wrong only if it turns out to be one. */
  private void refuse(ErrorCode code, String why) {
    root.refuse(tally, new Refusal(place, code, why));
  }

  /** A broken line costs that line; a broken document costs the rest of it, because nothing tells where to go on. */
  private void recover(Refused refused) {
    window.unmark();
    boolean maybeLine = format == FhirFormat.AUTO && text.line() == 1;
    if (refused.code() != ErrorCode.FHIR_TRUNCATED && (root.line() || maybeLine)) {
      text.skipLine();
      state = State.BETWEEN;
    } else {
      state = State.END;
    }
    root.end(tally);
    tally.refuse(new Refusal(place, refused.code(), refused.why()));
  }

  private Place here() {
    boolean inEntry = state == State.ENTRIES || state == State.ENTRY;
    return new Place(
        text.line(), inEntry ? root.entryIndex() : OptionalLong.empty(), window.offset());
  }
}
