// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the probe tells of real servers. */
class S3ServersTest {
  private static S3StoreBuilder in(URI bucket) {
    return S3ShardStore.in(bucket).credentials(S3Credentials.of(Peer.USER, Peer.SECRET));
  }

  @Nested
  class S3Proxy {
    @RegisterExtension
    static final Peer SERVER = Peer.s3proxy();

    @Test
    void isFitRefusesStrangersAndAlteredBytes() {
      try (ShardStore store = in(SERVER.address()).open()) {
        assertThat(store.capabilities())
            .contains(StoreCapability.AUTHENTICATED, StoreCapability.CHECKSUMMED);
        assertThat(store.list("")).isEmpty();
      }
    }

    @Test
    void refusesAWrongSecretAndNoMessageHasIt() {
      S3StoreBuilder builder = S3ShardStore.in(SERVER.address())
          .credentials(S3Credentials.of(Peer.USER, "quite another".toCharArray()));
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(builder::open)
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_REFUSED))
          .withMessageContaining("SignatureDoesNotMatch")
          .withMessageNotContaining("another");
    }

    @Test
    void anAbsentBucketIsNoEmptyStore() {
      URI absent = URI.create(SERVER.address().toString().replace("/bucket", "/no-such-bucket"));
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(in(absent)::open)
          .withMessageContaining("NoSuchBucket");
    }

    @Test
    void opensByItsLocation(@TempDir Path folder) throws IOException {
      Path file = Files.writeString(
          folder.resolve("credentials"),
          "access-key-id=" + Peer.USER + "\nsecret-access-key=" + new String(Peer.SECRET) + "\n");
      String location = "s3:" + SERVER.address() + "?prefix=here&credentials=" + file;
      try (ShardStore store = ShardStore.at(location)) {
        assertThat(store.putIfAbsent("a", new byte[1])).isTrue();
        assertThat(store.delete("a")).isTrue();
      }
    }
  }

  @Nested
  class OpenS3Proxy {
    @RegisterExtension
    static final Peer SERVER = Peer.openS3proxy();

    @Test
    void isFitAndLetsStrangersIn() {
      try (ShardStore store = in(SERVER.address()).open()) {
        assertThat(store.capabilities())
            .doesNotContain(StoreCapability.AUTHENTICATED, StoreCapability.CHECKSUMMED);
      }
    }
  }

  @Nested
  class S3Rver {
    @RegisterExtension
    static final Peer SERVER = Peer.s3rver();

    @Test
    void isRefusedBecauseItOverwrites() {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(in(SERVER.address())::open)
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNFIT))
          .withMessageContaining("leave a blob unchanged when its name is put again")
          .withMessageContaining("let exactly one of many writers of one name win");
    }
  }
}
