// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server process behind TLS, and who is let through to it. */
class TlsTest {
  @TempDir
  Path directory;

  private ServerProcess serve(String name) throws Exception {
    return ServerProcess.start(
        "--name=node-1",
        "--store=directory:" + directory.resolve("store-" + name),
        "--ledger=memory:",
        "--listen=127.0.0.1:0",
        "--tls-keystore=" + directory.resolve(name + ".p12"),
        "--tls-password-file=" + directory.resolve(name + ".password"));
  }

  private static HttpCustodian client(ServerProcess server, HttpSettings settings) {
    return HttpCustodian.at(
        "node-1",
        URI.create("https://127.0.0.1:" + server.port()),
        settings.withDeadline(Duration.ofSeconds(8)));
  }

  private HttpSettings trusting(String name) {
    return HttpSettings.standard().trustingOnly(directory.resolve(name + ".pem"));
  }

  @Test
  void aPinnedCertificateIsTrustedAndNoOther() throws Exception {
    Certificates.create(directory, "good", "ip:127.0.0.1");
    Certificates.create(directory, "other", "ip:127.0.0.1");
    try (ServerProcess server = serve("good")) {
      assertThat(client(server, trusting("good")).challenge()).hasSize(32);
      for (HttpSettings wrong : new HttpSettings[] {trusting("other"), HttpSettings.standard()}) {
        StorageException refused = catchThrowableOfType(
            StorageException.class, () -> client(server, wrong).challenge());
        assertThat(refused.code()).isEqualTo(ErrorCode.CUSTODIAN_UNREACHABLE);
        assertThat(refused).hasMessageContaining("certificate");
      }
      // Without TLS nothing is served there.
      StorageException plain = catchThrowableOfType(
          StorageException.class,
          () -> HttpCustodian.at("node-1", server.address()).challenge());
      assertThat(plain.code()).isEqualTo(ErrorCode.CUSTODIAN_UNREACHABLE);
    }
  }

  @Test
  void aCertificateForAnotherHostIsNotTrustedEvenWhenPinned() throws Exception {
    Certificates.create(directory, "elsewhere", "ip:192.0.2.1");
    try (ServerProcess server = serve("elsewhere")) {
      StorageException refused = catchThrowableOfType(
          StorageException.class, () -> client(server, trusting("elsewhere")).challenge());
      assertThat(refused).hasMessageContaining("certificate");
    }
  }

  @Test
  void aKeyStoreThatDoesNotOpenEndsTheServerWithAReason() throws Exception {
    Certificates.create(directory, "good", "ip:127.0.0.1");
    Files.writeString(directory.resolve("good.password"), "another\n");
    assertThat(ServerProcess.fail(
            "--name=node-1",
            "--store=directory:" + directory.resolve("store"),
            "--ledger=memory:",
            "--listen=127.0.0.1:0",
            "--tls-keystore=" + directory.resolve("good.p12"),
            "--tls-password-file=" + directory.resolve("good.password")))
        .startsWith("1 ")
        .contains("can't be opened")
        .doesNotContain("another\n");
  }

  @Test
  void aFileWithoutCertificatesIsNoTrust() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpSettings.standard().trustingOnly(empty));
  }
}
