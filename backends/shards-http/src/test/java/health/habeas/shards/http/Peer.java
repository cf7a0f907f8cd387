// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

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

/** A real server for the tests of one class, in a process of its own. Not thread-safe: one per class. */
@SuppressWarnings("NullAway.Init") // JUnit starts it first
final class Peer implements BeforeAllCallback, AfterAllCallback {
  private static final Path ROOT = Path.of(System.getProperty("habeas.root", "../.."));
  // those of s3rver, which can't be told others
  static final String USER = "S3RVER";
  static final char[] SECRET = "S3RVER".toCharArray();

  private interface Launch {
    List<String> command(Path work, int port) throws IOException;
  }

  private final Launch launch;
  private final String path;
  private ServerProcess server;
  private int port;

  private Peer(String path, Launch launch) {
    this.launch = launch;
    this.path = path;
  }

  /** Keeps the contract. */
  static Peer s3proxy() {
    return s3proxy("aws-v4");
  }

  /** Keeps the contract, and takes any secret. */
  static Peer openS3proxy() {
    return s3proxy("none");
  }

  private static Peer s3proxy(String authorization) {
    return new Peer("/bucket", (work, port) -> {
      Files.createDirectories(work.resolve("data/bucket"));
      Path settings = Files.writeString(work.resolve("s3proxy.properties"), """
          s3proxy.authorization=%s
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.identity=%s
          s3proxy.credential=%s
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s
          """.formatted(
              authorization, port, USER, new String(SECRET), work.resolve("data")));
      Path quiet = Files.writeString(
          work.resolve("logback.xml"), "<configuration><root level=\"WARN\"/></configuration>");
      String classPath =
          Files.readString(ROOT.resolve("backends/test-servers/target/s3proxy.classpath"));
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xmx256m",
          "-Dlogback.configurationFile=" + quiet,
          "-cp",
          classPath.strip(),
          "org.gaul.s3proxy.Main",
          "--properties",
          settings.toString());
    });
  }

  /** Keeps the contract by MOVE, and takes {@code If-None-Match: *} and overwrites. */
  static Peer rclone() {
    return new Peer("/store", (work, port) -> {
      assumeTrue(
          ServerProcess.isInstalled("rclone"),
          "skipped: rclone is not there; apt-get install rclone");
      Path data = Files.createDirectories(work.resolve("data"));
      String here = "127.0.0.1:" + port;
      String secret = new String(SECRET);
      return List.of(
          "rclone",
          "serve",
          "webdav",
          data.toString(),
          "--addr",
          here,
          "--user",
          USER,
          "--pass",
          secret);
    });
  }

  /** Takes {@code If-None-Match: *} and overwrites. */
  static Peer s3rver() {
    return new Peer("/bucket", (work, port) -> {
      Path module = ROOT.resolve("target/peers/node_modules/s3rver").toAbsolutePath();
      assumeTrue(
          ServerProcess.isInstalled("node") && Files.exists(module),
          "skipped: s3rver is not there; npm install --prefix target/peers s3rver@3.7.1");
      return List.of(
          "node",
          "-e",
          "new (require('%s'))({address:'127.0.0.1',port:%d,silent:true,directory:'%s',configureBuckets:[{name:'bucket'}]}).run()"
              .formatted(module, port, work));
    });
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path work = Files.createDirectories(Path.of("target", "peers")).toAbsolutePath();
    port = ServerProcess.freePort();
    Path own = Files.createTempDirectory(work, "peer-");
    server = ServerProcess.start(launch.command(own, port), port, own.resolve("log"));
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

  int port() {
    return port;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
