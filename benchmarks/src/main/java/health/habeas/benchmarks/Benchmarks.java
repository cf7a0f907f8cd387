// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import java.io.PrintStream;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks whose names match, and says at the end how many ran. The first one that fails ends the run.
 *
 * <p>Usage: {@code Benchmarks <regex> [<options of JMH, separated by spaces>]}. Not thread-safe: one per process.
 */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * Measures.
   *
   * @param args what to run, and how
   */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    String[] options = args.length > 1 ? args[1].trim().split("\\s+") : new String[0];
    run(args[0], new CommandLineOptions(options), System.out);
  }

  private static void run(String regex, Options options, PrintStream out) throws RunnerException {
    Options chosen = new OptionsBuilder()
        .parent(options)
        .include(regex)
        .shouldFailOnError(true)
        .build();
    out.println("bench: " + new Runner(chosen).run().size() + " benchmarks ran");
  }
}
