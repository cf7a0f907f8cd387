// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints the table of a backend when its tests are over. Thread-safe. */
final class PointRecorder implements TestWatcher, AfterAllCallback {
  private final Map<Class<?>, Map<Method, LedgerKitTable.Result>> results =
      new ConcurrentHashMap<>();

  PointRecorder() {}

  @Override
  public void testSuccessful(ExtensionContext test) {
    add(test, new LedgerKitTable.Result(LedgerKitTable.Status.HELD, ""));
  }

  @Override
  public void testFailed(ExtensionContext test, @Nullable Throwable cause) {
    add(test, new LedgerKitTable.Result(LedgerKitTable.Status.FAILED, String.valueOf(cause)));
  }

  @Override
  public void testAborted(ExtensionContext test, @Nullable Throwable cause) {
    String why = cause == null ? "" : String.valueOf(cause.getMessage());
    add(test, new LedgerKitTable.Result(LedgerKitTable.Status.NOT_OFFERED, why));
  }

  @Override
  public void testDisabled(ExtensionContext test, Optional<String> reason) {
    add(test, new LedgerKitTable.Result(LedgerKitTable.Status.DID_NOT_RUN, reason.orElse("")));
  }

  private void add(ExtensionContext test, LedgerKitTable.Result result) {
    results
        .computeIfAbsent(test.getRequiredTestClass(), type -> new ConcurrentHashMap<>())
        .put(test.getRequiredTestMethod(), result);
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    Map<Method, LedgerKitTable.Result> ran = results.remove(tests.getRequiredTestClass());
    if (ran != null && tests.getConfigurationParameter(LedgerKitTable.SILENT).isEmpty()) {
      System.out.println(LedgerKitTable.over(tests.getRequiredTestClass(), ran));
    }
  }
}
