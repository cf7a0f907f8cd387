// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts, in the text format of Prometheus (0.0.4). Labels are calls, statuses and codes of this SDK: closed sets, so no
 * vault, person, item, log or address can show. Thread-safe.
 */
public final class Metrics {
  private static final double[] BOUNDS = {0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10};
  private static final double NANOS = 1e9;

  private final Map<String, Timing> timings = new TreeMap<>();
  private final Map<String, Counter> counters = new ConcurrentSkipListMap<>();
  private final Map<String, Gauge> gauges = new ConcurrentSkipListMap<>();
  private final LongAdder unknown = new LongAdder();

  private record Gauge(String help, LongSupplier value) {}

  /** A count for each value of one label. Thread-safe. */
  public static final class Counter {
    private final String help;
    private final String label;
    private final Map<String, LongAdder> values = new ConcurrentSkipListMap<>();

    private Counter(String help, String label) {
      this.help = help;
      this.label = label;
    }

    /**
     * One more.
     *
     * @param value of a closed set
     */
    public void add(String value) {
      values.computeIfAbsent(value, v -> new LongAdder()).increment();
    }
  }

  /** How often one call was answered with which status, and how long it took. */
  private static final class Timing {
    private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
    private final LongAdder[] buckets = adders();
    private final LongAdder nanos = new LongAdder();

    private static LongAdder[] adders() {
      LongAdder[] all = new LongAdder[BOUNDS.length + 1];
      Arrays.setAll(all, i -> new LongAdder());
      return all;
    }

    void add(int status, long took) {
      statuses.computeIfAbsent(status, s -> new LongAdder()).increment();
      int bucket = 0;
      while (bucket < BOUNDS.length && took / NANOS > BOUNDS[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
      nanos.add(took);
    }
  }

  /**
   * Nothing counted yet.
   *
   * @param calls all that can be asked of the server
   */
  public Metrics(Collection<String> calls) {
    calls.forEach(call -> timings.put(call, new Timing()));
  }

  /**
   * A request was answered.
   *
   * @param call empty for a path that is none
   * @param status of HTTP; 0 if the client was gone
   * @param nanos how long it took
   */
  public void answered(Optional<String> call, int status, long nanos) {
    Timing timing = call.map(timings::get).orElse(null);
    if (timing == null) {
      unknown.increment();
    } else {
      timing.add(status, nanos);
    }
  }

  /**
   * A count of another kind.
   *
   * @param name of the series
   * @param help in one line
   * @param label by which it is split
   */
  public Counter counter(String name, String help, String label) {
    return counters.computeIfAbsent(name, n -> new Counter(help, label));
  }

  /**
   * A number that is looked up when it is asked for.
   *
   * @param name of the series
   * @param help in one line
   * @param value may be called by any thread
   */
  public void gauge(String name, String help, LongSupplier value) {
    gauges.put(name, new Gauge(help, value));
  }

  /** The whole page. */
  public String text() {
    StringBuilder out = new StringBuilder();
    head(
        out,
        "habeas_requests_total",
        "counter",
        "Requests answered, by call and HTTP status; 0 is a client that went away.");
    timings.forEach((call, timing) -> timing.statuses.forEach((status, count) -> line(
        out,
        "habeas_requests_total{call=\"" + call + "\",status=\"" + status + "\"}",
        count.sum())));
    head(out, "habeas_unknown_paths_total", "counter", "Requests to paths that are none.");
    line(out, "habeas_unknown_paths_total", unknown.sum());
    head(
        out,
        "habeas_request_seconds",
        "histogram",
        "Time from the headers to the end of the answer.");
    timings.forEach((call, timing) -> histogram(out, call, timing));
    counters.forEach((name, counter) -> {
      head(out, name, "counter", counter.help);
      counter.values.forEach((value, count) ->
          line(out, name + '{' + counter.label + "=\"" + value + "\"}", count.sum()));
    });
    gauges.forEach((name, gauge) -> {
      head(out, name, "gauge", gauge.help());
      line(out, name, gauge.value().getAsLong());
    });
    return out.toString();
  }

  private static void histogram(StringBuilder out, String call, Timing timing) {
    long sum = 0;
    for (int i = 0; i <= BOUNDS.length; i++) {
      sum += timing.buckets[i].sum();
      String bound = i == BOUNDS.length ? "+Inf" : Double.toString(BOUNDS[i]);
      line(out, "habeas_request_seconds_bucket{call=\"" + call + "\",le=\"" + bound + "\"}", sum);
    }
    String seconds = String.format(Locale.ROOT, "%.6f", timing.nanos.sum() / NANOS);
    out.append("habeas_request_seconds_sum{call=\"")
        .append(call)
        .append("\"} ")
        .append(seconds)
        .append('\n');
    line(out, "habeas_request_seconds_count{call=\"" + call + "\"}", sum);
  }

  private static void head(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder out, String series, long value) {
    out.append(series).append(' ').append(value).append('\n');
  }
}
