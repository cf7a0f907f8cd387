// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The committed population of seed 23 end to end: six patients' gzipped bundles go into six vaults, and a clinic reads all
 * of them back. One operation is the whole population; the counters give records and megabytes of FHIR JSON a second.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 4)
@Measurement(iterations = 3, time = 4)
@Fork(2)
public class PopulationBenchmark {
  /** What both directions need. */
  @State(Scope.Benchmark)
  public static class Setting {
    /** Where the ledger is kept. */
    @Param("file")
    public String ledger = "file";

    /** How many of the patients take part. */
    @Param("6")
    public int patients = 6;

    private List<Path> bundles = List.of();

    /** Finds the committed bundles. */
    @Setup
    public void find() throws IOException {
      Path seed = Path.of(System.getProperty("habeas.root", "."), "examples/data/synthea/seed-23");
      try (Stream<Path> files = Files.list(seed)) {
        bundles = files
            .filter(file -> file.toString().endsWith(".json.gz"))
            .sorted()
            .limit(patients)
            .toList();
      }
    }

    private Population enrolled() throws IOException {
      Population population = new Population(ledger);
      population.enrol(bundles.size());
      return population;
    }

    private void put(Population population, Volume volume) {
      for (int i = 0; i < bundles.size(); i++) {
        population.put(i, bundles.get(i), volume);
      }
    }
  }

  /** Empty vaults, new for each operation. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
  public static class Empty {
    private Population population;

    /** Makes the vaults. */
    @Setup(Level.Invocation)
    public void enrol(Setting setting) throws IOException {
      population = setting.enrolled();
    }

    /** Removes them. */
    @TearDown(Level.Invocation)
    public void remove() throws IOException {
      population.close();
    }
  }

  /** Filled vaults, and a grant for each. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
  public static class Filled {
    private Population population;

    /** Fills the vaults. */
    @Setup
    public void fill(Setting setting) throws IOException {
      population = setting.enrolled();
      setting.put(population, new Volume());
      for (int i = 0; i < setting.bundles.size(); i++) {
        population.grant(i);
      }
    }

    /** Removes them. */
    @TearDown
    public void remove() throws IOException {
      population.close();
    }
  }

  /** Durable at every custodian and anchored in the ledger when it returns. */
  @Benchmark
  public void put(Setting setting, Empty vaults, Volume volume) {
    setting.put(vaults.population, volume);
  }

  /** Recorded in the ledger first, then rebuilt, opened and verified. */
  @Benchmark
  public int read(Setting setting, Filled vaults, Volume volume) {
    int seen = 0;
    for (int i = 0; i < setting.bundles.size(); i++) {
      seen += vaults.population.read(i, volume);
    }
    return seen;
  }
}
