// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The key and certificate that a server shows. */
final class TlsKeys {
  private TlsKeys() {}

  /**
   * A TLS context from a PKCS#12 key store.
   *
   * @param store the file
   * @param password of the store and of its key
   * @throws IllegalArgumentException if it can't be opened so, or has no key; the message has neither
   */
  public static SSLContext open(Path store, char[] password) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password);
      boolean hasKey = false;
      for (String alias : Collections.list(keys.aliases())) {
        hasKey |= keys.isKeyEntry(alias);
      }
      if (!hasKey) {
        throw new IllegalArgumentException("there is no key in the key store " + store);
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the key store " + store + " can't be opened: it is not there, no PKCS#12 file, or of"
              + " another password",
          e);
    }
  }
}
