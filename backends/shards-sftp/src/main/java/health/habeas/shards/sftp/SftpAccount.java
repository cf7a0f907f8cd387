// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.sftp;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Who logs in at an SFTP server, and which host key that server must have. A password is in no message and no {@link
 * #toString}; {@link #close} wipes it. Thread-safe.
 */
public final class SftpAccount implements AutoCloseable {
  private final String user;
  private final String hostKey;
  private final Optional<Path> privateKey;
  private final char[] password;

  private SftpAccount(String user, String hostKey, Optional<Path> privateKey, char[] password) {
    this.user = user;
    this.hostKey = hostKey;
    this.privateKey = privateKey;
    this.password = password;
  }

  /**
   * An account that proves itself by a key.
   *
   * @param user its name
   * @param hostKey the server's public key, as a line {@code ssh-ed25519 AAAA…}; any other server is refused
   * @param privateKey a file without a passphrase, which only this process can read
   */
  public static SftpAccount withKey(String user, String hostKey, Path privateKey) {
    return new SftpAccount(user, hostKey, Optional.of(privateKey), new char[0]);
  }

  /**
   * An account that proves itself by a password.
   *
   * @param user its name
   * @param hostKey the server's public key, as a line {@code ssh-ed25519 AAAA…}; any other server is refused
   * @param password copied
   */
  public static SftpAccount withPassword(String user, String hostKey, char[] password) {
    return new SftpAccount(user, hostKey, Optional.empty(), password.clone());
  }

  String user() {
    return user;
  }

  String hostKey() {
    return hostKey;
  }

  Optional<Path> privateKey() {
    return privateKey;
  }

  /** For the one moment of logging in: the SSH library wants a text. */
  String password() {
    return new String(password);
  }

  /** Wipes the password, after which no connection is made. */
  @Override
  public void close() {
    Arrays.fill(password, '\0');
  }

  @Override
  public String toString() {
    return "SftpAccount[" + user + "]";
  }
}
