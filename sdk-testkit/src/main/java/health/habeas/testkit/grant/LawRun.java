// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the laws against a verifier and tells which held, so that "no failure" can't mean "nothing ran". Immutable; the map
 * is copied.
 *
 * @param held for each property, by name, whether it held
 */
public record LawRun(Map<String, Boolean> held) {
  /** Copies the map. */
  public LawRun {
    held = Map.copyOf(held);
  }

  /**
   * Runs every property of the class.
   *
   * @param laws a concrete subclass of {@link GrantLaws}
   * @param tries how many cases each property tries
   */
  public static LawRun of(Class<? extends GrantLaws> laws, int tries) {
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClass(laws))
        .filters(EngineFilter.includeEngines("jqwik"))
        .configurationParameter("jqwik.tries.default", Integer.toString(tries))
        .configurationParameter("jqwik.reporting.onlyfailures", "true")
        .build();
    Results results = new Results();
    LauncherFactory.create().execute(request, results);
    return new LawRun(results.held);
  }

  /** Not thread-safe: one per run. */
  private static final class Results implements TestExecutionListener {
    private final Map<String, Boolean> held = new TreeMap<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        held.put(
            test.getDisplayName(), result.getStatus() == TestExecutionResult.Status.SUCCESSFUL);
      }
    }
  }
}
