// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.Message;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whoever does not keep to the protocol gets a status, and the server goes on. */
class HostileClientTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Ledger LEDGER = Ledgers.open("memory:");
  private static final Custodian CUSTODIAN =
      Custodians.over("node-1", ShardStore.inMemory(), LEDGER, InstantSource.system());
  private static final CustodianServer SERVER =
      CustodianServer.builder().custodian(CUSTODIAN).ledger(LEDGER).start();

  @AfterContainer
  static void stop() {
    SERVER.close();
    CUSTODIAN.close();
    LEDGER.close();
  }

  private static URI at(String path) {
    return URI.create("http://127.0.0.1:" + SERVER.address().getPort() + path);
  }

  private static int post(Call call, byte[] body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(at(call.path()))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static void requireAlive() throws Exception {
    assertThat(post(Call.CHALLENGE, bytes(Message.EMPTY))).isEqualTo(200);
  }

  private static byte[] bytes(Message message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.parts().forEach(out::writeBytes);
    return out.toByteArray();
  }

  /** No call answers garbage with a failure of its own. */
  @Property
  void garbageIsMalformed(@ForAll Call call, @ForAll @Size(max = 16) byte[] garbage)
      throws Exception {
    if (garbage.length == 1 && garbage[0] == (byte) 0x80) {
      return; // a body without fields is one
    }
    assertThat(post(call, garbage)).isIn(400, 401);
  }

  /** Nor does any the right number of fields with nonsense in them. */
  @Property
  void nonsenseInFieldsIsRefused(
      @ForAll Call call, @ForAll @Size(max = 5) List<@Size(max = 80) byte[]> fields)
      throws Exception {
    byte[] body = bytes(Message.of(fields));
    if (body.length > call.requestBytes()) {
      assertThat(post(call, body)).isEqualTo(413);
    } else {
      assertThat(post(call, body)).isIn(200, 400, 401, 422);
    }
  }

  @Example
  void aBodyThatIsTooLongIsNotRead() throws Exception {
    String answer = raw("POST " + Call.CARD.path() + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + (Call.CARD.requestBytes() + 1) + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ");
  }

  @Example
  void aBodyWithoutALengthIsNotRead() throws Exception {
    String answer = raw(
        "POST " + Call.CARD.path() + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 411 ");
  }

  @Example
  void aSessionThatIsNoneIsToldBeforeTheBodyIsRead() throws Exception {
    for (String header :
        List.of("", "Authorization: Bearer AAAA\r\n", "Authorization: Basic x\r\n")) {
      String answer = raw("POST " + Call.OWNER_PUT.path() + " HTTP/1.1\r\nHost: x\r\n" + header
          + "Content-Length: 100000000\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 401 ");
    }
    requireAlive();
  }

  @Example
  void anotherMethodOrPathIsRefused() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(at(Call.CHALLENGE.path())).build();
    assertThat(CLIENT.send(get, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(405);
    for (String path :
        List.of("/", "/v1/", "/v2/challenge", "/v1/challenge/", "/v1/%63hallenge", "/metrics")) {
      HttpRequest post = HttpRequest.newBuilder(at(path))
          .POST(HttpRequest.BodyPublishers.noBody())
          .build();
      assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(404);
    }
  }

  @Example
  void whoGoesAwayInTheMiddleCostsNothing() throws Exception {
    for (int i = 0; i < 200; i++) {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), SERVER.address().getPort())) {
        write(
            socket,
            "POST " + Call.ENTER.path() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nabc");
      }
    }
    requireAlive();
  }

  @Example
  void aRateIsKept() throws Exception {
    try (CustodianServer slow = CustodianServer.builder()
        .custodian(CUSTODIAN)
        .limits(ServerLimits.standard().withRate(1, 2))
        .start()) {
      HttpRequest request = HttpRequest.newBuilder(
              URI.create("http://127.0.0.1:" + slow.address().getPort() + Call.CHALLENGE.path()))
          .POST(HttpRequest.BodyPublishers.ofByteArray(bytes(Message.EMPTY)))
          .build();
      for (int i = 0; i < 5; i++) {
        CLIENT.send(request, HttpResponse.BodyHandlers.discarding());
      }
      HttpResponse<Void> last = CLIENT.send(request, HttpResponse.BodyHandlers.discarding());
      assertThat(last.statusCode()).isEqualTo(429);
      assertThat(last.headers().firstValue("Retry-After")).contains("1");
    }
  }

  private static String raw(String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), SERVER.address().getPort())) {
      socket.setSoTimeout(10_000);
      write(socket, request);
      return new String(socket.getInputStream().readNBytes(30), StandardCharsets.US_ASCII);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
