// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import health.habeas.testkit.fault.FaultyRelay;
import health.habeas.testkit.fault.RelayFault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real SFTP servers do, and what is refused. */
class SftpServersTest {
  @Nested
  class OpenSsh {
    @RegisterExtension
    static final SshServer SERVER = SshServer.openssh();

    @Test
    void flushesAndLeavesNoDraft() throws IOException {
      URI folder = SERVER.folder("drafts");
      try (ShardStore store = SftpShardStore.open(folder, SERVER.account())) {
        assertThat(store.capabilities()).contains(StoreCapability.DURABLE);
        store.putIfAbsent("a", new byte[1]);
        store.putIfAbsent("a", new byte[2]);
        assertThat(Path.of(folder.getPath()).resolve(".drafts")).isEmptyDirectory();
      }
    }

    @Test
    void refusesAnotherKeyOnEitherSide() throws IOException {
      SERVER.makeKey("another");
      for (SftpAccount account :
          new SftpAccount[] {SERVER.account("another", "user"), SERVER.account("host", "another")
          }) {
        assertThatExceptionOfType(StorageException.class)
            .isThrownBy(() -> SftpShardStore.open(SERVER.folder("x"), account))
            .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_REFUSED));
      }
    }

    @Test
    void opensByItsLocation(@TempDir Path secrets) throws IOException {
      SftpAccount account = SERVER.account();
      Path file = Files.writeString(
          secrets.resolve("credentials"),
          "user=" + account.user() + "\nhost-key=" + account.hostKey().strip() + "\nprivate-key="
              + account.privateKey().orElseThrow() + "\n");
      try (ShardStore store =
          ShardStore.at(SERVER.folder("by-location") + "?credentials=" + file)) {
        assertThat(store.putIfAbsent("a/b", new byte[1])).isTrue();
      }
    }

    @Test
    void aCallEndsByItsDeadlineAndTheNextOneLogsInAgain() {
      try (FaultyRelay relay = FaultyRelay.to(SERVER.port())) {
        URI through = URI.create(
            "sftp://127.0.0.1:" + relay.port() + SERVER.folder("line").getPath());
        try (ShardStore store =
            SftpShardStore.open(through, SERVER.account(), Duration.ofSeconds(10))) {
          store.putIfAbsent("a", new byte[] {1});
          for (RelayFault fault : new RelayFault[] {new RelayFault.Hang(), new RelayFault.Cut(0)}) {
            relay.misbehave(fault);
            assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> store.get("a"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_FAILED));
            relay.heal();
            assertThat(store.get("a")).hasValue(new byte[] {1});
          }
        }
      }
    }
  }

  @Nested
  class Rclone {
    @RegisterExtension
    static final SshServer SERVER = SshServer.rclone();

    @Test
    void isRefusedBecauseItRenamesOverWhatIsThere() {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> SftpShardStore.open(SERVER.folder("x"), SERVER.account()))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNFIT))
          .withMessageContaining("leave a blob unchanged when its name is put again");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sftp://host",
        "sftp://host/",
        "sftp://user:password@host/a",
        "sftp://host/a/../b",
        "sftp://host/a?b",
        "ftp://host/a",
        "sftp:/a"
      })
  void refusesWhatIsNoAddress(String location) {
    SftpAccount account = SftpAccount.withPassword("user", "ssh-ed25519 AAAA", new char[0]);
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> SftpShardStore.open(URI.create(location), account))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCATION))
        .withMessageNotContaining("password@");
  }
}
