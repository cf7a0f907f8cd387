// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.sftp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import health.habeas.testkit.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real SFTP server for the tests of one class, with keys of its own. Not thread-safe: one per class. */
@SuppressWarnings("NullAway.Init") // JUnit starts it first
final class SshServer implements BeforeAllCallback, AfterAllCallback {
  private static final Path OPENSSH = Path.of("/usr/sbin/sshd");

  private interface Launch {
    List<String> command(Path work, int port) throws IOException;
  }

  private final Launch launch;
  private final String program;
  private ServerProcess server;
  private Path work;
  private int port;

  private SshServer(String program, Launch launch) {
    this.program = program;
    this.launch = launch;
  }

  /** Keeps the contract. */
  static SshServer openssh() {
    return new SshServer(OPENSSH.toString(), (work, port) -> {
      if (System.getProperty("user.name").equals("root")) {
        Files.createDirectories(Path.of("/run/sshd"));
      }
      Path settings = Files.writeString(work.resolve("sshd_config"), """
          Port %d
          ListenAddress 127.0.0.1
          HostKey %s
          AuthorizedKeysFile %s
          PidFile none
          StrictModes no
          UsePAM no
          PasswordAuthentication no
          PermitRootLogin prohibit-password
          MaxStartups 100
          Subsystem sftp internal-sftp
          """.formatted(
              port, work.resolve("host"), work.resolve("user.pub")));
      return List.of(OPENSSH.toString(), "-D", "-e", "-f", settings.toString());
    });
  }

  /** Renames over what is there. */
  static SshServer rclone() {
    return new SshServer(
        "rclone",
        (work, port) -> List.of(
            "rclone",
            "serve",
            "sftp",
            "/",
            "--addr",
            "127.0.0.1:" + port,
            "--key",
            work.resolve("host").toString(),
            "--authorized-keys",
            work.resolve("user.pub").toString()));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    boolean installed = program.startsWith("/")
        ? Files.isExecutable(Path.of(program))
        : ServerProcess.isInstalled(program);
    assumeTrue(
        installed && ServerProcess.isInstalled("ssh-keygen"),
        "skipped: " + program + " is not there; apt-get install openssh-server rclone");
    Path peers = Files.createDirectories(Path.of("target", "peers")).toAbsolutePath();
    work = Files.createTempDirectory(peers, "sftp-");
    makeKey("host");
    makeKey("user");
    port = ServerProcess.freePort();
    server = ServerProcess.start(launch.command(work, port), port, work.resolve("log"));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (server != null) {
      server.close();
    }
  }

  ServerProcess process() {
    return server;
  }

  URI folder(String name) {
    return URI.create("sftp://127.0.0.1:" + port + work.resolve(name));
  }

  int port() {
    return port;
  }

  SftpAccount account() {
    return account("host", "user");
  }

  /** An account with the key pairs in these files. */
  SftpAccount account(String hostKey, String userKey) {
    try {
      String line = Files.readString(work.resolve(hostKey + ".pub"));
      return SftpAccount.withKey(System.getProperty("user.name"), line, work.resolve(userKey));
    } catch (IOException e) {
      throw new IllegalStateException("a key of the tests is gone", e);
    }
  }

  void makeKey(String name) throws IOException {
    try {
      Process made = new ProcessBuilder(
              "ssh-keygen",
              "-q",
              "-t",
              "ecdsa",
              "-N",
              "",
              "-f",
              work.resolve(name).toString())
          .inheritIO()
          .start();
      if (made.waitFor() != 0) {
        throw new IOException("ssh-keygen failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
