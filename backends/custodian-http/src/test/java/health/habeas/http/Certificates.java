// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates for tests, made by this Java's own tool. */
final class Certificates {
  static final String PASSWORD = "for tests alone";

  private Certificates() {}

  /**
   * A self-signed key store {@code name.p12}, its certificate {@code name.pem} and its password {@code name.password}.
   *
   * @param subject for example {@code ip:127.0.0.1}
   */
  static Path create(Path directory, String name, String subject)
      throws IOException, InterruptedException {
    Path store = directory.resolve(name + ".p12");
    keytool(
        store,
        List.of(
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-validity",
            "2",
            "-ext",
            "san=" + subject));
    keytool(
        store,
        List.of(
            "-exportcert",
            "-rfc",
            "-alias",
            name,
            "-file",
            directory.resolve(name + ".pem").toString()));
    Files.writeString(directory.resolve(name + ".password"), PASSWORD + "\n");
    return store;
  }

  private static void keytool(Path store, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
  }
}
