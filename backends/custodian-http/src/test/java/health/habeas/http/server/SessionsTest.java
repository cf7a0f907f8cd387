// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final Session SESSION = new Session.Over(); // any will do

  private final AtomicLong now = new AtomicLong(-5); // nanoTime begins anywhere
  private final Sessions sessions = new Sessions(3, new SecureRandom(), now::get);

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static Session owner() {
    return new Session.Owner(new NoSession());
  }

  @Test
  void aTokenIsGoodForTenMinutesAndThenTold() {
    Session session = owner();
    String token = sessions.open(session);
    passes(Duration.ofMinutes(10));
    assertThat(sessions.find(token)).containsSame(session);
    passes(Duration.ofNanos(1));
    assertThat(sessions.find(token)).containsInstanceOf(Session.Over.class);
    assertThat(sessions.count()).isZero();
  }

  @Test
  void whatIsNoTokenIsNoSession() {
    String token = sessions.open(SESSION);
    assertThat(sessions.find("")).isEmpty();
    assertThat(sessions.find(token + "A")).isEmpty();
    assertThat(sessions.find(token.substring(1))).isEmpty();
    assertThat(new Sessions(3, new SecureRandom(), now::get).find(token)).isEmpty();
  }

  @Test
  void theOldestMakesRoom() {
    String oldest = sessions.open(owner());
    String second = sessions.open(owner());
    sessions.open(owner());
    sessions.open(owner());
    assertThat(sessions.find(oldest)).isEmpty();
    assertThat(sessions.find(second)).isPresent();
    assertThat(sessions.count()).isEqualTo(3);
  }

  @Test
  void tokensDontRepeatAndHave256Bits() {
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      tokens.add(sessions.open(SESSION));
    }
    assertThat(tokens).hasSize(1000).allMatch(token -> token.matches("[0-9A-Za-z_-]{43}"));
  }
}
