// SPDX-License-Identifier: Apache-2.0
package health.habeas.logs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** A log for tests: every level is on, and what is written can be read back. Thread-safe. */
public final class RecordedLogs implements SLF4JServiceProvider {
  private final Lines lines = new Lines();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new BasicMDCAdapter();

  /** Everything that was logged in this process so far: message, arguments and the messages of errors. */
  public static List<String> lines() {
    return List.copyOf(((Lines) LoggerFactory.getILoggerFactory()).written);
  }

  /** Makes loggers that all write to one list. */
  private static final class Lines implements ILoggerFactory {
    private final List<String> written = new CopyOnWriteArrayList<>();

    @Override
    public Logger getLogger(String name) {
      return new Line(name, written);
    }
  }

  @SuppressWarnings("serial")
  private static final class Line extends AbstractLogger {
    private final List<String> written;

    Line(String name, List<String> written) {
      this.name = name;
      this.written = written;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
      written.add(
          level + " " + MessageFormatter.basicArrayFormat(pattern, arguments) + " " + thrown);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return Line.class.getName();
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
      return true;
    }
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return lines;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}
}
