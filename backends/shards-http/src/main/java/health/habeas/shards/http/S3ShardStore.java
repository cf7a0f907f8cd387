// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import health.habeas.shard.StoreProbe;
import health.habeas.shard.StoreReport;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Blobs as objects of one bucket, on Amazon S3 or a server that speaks its protocol.
 *
 * <p>Guarantee: opened only after the server has shown by a {@link StoreProbe} that it creates without overwriting. A blob is
 * put with {@code If-None-Match: *} and a signed digest of its bytes. A put whose answer was lost is repeated, and whether it
 * was this one that won is read from a mark on the object. Every call ends by the deadline.
 *
 * <p>Limits: blobs of at most 256 MiB; one request for each, in parallel only as its callers are. Credentials are asked for
 * at each request and appear in no message. Thread-safe.
 *
 * <p>Errors: as {@link ShardStore} says.
 */
public final class S3ShardStore implements ShardStore {
  private static final String ATTEMPT = "x-amz-meta-habeas-attempt";

  /**
   * What a store is made of.
   *
   * @param bucket its address, without a slash at the end
   * @param prefix before each name
   * @param region of the signature
   * @param deadline of each call
   * @param client makes the connections
   * @param credentials who signs
   */
  record Settings(
      URI bucket,
      String prefix,
      String region,
      Duration deadline,
      HttpClient client,
      Supplier<S3Credentials> credentials) {
    Settings with(Supplier<S3Credentials> others) {
      return new Settings(bucket, prefix, region, deadline, client, others);
    }
  }

  private final Settings settings;
  private final S3Signer signer;
  private final HttpCalls calls;
  private final UnaryOperator<byte[]> onTheWay;
  private final Set<StoreCapability> capabilities;

  private S3ShardStore(
      Settings settings, UnaryOperator<byte[]> onTheWay, Set<StoreCapability> capabilities) {
    this.settings = settings;
    this.signer = new S3Signer(settings.region());
    this.calls = new HttpCalls(
        settings.bucket().toString(),
        settings.client(),
        settings.deadline(),
        // 409: another conditional put of this name is under way
        status -> status == 409 || status == 429 || status / 100 == 5);
    this.onTheWay = onTheWay;
    this.capabilities = Set.copyOf(capabilities);
  }

  /**
   * A store in a bucket, which must exist.
   *
   * @param bucket its address, for example {@code https://s3.eu-central-1.amazonaws.com/my-bucket}, or {@code
   *     https://my-bucket.s3.eu-central-1.amazonaws.com}; https, or http to this machine alone
   * @throws health.habeas.error.InvalidInputException with HBS-4018 if it is no such address
   */
  public static S3StoreBuilder in(URI bucket) {
    return new S3StoreBuilder(bucket);
  }

  /** Opens after a probe, in which wrong credentials and altered bytes are tried, too. */
  static S3ShardStore open(Settings settings) {
    Set<StoreCapability> claimed =
        Set.of(StoreCapability.DURABLE, StoreCapability.CHEAP_RANGE, StoreCapability.SHARED);
    S3ShardStore store = new S3ShardStore(settings, UnaryOperator.identity(), claimed);
    try (S3Credentials wrong = settings.credentials().get().withWrongSecret()) {
      StoreReport report = StoreProbe.of(store)
          .closedTo(
              StoreCapability.AUTHENTICATED,
              new S3ShardStore(settings.with(() -> wrong), UnaryOperator.identity(), claimed))
          .closedTo(
              StoreCapability.CHECKSUMMED,
              new S3ShardStore(settings, S3ShardStore::altered, claimed))
          .run()
          .requireFit();
      return new S3ShardStore(settings, UnaryOperator.identity(), report.capabilities());
    }
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    URI object = object(name);
    String attempt = UUID.randomUUID().toString();
    Map<String, String> headers = Map.of("if-none-match", "*", ATTEMPT, attempt);
    HttpAnswer answer = send("PUT", object, headers, blob.clone());
    if (answer.status() == 412) {
      return answer.attempts() > 1 && isOf(object, attempt);
    }
    require(answer.isSuccess(), answer);
    return true;
  }

