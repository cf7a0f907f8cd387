// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Which points of the contract a backend keeps: one row a point, whatever happened.
 *
 * <p>Guarantee: a point is held only if a test of it ran and none failed; what a backend does not offer is named, and never
 * counts as held. Immutable.
 *
 * @param backend the class that was run
 * @param rows one for each point, in order
 */
public record LedgerKitTable(String backend, List<Row> rows) {
  static final String SILENT = "habeas.kit.silent";

  /** What became of a point. */
  public enum Status {
    /** A test of it ran, and none failed; the remarks name what was not offered. */
    HELD,
    /** A test of it failed. */
    FAILED,
    /** No test of it ran: there is no answer, which is as bad as a wrong one. */
    DID_NOT_RUN,
    /** The backend does not declare or offer what every test of it needs. */
    NOT_OFFERED
  }

  /**
   * What became of a test.
   *
   * @param status of the test alone
   * @param why it is not held
   */
  record Result(Status status, String why) {}

  /**
   * One point. Immutable.
   *
   * @param point which
   * @param status what became of it
   * @param remarks what failed, and what was not offered
   */
  public record Row(LedgerPoint point, Status status, List<String> remarks) {
    /** Copies the list. */
    public Row {
      remarks = List.copyOf(remarks);
    }

    /** The row as it is printed. */
    @Override
    public String toString() {
      String shown = status == Status.HELD && !remarks.isEmpty()
          ? "held in part"
          : status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return String.format(Locale.ROOT, "%-17s%-14s%s", point, shown, point.text())
          + (remarks.isEmpty() ? "" : " [" + String.join("; ", remarks) + "]");
    }
  }

  /** Copies the list. */
  public LedgerKitTable {
    rows = List.copyOf(rows);
  }

  /**
   * Runs every test of a backend.
   *
   * @param backend a concrete subclass of {@link LedgerContract}
   */
  public static LedgerKitTable of(Class<? extends LedgerContract> backend) {
    return run(backend, Optional.empty());
  }

  /**
   * Runs the tests of one point; the others did not run.
   *
   * @param point which
   * @param backend a concrete subclass of {@link LedgerContract}
   */
  public static LedgerKitTable of(LedgerPoint point, Class<? extends LedgerContract> backend) {
    return run(backend, Optional.of(point));
  }

  private static LedgerKitTable run(
      Class<? extends LedgerContract> backend, Optional<LedgerPoint> wanted) {
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClass(backend))
        .filters(EngineFilter.includeEngines("junit-jupiter"))
        .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(wanted.isEmpty()
            || method(test.getSource())
                .map(method -> points(method).contains(wanted.get()))
                .orElse(true)))
        .configurationParameter(SILENT, "true")
        .build();
    Results results = new Results();
    LauncherFactory.create().execute(request, results);
    return over(backend, results.all);
  }

  static LedgerKitTable over(Class<?> backend, Map<Method, Result> results) {
    List<Row> rows = Stream.of(LedgerPoint.values())
        .map(point -> row(
            point,
            results.entrySet().stream()
                .filter(each -> points(each.getKey()).contains(point))
                .collect(Collectors.toMap(each -> each.getKey().getName(), Map.Entry::getValue))))
        .toList();
    return new LedgerKitTable(backend.getSimpleName(), rows);
  }

  private static Row row(LedgerPoint point, Map<String, Result> results) {
    Status status = Stream.of(Status.FAILED, Status.DID_NOT_RUN, Status.HELD, Status.NOT_OFFERED)
        .filter(each -> results.values().stream().anyMatch(result -> result.status() == each))
        .findFirst()
        .orElse(Status.DID_NOT_RUN);
    TreeSet<String> remarks = new TreeSet<>();
    results.forEach((test, result) -> {
      if (result.status() != Status.HELD) {
        remarks.add(
            result.status() == Status.NOT_OFFERED
                ? result.why().replaceFirst("^Assumption failed: ", "")
                : test + ": " + result.why());
      }
    });
    return new Row(point, status, List.copyOf(remarks));
  }

  private static List<LedgerPoint> points(Method test) {
    Shows shows = test.getAnnotation(Shows.class);
    return shows == null ? List.of() : Arrays.asList(shows.value());
  }

  /**
   * The row of a point.
   *
   * @param point which
   */
  public Row row(LedgerPoint point) {
    return rows.stream().filter(row -> row.point() == point).findFirst().orElseThrow();
  }

  /**
   * This table, if no point failed and none was left out.
   *
   * @throws AssertionError with the whole table otherwise
   */
  public LedgerKitTable requireHeld() {
    if (count(Status.HELD) == 0 || count(Status.FAILED) > 0 || count(Status.DID_NOT_RUN) > 0) {
      throw new AssertionError("not every point is held:\n" + this);
    }
    return this;
  }

  private long count(Status status) {
    return rows.stream().filter(row -> row.status() == status).count();
  }

  /** One line a point, and a summary with the seed of this run. */
  @Override
  public String toString() {
    return backend + "\n" + rows.stream().map(Row::toString).collect(Collectors.joining("\n"))
        + "\npoints: " + count(Status.HELD) + " of " + rows.size() + " held, "
        + count(Status.FAILED) + " failed, " + count(Status.DID_NOT_RUN) + " did not run, "
        + count(Status.NOT_OFFERED) + " not offered; -Dhabeas.kit.seed=" + Samples.seed();
  }

  private static Optional<Method> method(Optional<TestSource> source) {
    return source
        .filter(MethodSource.class::isInstance)
        .map(test -> ((MethodSource) test).getJavaMethod());
  }

  /** Not thread-safe: one per run. */
  private static final class Results implements TestExecutionListener {
    private final Map<Method, Result> all = new ConcurrentHashMap<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      method(test.getSource()).ifPresent(method -> all.put(method, outcome(result)));
    }

    private static Result outcome(TestExecutionResult result) {
      String why = result.getThrowable().map(Throwable::getMessage).orElse("");
      return switch (result.getStatus()) {
        case SUCCESSFUL -> new Result(Status.HELD, "");
        case ABORTED -> new Result(Status.NOT_OFFERED, why);
        case FAILED -> new Result(Status.FAILED, why);
      };
    }
  }
}
