// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The sessions of a server, each under a token of 32 random bytes, for ten minutes. Kept are hashes of tokens: a look-up
 * compares hashes, so its time tells nothing of a token, and a dump of the memory opens no session. Time is that of a clock
 * which nobody can set, so no session lives longer because a clock was turned back. Thread-safe.
 */
final class Sessions {
  /** How long a session lives. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random;
  private final LongSupplier nanoTime;
  private final int capacity;
  private final Map<String, Kept> open = new LinkedHashMap<>(); // the oldest first

  private record Kept(Session session, long since) {}

  Sessions(int capacity, SecureRandom random, LongSupplier nanoTime) {
    this.capacity = capacity;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /** The token of a new session. */
  String open(Session session) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    keep(hash(token), new Kept(session, nanoTime.getAsLong()));
    return token;
  }

  private synchronized void keep(String hash, Kept kept) {
    // Whoever comes late is told that the time is over, for as long again as the session was.
    open.values().removeIf(old -> age(old) > 2 * LIFETIME.toNanos());
    while (open.size() >= capacity) {
      open.remove(open.keySet().iterator().next());
    }
    open.put(hash, kept);
  }

  /** The session of a token; empty if there never was one, or it made room, or the server was started since. */
  synchronized Optional<Session> find(String token) {
    Kept kept = open.get(hash(token));
    if (kept == null) {
      return Optional.empty();
    }
    return Optional.of(age(kept) > LIFETIME.toNanos() ? new Session.Over() : kept.session());
  }

  private long age(Kept kept) {
    return nanoTime.getAsLong() - kept.since();
  }

  /** How many are open. */
  synchronized int count() {
    return (int)
        open.values().stream().filter(kept -> age(kept) <= LIFETIME.toNanos()).count();
  }

  private static String hash(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
