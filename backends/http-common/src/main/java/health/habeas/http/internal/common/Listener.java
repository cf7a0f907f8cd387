// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A port that is listened on, and the threads that answer there. Thread-safe. */
final class Listener implements AutoCloseable {
  private static final int WAITING_CONNECTIONS = 256;

  private final HttpServer server;
  private @Nullable ExecutorService threads;

  private Listener(HttpServer server) {
    this.server = server;
  }

  /**
   * Takes the port; nobody is answered yet.
   *
   * @param address port 0 for any
   * @param tls the key and certificate to show; null for plain HTTP, which is for loopback alone
   * @throws IllegalStateException if plain HTTP would leave this machine
   * @throws UncheckedIOException if the address is not to be had
   */
  public static Listener bind(InetSocketAddress address, @Nullable SSLContext tls) {
    if (tls == null && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalStateException(
          "plain HTTP is for loopback alone; give the server a key and a certificate");
    }
    return bound(address, tls);
  }

  /**
   * Takes the port of the operator's pages, which are plain HTTP on whatever address the operator keeps to itself.
   *
   * @param address port 0 for any
   * @throws UncheckedIOException if the address is not to be had
   */
  public static Listener bindPages(InetSocketAddress address) {
    return bound(address, null);
  }

  private static Listener bound(InetSocketAddress address, @Nullable SSLContext tls) {
    JdkServerBounds.set();
    try {
      if (tls == null) {
        return new Listener(HttpServer.create(address, WAITING_CONNECTIONS));
      }
      HttpsServer server = HttpsServer.create(address, WAITING_CONNECTIONS);
      server.setHttpsConfigurator(configurator(tls));
      return new Listener(server);
    } catch (IOException e) {
      throw new UncheckedIOException("can't listen on " + address, e);
    }
  }

  private static HttpsConfigurator configurator(SSLContext context) {
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters ours = getSSLContext().getDefaultSSLParameters();
        ours.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setSSLParameters(ours);
      }
    };
  }

  /**
   * Answers from now on.
   *
   * @param handler of every path
   * @param most how many threads answer at one time
   * @param name of the threads
   */
  public synchronized void start(HttpHandler handler, int most, String name) {
    threads = Executors.newFixedThreadPool(most, task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    });
    server.createContext("/", handler);
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens; of use when the system chose the port. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Gives the port back at once, whatever is under way. */
  @Override
  public synchronized void close() {
    server.stop(0);
    if (threads != null) {
      threads.shutdown();
    }
  }
}
