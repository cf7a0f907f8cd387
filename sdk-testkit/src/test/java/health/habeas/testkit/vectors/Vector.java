// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.util.Map;

/** One test vector. */
interface Vector {
  String ALLOW = "allow";

  /** The folder and name of its file, without the ending; the name tells the fault. */
  String name();

  /** What must come of it: "allow" or an error code. */
  String expect();

  /** What the SDK makes of it. */
  String outcome();

  /** The members of its JSON. */
  Map<String, Object> members();
}
