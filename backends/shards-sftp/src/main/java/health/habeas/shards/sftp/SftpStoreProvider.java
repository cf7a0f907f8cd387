// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.sftp;

import health.habeas.shard.ShardStore;
import health.habeas.shard.ShardStoreProvider;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The scheme {@code sftp:}, for example {@code sftp://box.example.org/srv/habeas?credentials=/run/secrets/box}. The file of
 * credentials has the properties {@code user}, {@code host-key} (a line {@code ssh-ed25519 AAAA…}), and {@code private-key} (the
 * path of a file) or {@code password}; it is read once. Thread-safe.
 */
public final class SftpStoreProvider implements ShardStoreProvider {
  private static final String SETTING = "?credentials=";

  /** For the service loader. */
  public SftpStoreProvider() {}

  @Override
  public String scheme() {
    return "sftp";
  }

  @Override
  public ShardStore open(String place) {
    int setting = place.indexOf(SETTING);
    if (setting < 0) {
      throw SftpAddress.wrong("it must end with ?credentials= and the path of a file");
    }
    Properties file = read(place.substring(setting + SETTING.length()));
    try {
      return SftpShardStore.open(new URI("sftp:" + place.substring(0, setting)), account(file));
    } catch (URISyntaxException e) {
      throw SftpAddress.wrong("it is no address");
    }
  }

  private static SftpAccount account(Properties file) {
    String user = required(file, "user");
    String hostKey = required(file, "host-key");
    String privateKey = file.getProperty("private-key");
    return privateKey == null
        ? SftpAccount.withPassword(user, hostKey, required(file, "password").toCharArray())
        : SftpAccount.withKey(user, hostKey, Path.of(privateKey.strip()));
  }

  private static String required(Properties file, String key) {
    String value = file.getProperty(key);
    if (value == null || value.isBlank()) {
      throw SftpAddress.wrong("its file of credentials has no " + key);
    }
    return value.strip();
  }

  private static Properties read(String path) {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(path))) {
      properties.load(file);
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw SftpAddress.wrong("the file that credentials= names can't be read");
    }
  }
}
