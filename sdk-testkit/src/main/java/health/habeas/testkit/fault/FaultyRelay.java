// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on this machine, and passes on what each says until it is told to spoil it. It knows
 * bytes alone, so it serves HTTP, SSH and whatever else runs over TCP without encryption of its own. A fault holds for what
 * is passed on from now, in open connections, too. Thread-safe.
 */
public final class FaultyRelay implements AutoCloseable {
  private final ServerSocket entrance;
  private final int server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger left = new AtomicInteger();
  private volatile @Nullable RelayFault fault;

  private FaultyRelay(ServerSocket entrance, int server) {
    this.entrance = entrance;
    this.server = server;
  }

  /**
   * A relay to a server on the loopback address, open until it is closed.
   *
   * @param port of the server
   */
  public static FaultyRelay to(int port) {
    try {
      ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      FaultyRelay relay = new FaultyRelay(entrance, port);
      start(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new IllegalStateException("this machine has no free port", e);
    }
  }

  /** Where clients connect, on the loopback address. */
  public int port() {
    return entrance.getLocalPort();
  }

  /**
   * Spoils every connection from now on.
   *
   * @param kind how
   */
  public void misbehave(RelayFault kind) {
    misbehave(kind, Integer.MAX_VALUE);
  }

  /**
   * Spoils the next answers, and is sound again.
   *
   * @param kind how
   * @param times how many connections
   */
  public void misbehave(RelayFault kind, int times) {
    left.set(times);
    fault = kind;
  }

  /** Passes everything on again; what was cut stays cut. */
  public void heal() {
    fault = null;
  }

  /** Ends every connection. */
  @Override
  public void close() {
    quietly(entrance);
    open.forEach(FaultyRelay::quietly);
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        open.removeIf(Socket::isClosed);
        open.add(client);
        if (fault instanceof RelayFault.Refuse && takeOne()) {
          quietly(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // the entrance was closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
      open.add(behind);
      // Else a message in two parts waits 40 ms for the first one's acknowledgement, twice.
      client.setTcpNoDelay(true);
      behind.setTcpNoDelay(true);
      start(() -> pass(client, behind));
      start(() -> answer(behind, client));
    } catch (IOException e) {
      quietly(client); // the server is down
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of them hung up, and so does the other
    }
  }

  private void answer(Socket server, Socket client) {
    try (server;
        client) {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] part = new byte[16_384];
      for (int size = in.read(part); size >= 0; size = in.read(part)) {
        RelayFault now = fault;
        if (now == null || !takeOne()) {
          out.write(part, 0, size);
        } else if (!spoil(now, part, size, out)) {
          return;
        }
      }
    } catch (IOException e) {
      // one of them hung up, and so does the other
    }
  }

  /** False if the connection ends. */
  private boolean spoil(RelayFault kind, byte[] part, int size, OutputStream out)
      throws IOException {
    if (kind instanceof RelayFault.Cut cut) {
      out.write(part, 0, (int) Math.min(size, cut.afterBytes()));
      out.flush();
      return false;
    }
    if (kind instanceof RelayFault.Drip drip) {
      for (int i = 0; i < size; i++) {
        pause(drip.pause());
        out.write(part[i]);
        out.flush();
      }
      return true;
    }
    if (kind instanceof RelayFault.Corrupt corrupt) {
      if (corrupt.atByte() < size) {
        part[(int) corrupt.atByte()] ^= 1;
      }
      out.write(part, 0, size);
      return true;
    }
    // Refuse spoils new connections alone; Hang swallows what comes
    if (kind instanceof RelayFault.Refuse) {
      out.write(part, 0, size);
    }
    return true;
  }

  private boolean takeOne() {
    return left.getAndUpdate(n -> n == Integer.MAX_VALUE ? n : Math.max(0, n - 1)) > 0;
  }

  private static void pause(Duration length) throws IOException {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void quietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // it is closed all the same
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "faulty-relay");
    thread.setDaemon(true);
    thread.start();
  }
}
