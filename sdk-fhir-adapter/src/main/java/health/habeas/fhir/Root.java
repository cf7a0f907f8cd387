// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.util.OptionalLong;

/** One JSON object of a source while it is being read: a bundle, a resource, or not yet known. Not thread-safe. */
final class Root {
  private final Place place;
  private final boolean line;
  private final Envelope envelope = new Envelope();
  private boolean bundle;
  private boolean entryHasResource;
  private long entry = -1;
  private String time = "";

  Root(Place place, boolean line) {
    this.place = place;
    this.line = line;
  }

  Place place() {
    return place;
  }

  /** Whether it is a line of NDJSON, so that the next line is another one. */
  boolean line() {
    return line;
  }

  /** Whether it is known to be a bundle. */
  boolean bundle() {
    return bundle;
  }

  /** The bundle's timestamp as written, or empty. */
  String time() {
    return time;
  }

  void timed(String timestamp) {
    time = timestamp;
  }

  OptionalLong entryIndex() {
    return entry < 0 ? OptionalLong.empty() : OptionalLong.of(entry);
  }

  void nextEntry() {
    entry++;
    entryHasResource = false;
  }

  void hasResource() {
    entryHasResource = true;
  }

  void endEntry() {
    if (!entryHasResource) {
      envelope.inEntry("without-resource");
    }
  }

  Envelope envelope() {
    return envelope;
  }

  void isBundle(Tally tally) {
    bundle = true;
    envelope.commit(tally);
  }

  /** Refuses a part of the bundle; if it isn't known to be one, when that becomes known. */
  void refuse(Tally tally, Refusal refusal) {
    if (bundle) {
      tally.refuse(refusal);
    } else {
      envelope.refuse(refusal);
    }
  }

  /** Puts on the books what is left, at the root's end. */
  void end(Tally tally) {
    if (bundle) {
      envelope.commit(tally);
    }
  }
}
