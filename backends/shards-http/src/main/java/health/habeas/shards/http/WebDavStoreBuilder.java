// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens a {@link WebDavShardStore}; only credentials must be given. Not thread-safe: one per store. */
public final class WebDavStoreBuilder {
  private final URI folder;
  private Duration deadline = Duration.ofMinutes(1);
  private @Nullable HttpClient client;
  private @Nullable Supplier<WebDavCredentials> credentials;

  WebDavStoreBuilder(URI folder) {
    this.folder = HttpLocation.require(folder);
  }

  /**
   * Who asks. The store leaves them open.
   *
   * @param fixed good as long as the store is open
   */
  public WebDavStoreBuilder credentials(WebDavCredentials fixed) {
    credentials = () -> fixed;
    return this;
  }

  /**
   * How long a call may take, with all its repetitions. Default: one minute, enough for a large blob over a slow line.
   *
   * @param longest more than nothing
   */
  public WebDavStoreBuilder deadline(Duration longest) {
    if (longest.isNegative() || longest.isZero()) {
      throw new IllegalArgumentException("a deadline is more than nothing");
    }
    deadline = longest;
    return this;
  }

  /**
   * Makes the connections, with a proxy or certificates of your own. Default: the platform's certificates, no proxy,
   * HTTP/1.1, no redirects. Should follow no redirects.
   *
   * @param own the store leaves it open
   */
  public WebDavStoreBuilder client(HttpClient own) {
    client = own;
    return this;
  }

  /**
   * Probes the server and opens the store: some two hundred requests.
   *
   * @throws InvalidInputException with HBS-4018 if there are no credentials
   * @throws StorageException with HBS-4016 if the server does not keep the contract, HBS-4017 if it refuses the
   *     credentials, HBS-4003 if it fails
   */
  public WebDavShardStore open() {
    if (credentials == null) {
      throw new InvalidInputException(
          ErrorCode.STORE_LOCATION, "a WebDAV store needs credentials, and none were given");
    }
    return WebDavShardStore.open(new WebDavShardStore.Settings(
        folder, deadline, client == null ? HttpCalls.client() : client, credentials));
  }
}
