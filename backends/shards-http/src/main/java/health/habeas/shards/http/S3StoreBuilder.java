// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens an {@link S3ShardStore}; only credentials must be given. Not thread-safe: one per store. */
public final class S3StoreBuilder {
  private final URI bucket;
  private String prefix = "";
  private String region = "us-east-1";
  private Duration deadline = Duration.ofMinutes(1);
  private @Nullable HttpClient client;
  private @Nullable Supplier<S3Credentials> credentials;

  S3StoreBuilder(URI bucket) {
    this.bucket = HttpLocation.require(bucket);
  }

  /**
   * Who signs the requests. The store leaves them open.
   *
   * @param fixed good as long as the store is open
   */
  public S3StoreBuilder credentials(S3Credentials fixed) {
    return credentials(() -> fixed);
  }

  /**
   * Who signs the requests, asked at each one, so that temporary credentials can be exchanged.
   *
   * @param current gives those that are good now, at once
   */
  public S3StoreBuilder credentials(Supplier<S3Credentials> current) {
    credentials = current;
    return this;
  }

  /**
   * What comes before each name, so that stores can share a bucket. Default: nothing.
   *
   * @param folder a name by the rules of {@link ShardStore}, without a slash at its end
   */
  public S3StoreBuilder prefix(String folder) {
    prefix = ShardStore.requireName(folder) + "/";
    return this;
  }

  /**
   * The region that the bucket is in, part of each signature. Default: {@code us-east-1}, which servers other than Amazon's
   * usually expect.
   *
   * @param name for example {@code eu-central-1}
   */
  public S3StoreBuilder region(String name) {
    region = name;
    return this;
  }

  /**
   * How long a call may take, with all its repetitions. Default: one minute, enough for a large blob over a slow line.
   *
   * @param longest more than nothing
   */
  public S3StoreBuilder deadline(Duration longest) {
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
  public S3StoreBuilder client(HttpClient own) {
    client = own;
    return this;
  }

  /**
   * Probes the server and opens the store: some sixty requests.
   *
   * @throws InvalidInputException with HBS-4018 if there are no credentials
   * @throws StorageException with HBS-4016 if the server does not keep the contract, HBS-4017 if it refuses the
   *     credentials, HBS-4003 if it fails
   */
  public S3ShardStore open() {
    if (credentials == null) {
      throw new InvalidInputException(
          ErrorCode.STORE_LOCATION, "an S3 store needs credentials, and none were given");
    }
    return S3ShardStore.open(new S3ShardStore.Settings(
        bucket,
        prefix,
        region,
        deadline,
        client == null ? HttpCalls.client() : client,
        credentials));
  }
}
