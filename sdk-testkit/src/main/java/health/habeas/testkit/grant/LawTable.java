// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Group;
import net.jqwik.api.Property;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Which of the 58 laws a vendor's software keeps: one row a law, whatever happened.
 *
 * <p>Guarantee: a law is held only if every property that the given classes have for it ran to its end and held. One that
 * did not run is not held, a missing jqwik engine included: {@link #requireHeld} fails then. Immutable.
 *
 * @param rows one for each law, in order
 * @param counterexamples for each property that failed jqwik's report, with the smallest case and the seed
 */
public record LawTable(List<Row> rows, Map<String, String> counterexamples) {
  /** What became of a law. */
  public enum Status {
    /** Every property of it ran and held. */
    HELD,
    /** A property of it failed. */
    FAILED,
    /** A property of it did not run: there is no answer, which is as bad as a wrong one. */
    DID_NOT_RUN,
    /** None of the given classes is about it. */
    NOT_APPLICABLE
  }

  /**
   * One law. Immutable.
   *
   * @param law which
   * @param status what became of it
   * @param tried how many properties ran
   * @param broken the names of those that failed or did not run
   */
  public record Row(Law law, Status status, int tried, List<String> broken) {
    /** Copies the list. */
    public Row {
      broken = List.copyOf(broken);
    }

    /** The row as it is printed. */
    @Override
    public String toString() {
      String details = String.join(", ", broken);
      String shown = status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return String.format(Locale.ROOT, "%-4s%-15s%s", law, shown, law.text())
          + (details.isEmpty() ? "" : " [" + details + "]");
    }
  }

  /** Copies both. */
  public LawTable {
    rows = List.copyOf(rows);
    counterexamples = Map.copyOf(counterexamples);
  }

  /**
   * Runs every law of these classes.
   *
   * @param tries how many cases each property tries
   * @param laws concrete subclasses of {@link GrantLaws} and its sisters; anything with properties that are named after laws
   */
  public static LawTable of(int tries, Class<?>... laws) {
    return run(tries, List.of(laws), name -> true);
  }

  /**
   * Runs one law of these classes; the others are not applicable.
   *
   * @param law which
   * @param tries how many cases each property tries
   * @param laws as above
   */
  public static LawTable of(Law law, int tries, Class<?>... laws) {
    return run(tries, List.of(laws), name -> Law.of(name).contains(law));
  }

  private static LawTable run(int tries, List<Class<?>> laws, Predicate<String> wanted) {
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(laws.stream().map(DiscoverySelectors::selectClass).toList())
        .filters(EngineFilter.includeEngines("jqwik"))
        .filters((PostDiscoveryFilter) test ->
            FilterResult.includedIf(property(test.getSource()).map(wanted::test).orElse(true)))
        .configurationParameter("jqwik.tries.default", Integer.toString(tries))
        .configurationParameter("jqwik.reporting.onlyfailures", "true")
        .configurationParameter("jqwik.reporting.usejunitplatform", "true")
        // a failure kept from another run would be tried first, and hide what this run finds
        .configurationParameter("jqwik.database", "")
        .build();
    Results results = new Results();
    LauncherFactory.create().execute(request, results);
    Set<String> declared = new TreeSet<>();
    laws.forEach(each -> addProperties(each, declared));
    declared.removeIf(wanted.negate());
    List<Row> rows =
        Stream.of(Law.values()).map(law -> row(law, declared, results.held)).toList();
    return new LawTable(rows, results.reports);
  }

  /**
   * The row of a law.
   *
   * @param law which
   */
  public Row row(Law law) {
    return rows.stream().filter(row -> row.law() == law).findFirst().orElseThrow();
  }

  /** How many laws are held. */
  public long held() {
    return count(Status.HELD);
  }

  /**
   * This table, if no law failed and none that applies was not run.
   *
   * @throws AssertionError with the whole table otherwise
   */
  public LawTable requireHeld() {
    if (held() == 0 || count(Status.FAILED) > 0 || count(Status.DID_NOT_RUN) > 0) {
      throw new AssertionError(
          "not every law is held:\n" + String.join("\n", counterexamples.values()) + "\n" + this);
    }
    return this;
  }

  /** The last line of the printed table. */
  public String summary() {
    return "laws: " + held() + " of " + rows.size() + " hold, " + count(Status.FAILED) + " failed, "
        + count(Status.DID_NOT_RUN) + " did not run, " + count(Status.NOT_APPLICABLE)
        + " not applicable";
  }

  /** One line a law, and the summary. */
  @Override
  public String toString() {
    return rows.stream().map(Row::toString).collect(Collectors.joining("\n")) + "\n" + summary();
  }

  private long count(Status status) {
    return rows.stream().filter(row -> row.status() == status).count();
  }

  private static Row row(Law law, Set<String> declared, Map<String, Boolean> held) {
    List<String> all =
        declared.stream().filter(name -> Law.of(name).contains(law)).toList();
    List<String> failed =
        all.stream().filter(name -> Boolean.FALSE.equals(held.get(name))).toList();
    List<String> silent = all.stream().filter(name -> !held.containsKey(name)).toList();
    int tried = all.size() - silent.size();
    if (all.isEmpty()) {
      return new Row(law, Status.NOT_APPLICABLE, 0, List.of());
    }
    if (!failed.isEmpty()) {
      return new Row(law, Status.FAILED, tried, failed);
    }
    return silent.isEmpty()
        ? new Row(law, Status.HELD, tried, List.of())
        : new Row(law, Status.DID_NOT_RUN, tried, silent);
  }

  /** The laws that these classes have properties for. */
  static Set<Law> lawsOf(Class<?>... laws) {
    Set<String> declared = new TreeSet<>();
    Arrays.stream(laws).forEach(each -> addProperties(each, declared));
    return declared.stream()
        .flatMap(name -> Law.of(name).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What should run, by the classes alone: a class that no engine sees still says what it has. */
  private static void addProperties(Class<?> type, Set<String> names) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Method method : each.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Property.class)) {
          names.add(method.getName());
        }
      }
      for (Class<?> inner : each.getDeclaredClasses()) {
        if (inner.isAnnotationPresent(Group.class)) {
          addProperties(inner, names);
        }
      }
    }
  }

  private static Optional<String> property(Optional<TestSource> source) {
    return source
        .filter(MethodSource.class::isInstance)
        .map(method -> ((MethodSource) method).getMethodName());
  }

  /** Not thread-safe: one per run. */
  private static final class Results implements TestExecutionListener {
    private final Map<String, Boolean> held = new TreeMap<>();
    private final Map<String, String> reports = new TreeMap<>();

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
      property(test.getSource())
          .ifPresent(name -> reports.merge(
              name, String.join("\n", entry.getKeyValuePairs().values()), (a, b) -> a + "\n" + b));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean holds = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      // a property of two classes holds when it does in both
      property(test.getSource()).ifPresent(name -> held.merge(name, holds, Boolean::logicalAnd));
      if (holds) {
        property(test.getSource()).ifPresent(reports::remove);
      }
    }
  }
}
