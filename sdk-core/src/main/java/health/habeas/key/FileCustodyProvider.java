// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The scheme {@code file:}: one key file under a passphrase, as {@link KeyCustody#file} makes it. Immutable. */
public final class FileCustodyProvider implements KeyCustodyProvider {
  static final String SCHEME = "file";

  /** For {@link java.util.ServiceLoader}. */
  public FileCustodyProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public KeyCustody at(String place, Passphrase passphrase) {
    try {
      return KeyCustody.file(Path.of(place), passphrase);
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          ErrorCode.KEY_FILE_UNREADABLE, "the location is not a path on this machine", e);
    }
  }
}
