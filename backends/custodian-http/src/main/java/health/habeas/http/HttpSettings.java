// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a client reaches a server. Immutable.
 *
 * @param tls whom to trust; the server's name is checked against its certificate in any case
 * @param deadline how long one call may take, repetitions included, until the last byte of its answer
 * @param attempts how often a call is sent at most; only what changes nothing when it is sent twice is repeated, or what the
 *     server refused unread because it was busy
 */
public record HttpSettings(SSLContext tls, Duration deadline, int attempts) {
  private static final int DEFAULT_ATTEMPTS = 3;

  /** Checks that there is time, and one attempt. */
  public HttpSettings {
    if (deadline.isNegative() || deadline.isZero() || attempts < 1) {
      throw new IllegalArgumentException("a call needs some time, and one attempt at least");
    }
  }

  /** The certificates that this Java trusts, ten seconds, three attempts. */
  public static HttpSettings standard() {
    try {
      return new HttpSettings(SSLContext.getDefault(), Duration.ofSeconds(10), DEFAULT_ATTEMPTS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the default trust store of this Java can't be read", e);
    }
  }

  /**
   * The same with a TLS context of the caller's own.
   *
   * @param other whom to trust, and, if the server asks for it, which client certificate to show
   */
  public HttpSettings withTls(SSLContext other) {
    return new HttpSettings(other, deadline, attempts);
  }

  /**
   * The same, trusting nothing but these certificates: a certificate authority's, or the server's own, which is pinned by
   * that.
   *
   * @param pem one or more X.509 certificates in PEM
   * @throws IllegalArgumentException if the file has none
   */
  public HttpSettings trustingOnly(Path pem) {
    return withTls(trusting(pem));
  }

  /**
   * The same with another deadline.
   *
   * @param other how long a call may take
   */
  public HttpSettings withDeadline(Duration other) {
    return new HttpSettings(tls, other, attempts);
  }

  /**
   * The same with another number of attempts.
   *
   * @param other 1 or more
   */
  public HttpSettings withAttempts(int other) {
    return new HttpSettings(tls, deadline, other);
  }

  private static SSLContext trusting(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("there is no certificate in " + pem);
      }
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("the certificates in " + pem + " can't be read", e);
    }
  }
}
