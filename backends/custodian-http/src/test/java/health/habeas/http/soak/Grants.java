// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.grant.GrantChain;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the patient handed to the holder, revoked grants included. Thread-safe. */
final class Grants {
  private final List<GrantChain> live = new CopyOnWriteArrayList<>();
  private final List<GrantChain> ended = new CopyOnWriteArrayList<>();

  void give(GrantChain chain) {
    live.add(chain);
  }

  /** From the moment when its revocation is called, though it may fail. */
  void end(GrantChain chain) {
    live.remove(chain);
    ended.add(chain);
  }

  List<GrantChain> live() {
    return List.copyOf(live);
  }

  List<GrantChain> ended() {
    return List.copyOf(ended);
  }
}
