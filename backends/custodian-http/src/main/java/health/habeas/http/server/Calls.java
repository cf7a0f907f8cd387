// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.Message;
import java.util.Optional;

/** Answers calls of one kind. Thread-safe. */
interface Calls {
  /** Whether a session that the caller named may make this call; empty for none. Asked before the body is read. */
  boolean admits(Call call, Optional<Session> session);

  /** The answer; failures are thrown. */
  Message answer(Call call, Optional<Session> session, Message request);
}
