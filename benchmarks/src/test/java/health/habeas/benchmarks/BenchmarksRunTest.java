// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Each benchmark once, measuring nothing: one that stopped working is noticed here and not in the next long run. */
class BenchmarksRunTest {
  @Test
  void everyBenchmarkRuns(@TempDir Path dir) throws RunnerException {
    Options once = new OptionsBuilder()
        .forks(0)
        .mode(Mode.SingleShotTime)
        .warmupIterations(0)
        .measurementIterations(1)
        .param("ledger", "file")
        .param("patients", "1")
        .param("entries", "1000")
        .param("megabytes", "3")
        .param("suite", "S1", "S2")
        .param("grants", "1", "10")
        .shouldFailOnError(true)
        .output(dir.resolve("output").toString())
        .build();
    assertThat(byClass(new Runner(once).run()))
        .isEqualTo(Map.ofEntries(
            Map.entry("PopulationBenchmark", 2L),
            Map.entry("GrantBenchmark", 24L),
            Map.entry("KeyUpdateBenchmark", 2L),
            Map.entry("ReadBenchmark", 5L),
            Map.entry("RewrapBenchmark", 2L),
            Map.entry("LedgerBenchmark", 6L),
            Map.entry("LedgerOpenBenchmark", 3L),
            Map.entry("MerkleBenchmark", 6L),
            Map.entry("PostgresqlBenchmark", 3L),
            Map.entry("RevocationBenchmark", 2L),
            Map.entry("CustodianBenchmark", 2L),
            Map.entry("StatusMapBenchmark", 5L),
            Map.entry("CoderBenchmark", 10L),
            Map.entry("StripeBenchmark", 6L),
            Map.entry("FirstWriteBenchmark", 1L),
            Map.entry("LargeRecordBenchmark", 5L),
            Map.entry("CompressionBenchmark", 3L)));
  }

  private static Map<String, Long> byClass(Collection<RunResult> results) {
    return results.stream()
        .collect(Collectors.groupingBy(
            result -> result.getParams().getBenchmark().replaceAll(".*\\.(\\w+)\\.\\w+", "$1"),
            Collectors.counting()));
  }
}