  @Override
  public Optional<byte[]> get(String name) {
    HttpAnswer answer = send("GET", object(name), Map.of());
    if (answer.status() == 404 && !isOfNoBucket(answer)) {
      return Optional.empty();
    }
    require(answer.status() == 200, answer);
    return Optional.of(answer.body());
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    URI object = object(name);
    return HttpRange.of(offset, length).flatMap(range -> {
      HttpAnswer answer = send(range.method(), object, range.headers());
      require(range.isAnswered(answer) && !isOfNoBucket(answer), answer);
      return range.part(answer);
    });
  }

  @Override
  public boolean delete(String name) {
    URI object = object(name);
    HttpAnswer there = send("HEAD", object, Map.of());
    if (there.status() == 404) {
      return false;
    }
    require(there.isSuccess(), there);
    HttpAnswer answer = send("DELETE", object, Map.of());
    require(answer.isSuccess() || answer.status() == 404, answer);
    return true;
  }

  @Override
  public List<String> list(String prefix) {
    Set<String> names = new TreeSet<>();
    Optional<String> token = Optional.empty();
    do {
      S3Listing page = page(settings.prefix() + prefix, token);
      int before = names.size();
      page.keys().stream()
          .filter(key -> key.startsWith(settings.prefix()))
          .map(key -> key.substring(settings.prefix().length()))
          .filter(name -> name.startsWith(prefix) && ShardStore.isName(name))
          .forEach(names::add);
      token = page.next();
      if (token.isPresent() && names.size() == before) {
        throw calls.nonsense("its listing goes on and names nothing new");
      }
    } while (token.isPresent());
    return List.copyOf(names);
  }

  /** What the probe at opening has shown. */
  @Override
  public Set<StoreCapability> capabilities() {
    return capabilities;
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "S3ShardStore[" + settings.bucket() + "]";
  }

  /** Whether the object carries the mark of this put. */
  private boolean isOf(URI object, String attempt) {
    HttpAnswer answer = send("HEAD", object, Map.of());
    return answer.headers().firstValue(ATTEMPT).filter(attempt::equals).isPresent();
  }

  private S3Listing page(String prefix, Optional<String> token) {
    String query =
        token.map(next -> "continuation-token=" + encoded(next) + "&").orElse("")
            + "list-type=2&prefix=" + encoded(prefix);
    HttpAnswer answer = send("GET", URI.create(settings.bucket() + "/?" + query), Map.of());
    require(answer.status() == 200, answer);
    try {
      return S3Listing.parse(answer.body());
    } catch (XmlAnswer.Unreadable e) {
      throw calls.nonsense(Objects.requireNonNullElse(e.getMessage(), "it is no listing"));
    }
  }

  private HttpAnswer send(String method, URI uri, Map<String, String> headers) {
    return send(method, uri, headers, new byte[0]);
  }

  private HttpAnswer send(String method, URI uri, Map<String, String> own, byte[] body) {
    byte[] digest = S3Signer.sha256(body);
    byte[] sent = onTheWay.apply(body);
    return calls.send(() -> {
      S3Signer.Signing signing = new S3Signer.Signing(
          settings.credentials().get(), InstantSource.system().instant());
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      signer.headers(method, uri, own, digest, signing).forEach(request::setHeader);
      return request
          .method(
              method,
              method.equals("PUT")
                  ? HttpRequest.BodyPublishers.ofByteArray(sent)
                  : HttpRequest.BodyPublishers.noBody())
          .build();
    });
  }

  private URI object(String name) {
    return URI.create(settings.bucket() + "/" + settings.prefix() + ShardStore.requireName(name));
  }

  /** A bucket that is absent is no absent blob. */
  private static boolean isOfNoBucket(HttpAnswer answer) {
    return answer.status() == 404 && serverCode(answer).equals("NoSuchBucket");
  }

  private void require(boolean expected, HttpAnswer answer) throws StorageException {
    if (!expected) {
      throw calls.refused(answer, serverCode(answer));
    }
  }

  private static String serverCode(HttpAnswer answer) {
    try {
      return String.join("", XmlAnswer.parse(answer.body(), "Error").texts("Code"));
    } catch (XmlAnswer.Unreadable e) {
      return "";
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static byte[] altered(byte[] body) {
    byte[] altered = body.clone();
    if (altered.length > 0) {
      altered[altered.length / 2] ^= 1;
    }
    return altered;
  }
}
