// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.proof.CosignerKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.witness.ForkingLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Dishonest logs that want each of their stories cosigned: many threads at once, each pushing one story from whatever size
 * the witness names. Keeps every cosignature that ever came back, and then tells whether all of them are one story a log.
 */
final class Hammer {
  private static final int THREADS = 16;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<ForkingLog> logs;
  private final CosignerKey witness;
  private final Supplier<URI> address;
  private final Map<ForkingLog, List<SignedCheckpoint>> cosigned = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();

  Hammer(List<ForkingLog> logs, CosignerKey witness, Supplier<URI> address) {
    this.logs = logs;
    this.witness = witness;
    this.address = address;
  }

  /** So many requests, or until the witness is gone; how often each status came, 0 for no answer. */
  Map<Integer, Integer> run(int requests, long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      AtomicInteger left = new AtomicInteger(requests);
      List<Future<?>> workers = new ArrayList<>();
      for (int worker = 0; worker < THREADS; worker++) {
        Random random = new Random(seed + worker);
        int story = worker;
        workers.add(threads.submit(() -> {
          boolean answers = true;
          while (answers && left.getAndDecrement() > 0) {
            answers = push(logs.get(random.nextInt(logs.size())), story, random);
          }
          return null;
        }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } finally {
      threads.shutdownNow();
    }
    Map<Integer, Integer> counts = new TreeMap<>();
    statuses.forEach((status, count) -> counts.put(status, count.get()));
    return counts;
  }

  // Each thread believes that the witness is where it saw it last, which others have changed since.
  private boolean push(ForkingLog log, int thread, Random random) throws InterruptedException {
    int story = thread % 4;
    List<SignedCheckpoint> known = cosigned.getOrDefault(log, List.of());
    long from = known.isEmpty()
        ? 0
        : known
            .get(random.nextInt(1 + known.size() / 2) + (known.size() - 1) / 2)
            .claimed()
            .size();
    from = Math.min(from + random.nextInt(2), log.size());
    long to = Math.min(log.size(), from + random.nextInt(3));
    return send(log, story, from, to);
  }

  private boolean send(ForkingLog log, int story, long from, long to) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.get().resolve("/add-checkpoint"))
        .timeout(Duration.ofSeconds(20))
        .POST(HttpRequest.BodyPublishers.ofString(log.request(story, from, to).toString()))
        .build();
    int status = 0;
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      status = response.statusCode();
      if (status == 200) {
        SignedCheckpoint head =
            SignedCheckpoint.parse(log.head(story, to).toString() + response.body());
        assertThat(witness.cosigned(head)).isPresent();
        cosigned
            .computeIfAbsent(log, l -> Collections.synchronizedList(new ArrayList<>()))
            .add(head);
      }
    } catch (IOException e) {
      // the witness was killed
    }
    statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
    return status != 0;
  }

  /** Every cosigned checkpoint of a log stands in one story. */
  void requireOneStoryALog() {
    cosigned.forEach((log, heads) -> assertThat(heads.stream()
            .map(SignedCheckpoint::claimed)
            .filter(head -> head.size() > log.common())
            .map(log::storyOf)
            .distinct())
        .as("stories of %s that were cosigned", log.key().verifier().name())
        .hasSizeLessThanOrEqualTo(1));
  }

  /** How many logs got beyond what their stories share: where a fork could have been cosigned. */
  long decided() {
    return cosigned.entrySet().stream()
        .filter(log -> log.getValue().stream()
            .anyMatch(head -> head.claimed().size() > log.getKey().common()))
        .count();
  }
}
