// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class FaultyRelayTest {
  @Test
  void aClientOfAServerThatIsDownSeesAClosedConnection() throws IOException {
    try (FaultyRelay relay = FaultyRelay.to(unusedPort());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      client.setSoTimeout(10_000);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
