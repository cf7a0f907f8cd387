// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.shard.ShardStore;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpLocationTest {
  @Test
  void readsAddressAndSettings() {
    HttpLocation location = HttpLocation.parse(
        "https://host:9000/bucket/?region=eu&credentials=/run/s3", Set.of("region"));
    assertThat(location.address()).isEqualTo(URI.create("https://host:9000/bucket"));
    assertThat(location.setting("region")).hasValue("eu");
    assertThat(HttpLocation.require(URI.create("http://127.0.0.1:1/a")).getPort())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host/bucket",
        "http://127.0.0.1.example.org/bucket",
        "ftp://host/bucket",
        "https://user:password@host/bucket",
        "https:///bucket",
        "https://host/a%2fb",
        "https://host/a/../b",
        "https://host/bucket#a",
        "https://host/bucket?unknown=1",
        "https://host/bucket?region=a&region=b",
        "https://host/bucket?region",
        "https://host/bu cket",
        "bucket",
        ""
      })
  void refusesWhatIsUnsafeOrUnclearAndRepeatsNoPassword(String place) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> HttpLocation.parse(place, Set.of("region")))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCATION))
        .withMessageNotContaining("password@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3:https://host/bucket",
        "s3:https://host/bucket?credentials=/no/such/file",
        "webdav:https://host/folder?credentials=/no/such/file",
        "gopher:host",
        "nothing"
      })
  void opensNothingWithoutCredentialsOrProvider(String location) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> ShardStore.at(location))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCATION));
  }

  @Test
  void noSecretIsShown() {
    assertThat(S3Credentials.of("id", "secret".toCharArray())).hasToString("S3Credentials[id]");
    assertThat(WebDavCredentials.of("user", "secret".toCharArray()))
        .hasToString("WebDavCredentials[user]");
  }
}
