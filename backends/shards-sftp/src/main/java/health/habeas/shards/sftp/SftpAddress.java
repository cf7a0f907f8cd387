// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.sftp;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.net.URI;

/**
 * Where a store over SFTP is. Immutable.
 *
 * @param host its name or address
 * @param port 22 unless said otherwise
 * @param folder the absolute path below which the blobs lie, without a slash at its end
 */
record SftpAddress(String host, int port, String folder) {
  static SftpAddress of(URI address) {
    String path = address.getRawPath();
    if (!"sftp".equals(address.getScheme()) || address.getHost() == null) {
      throw wrong("it must begin with sftp and name a host");
    }
    if (address.getRawUserInfo() != null
        || address.getRawQuery() != null
        || address.getRawFragment() != null
        || !path.matches("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?")) {
      throw wrong("it must name no user, and its path may have letters, digits and . _ - alone");
    }
    int port = address.getPort() == -1 ? 22 : address.getPort();
    return new SftpAddress(address.getHost(), port, path.replaceAll("/$", ""));
  }

  static InvalidInputException wrong(String why) {
    return new InvalidInputException(
        ErrorCode.STORE_LOCATION, "the location of a shard store is not valid: " + why);
  }

  @Override
  public String toString() {
    return "sftp://" + host + ":" + port + folder;
  }
}
