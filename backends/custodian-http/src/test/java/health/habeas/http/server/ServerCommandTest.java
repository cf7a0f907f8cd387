// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCommandTest {
  @Test
  void readsACommandLine() {
    ServerCommand command = ServerCommand.parse(
        "--name=node-1",
        "--store=directory:/srv/node-1",
        "--ledger=https://ledger.example:8443#key",
        "--ledger-ca=ca.pem",
        "--known-heads=heads",
        "--witness-policy=policy",
        "--oldest-head=600",
        "--listen=0.0.0.0:8443",
        "--operators=127.0.0.1:9464",
        "--tls-keystore=keys.p12",
        "--tls-password-file=password");
    assertThat(command.name()).contains("node-1");
    assertThat(command.store()).contains("directory:/srv/node-1");
    assertThat(command.ledger()).isEqualTo("https://ledger.example:8443#key");
    assertThat(command.servesLedger()).isFalse();
    assertThat(command.listening().listen().getPort()).isEqualTo(8443);
    assertThat(command.listening().operators())
        .hasValueSatisfying(operators -> assertThat(operators.getPort()).isEqualTo(9464));
    assertThat(command.listening().keyStore()).contains(Path.of("keys.p12"));
    assertThat(command.heads()).contains(Path.of("heads"));
    assertThat(command.witnesses()).contains(Path.of("policy"));
    assertThat(command.oldestHead()).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', textBlock = """
          --listen=127.0.0.1:1 --insecure-http --serve-ledger; --ledger is missing
          --ledger=memory: --insecure-http --serve-ledger; --listen is missing
          --ledger=memory: --listen=127.0.0.1:1 --insecure-http; nothing to offer
          --ledger=memory: --listen=127.0.0.1:1 --insecure-http --name=a; go together
          --ledger=memory: --listen=127.0.0.1:1 --serve-ledger; or else --insecure-http
          --ledger=memory: --listen=0.0.0.0:1 --serve-ledger --insecure-http; for loopback alone
          --ledger=memory: --listen=127.0.0.1 --serve-ledger --insecure-http; HOST:PORT
          --ledger=memory: --listen=127.0.0.1:70000 --serve-ledger --insecure-http; HOST:PORT
          --ledger=memory: --listen=127.0.0.1:1 --serve-ledger --tls-keystore=k; go together
          --ledger=memory: --ledger=memory: --serve-ledger; is there twice
          --ledger=memory: --serve-ledger --known-heads=h; is for a custodian
          --ledger=memory: --serve-ledger --witness-policy=p; needs --known-heads
          --ledger=https://a:1#k --serve-ledger --ask-witnesses=p; is for whoever keeps the log
          --ledger=memory: --serve-ledger --oldest-head=60; needs --witness-policy
          --name=a --store=memory: --ledger=memory: --known-heads=h --witness-policy=p --oldest-head=1h --listen=127.0.0.1:1 --insecure-http; number of seconds
          --ledgr=memory:; is none of
          --insecure-http=yes; is none of
          --ledger; is none of
          ledger=memory:; is none of
          """)
  void saysWhatIsMissingOrWrong(String line, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerCommand.parse(line.split(" ", -1)))
        .withMessageContaining(why);
  }
}
