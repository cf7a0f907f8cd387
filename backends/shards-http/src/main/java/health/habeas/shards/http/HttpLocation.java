// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Where a store over HTTP is, as one line: {@code https://host/path?setting=value&…&credentials=/a/file}. The credentials are
 * in that file, as Java properties, because the line is shown and logged. Immutable.
 *
 * @param address without the settings and without a slash at its end
 * @param settings by name
 */
record HttpLocation(URI address, Map<String, String> settings) {
  private static final String CREDENTIALS = "credentials";
  private static final String PATH = "[A-Za-z0-9._/-]*";

  /**
   * Reads a place.
   *
   * @param place the line
   * @param known the settings that this kind of store has, besides credentials
   */
  static HttpLocation parse(String place, Set<String> known) {
    int question = place.indexOf('?');
    String address = question < 0 ? place : place.substring(0, question);
    Map<String, String> settings = new HashMap<>();
    for (String setting :
        question < 0 ? new String[0] : place.substring(question + 1).split("&")) {
      int equals = setting.indexOf('=');
      String name = setting.substring(0, Math.max(0, equals));
      boolean understood = known.contains(name) || name.equals(CREDENTIALS);
      if (!understood || settings.put(name, setting.substring(equals + 1)) != null) {
        throw wrong("its settings are unknown or given twice; this store has " + known
            + " and credentials");
      }
    }
    try {
      return new HttpLocation(require(new URI(address)), Map.copyOf(settings));
    } catch (URISyntaxException e) {
      throw wrong("it is no address");
    }
  }

  /** An address that a store may be at: encrypted, or on this machine; without credentials and without surprises. */
  static URI require(URI address) {
    String host = address.getHost();
    if (host == null || address.getRawUserInfo() != null) {
      throw wrong("it must name a host and no user");
    }
    boolean here = Set.of("localhost", "127.0.0.1", "[::1]").contains(host);
    boolean plain = "http".equals(address.getScheme());
    if (!"https".equals(address.getScheme()) && !(plain && here)) {
      throw wrong("it must begin with https, or with http to this machine alone");
    }
    if (address.getRawQuery() != null
        || address.getRawFragment() != null
        || !address.getRawPath().matches(PATH)
        || address.getRawPath().contains("..")) {
      throw wrong("its path may have letters, digits and . _ - / alone");
    }
    return URI.create(address.toString().replaceAll("/+$", ""));
  }

  Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /** The file of credentials. Its keys and values are in no message. */
  Properties credentials() {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(setting(CREDENTIALS).orElse("")))) {
      properties.load(file);
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw wrong("the file that credentials= names can't be read");
    }
  }

  /** One of the credentials. */
  static String required(Properties credentials, String key) {
    String value = credentials.getProperty(key);
    if (value == null || value.isBlank()) {
      throw wrong("its file of credentials has no " + key);
    }
    return value.strip();
  }

  private static InvalidInputException wrong(String why) {
    return new InvalidInputException(
        ErrorCode.STORE_LOCATION, "the location of a shard store is not valid: " + why);
  }
}
