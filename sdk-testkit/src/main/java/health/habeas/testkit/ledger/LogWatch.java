// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** What is printed and logged in this process while something runs: the two streams, and java.util.logging. */
final class LogWatch {
  private static final String PROBE = "the kit listens";

  private LogWatch() {}

  static String during(Runnable work) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    PrintStream caught = new PrintStream(seen, true, StandardCharsets.UTF_8);
    Handler records = recordsTo(caught);
    Logger root = Logger.getLogger("");
    System.setOut(caught);
    System.setErr(caught);
    root.addHandler(records);
    try {
      LoggerFactory.getLogger(LogWatch.class).warn(PROBE);
      work.run();
    } finally {
      root.removeHandler(records);
      System.setErr(err);
      System.setOut(out);
    }
    return seen.toString(StandardCharsets.UTF_8);
  }

  /** Whether what a ledger logs would be there. */
  static boolean sees(String logged) {
    return logged.contains(PROBE);
  }

  private static Handler recordsTo(PrintStream caught) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        caught.println(record.getMessage());
        if (record.getThrown() != null) {
          record.getThrown().printStackTrace(caught);
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
