// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Options of the form {@code --name=value} and flags of the form {@code --name}, each at most once. Everything that is wrong
 * raises {@link IllegalArgumentException} with a message for the operator. Immutable.
 */
public final class CommandLine {
  private final Map<String, String> given;

  private CommandLine(Map<String, String> given) {
    this.given = given;
  }

  /**
   * Reads a command line.
   *
   * @param valued the options that have a value, without dashes
   * @param flags those that have none
   * @param arguments as the operator wrote them
   */
  public static CommandLine parse(Set<String> valued, Set<String> flags, String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      String option = parts[0].startsWith("--") ? parts[0].substring(2) : "";
      require(
          parts.length == 2 ? valued.contains(option) : flags.contains(option),
          "an argument is none of --" + String.join("=…, --", new TreeSet<>(valued)) + "=…"
              + (flags.isEmpty() ? "" : ", --" + String.join(", --", new TreeSet<>(flags))));
      require(
          given.put(option, parts.length == 2 ? parts[1] : "") == null,
          "--" + option + " is there twice");
    }
    return new CommandLine(given);
  }

  /**
   * Whether an option or flag is there.
   *
   * @param option without dashes
   */
  public boolean has(String option) {
    return given.containsKey(option);
  }

  /**
   * The value of an option, if it is there.
   *
   * @param option without dashes
   */
  public Optional<String> text(String option) {
    return Optional.ofNullable(given.get(option));
  }

  /**
   * The value of an option that must be there.
   *
   * @param option without dashes
   */
  public String required(String option) {
    return text(option)
        .orElseThrow(() -> new IllegalArgumentException("--" + option + " is missing"));
  }

  /**
   * An option that is a path of this machine, if it is there.
   *
   * @param option without dashes
   */
  public Optional<Path> path(String option) {
    try {
      return text(option).map(Path::of);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--" + option + " is no path on this machine", e);
    }
  }

  /**
   * An option that is a path of this machine and must be there.
   *
   * @param option without dashes
   */
  public Path requiredPath(String option) {
    required(option);
    return path(option).orElseThrow();
  }

  /**
   * An option that is a time in whole seconds, if it is there.
   *
   * @param option without dashes
   */
  public Optional<Duration> seconds(String option) {
    return text(option).map(text -> {
      require(
          text.matches("[1-9][0-9]{0,8}"), "--" + option + " is a number of seconds, 1 or more");
      return Duration.ofSeconds(Long.parseLong(text));
    });
  }

  /**
   * An option that is an address to listen on, if it is there.
   *
   * @param option without dashes
   */
  public Optional<InetSocketAddress> address(String option) {
    return text(option).map(text -> address(option, text));
  }

  private static InetSocketAddress address(String option, String text) {
    int colon = text.lastIndexOf(':');
    require(
        colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}"),
        "--" + option + " has the form HOST:PORT");
    int port = Integer.parseInt(text.substring(colon + 1));
    require(port <= 65_535, "--" + option + " has the form HOST:PORT");
    InetSocketAddress address = new InetSocketAddress(text.substring(0, colon), port);
    require(!address.isUnresolved(), "the host of --" + option + " has no address");
    return address;
  }

  /**
   * Refuses a command line.
   *
   * @param holds what must be
   * @param what to tell the operator otherwise
   */
  public static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
