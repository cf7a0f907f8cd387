// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import health.habeas.shard.StoreProbe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Blobs as files on a WebDAV server (RFC 4918).
 *
 * <p>Guarantee: opened only after the server has shown by a {@link StoreProbe} that it creates without overwriting. A blob is
 * uploaded to a draft of its own in {@code .drafts/} and then moved to its name with {@code Overwrite: F}, so that it is
 * there as a whole or not at all; servers take {@code If-None-Match: *} on an upload, and many ignore it. A move whose answer
 * was lost is repeated, and whether it was this one that won is read from the draft, which nobody else moves. Every call ends
 * by the deadline.
 *
 * <p>Limits: blobs of at most 256 MiB, two requests for each. A draft that a crash left stays until somebody deletes it. What
 * survives a power cut is the server's word. Thread-safe.
 *
 * <p>Errors: as {@link ShardStore} says.
 */
public final class WebDavShardStore implements ShardStore {
  private static final String DRAFTS = ".drafts";

  /**
   * What a store is made of.
   *
   * @param folder its address, without a slash at the end
   * @param deadline of each call
   * @param client makes the connections
   * @param credentials who asks
   */
  record Settings(
      URI folder, Duration deadline, HttpClient client, Supplier<WebDavCredentials> credentials) {}

  private final Settings settings;
  private final HttpCalls calls;
  private final Set<StoreCapability> capabilities;
  // Collections that are known to be there.
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  private WebDavShardStore(Settings settings, Set<StoreCapability> capabilities) {
    this.settings = settings;
    this.calls = new HttpCalls(
        settings.folder().toString(),
        settings.client(),
        settings.deadline(),
        // 423: another move to this name is under way
        status -> status == 423 || status == 429 || (status / 100 == 5 && status != 507));
    this.capabilities = Set.copyOf(capabilities);
  }

  /**
   * A store in a folder of a server; the folder is made if it is absent, and the one above it must exist.
   *
   * @param folder its address; https, or http to this machine alone
   * @throws health.habeas.error.InvalidInputException with HBS-4018 if it is no such address
   */
  public static WebDavStoreBuilder in(URI folder) {
    return new WebDavStoreBuilder(folder);
  }

  /** Opens after a probe, in which wrong credentials are tried, too. */
  static WebDavShardStore open(Settings settings) {
    Set<StoreCapability> claimed =
        Set.of(StoreCapability.DURABLE, StoreCapability.CHEAP_RANGE, StoreCapability.SHARED);
    WebDavShardStore store = new WebDavShardStore(settings, claimed);
    store.make("");
    store.make(DRAFTS);
    try (WebDavCredentials wrong = settings.credentials().get().withWrongPassword()) {
      Settings stranger =
          new Settings(settings.folder(), settings.deadline(), settings.client(), () -> wrong);
      return new WebDavShardStore(
          settings,
          StoreProbe.of(store)
              .closedTo(StoreCapability.AUTHENTICATED, new WebDavShardStore(stranger, claimed))
              .run()
              .requireFit()
              .capabilities());
    }
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    String target = ShardStore.requireName(name);
    String draft = DRAFTS + "/" + UUID.randomUUID();
    makeFoldersOf(target);
    HttpAnswer uploaded = send("PUT", draft, Map.of(), blob.clone());
    require(uploaded.isSuccess(), uploaded);
    boolean moved = false;
    try {
      moved = move(draft, target);
      return moved;
    } finally {
      if (!moved) {
        send("DELETE", draft, Map.of());
      }
    }
  }

  private boolean move(String draft, String target) {
    Map<String, String> headers =
        Map.of("destination", address(target).toString(), "overwrite", "F");
    HttpAnswer answer = send("MOVE", draft, headers);
    boolean inDoubt = answer.attempts() > 1 && (answer.status() == 404 || answer.status() == 412);
    if (inDoubt && send("HEAD", draft, Map.of()).status() == 404) {
      return true; // an earlier attempt moved it: nobody else does
    }
    if (answer.status() == 412) {
      return false;
    }
    require(answer.isSuccess(), answer);
    return true;
  }

  @Override
  public Optional<byte[]> get(String name) {
    HttpAnswer answer = send("GET", ShardStore.requireName(name), Map.of());
    if (answer.status() == 404) {
      return Optional.empty();
    }
    require(answer.status() == 200, answer);
    return Optional.of(answer.body());
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    String path = ShardStore.requireName(name);
    return HttpRange.of(offset, length).flatMap(range -> {
      HttpAnswer answer = send(range.method(), path, range.headers());
      require(range.isAnswered(answer), answer);
      return range.part(answer);
    });
  }

  @Override
  public boolean delete(String name) {
    String path = ShardStore.requireName(name);
    // A DELETE would remove a whole folder of this name.
    if (!isBlob(path)) {
      return false;
    }
    HttpAnswer answer = send("DELETE", path, Map.of());
    require(answer.isSuccess() || answer.status() == 404, answer);
    return answer.isSuccess() || answer.attempts() > 1;
  }

  @Override
  public List<String> list(String prefix) {
    Set<String> names = new TreeSet<>();
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    if (folder.isEmpty() || ShardStore.isName(folder.substring(0, folder.length() - 1))) {
      collect(folder, names);
    }
    return names.stream().filter(name -> name.startsWith(prefix)).toList();
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
    return "WebDavShardStore[" + settings.folder() + "]";
  }

  /** One folder after the other: servers may refuse to list all that is below one. */
  private void collect(String folder, Set<String> names) {
    for (DavEntry entry : entries(folder)) {
      String name = folder + entry.name();
      if (entry.isFolder() && ShardStore.isName(name)) {
        collect(name + "/", names);
      } else if (!entry.isFolder() && ShardStore.isName(name)) {
        names.add(name);
      }
    }
  }

  private List<DavEntry> entries(String folder) {
    HttpAnswer answer = send("PROPFIND", folder, Map.of("depth", "1"));
    if (answer.status() == 404) {
      return List.of();
    }
    require(answer.status() == 207, answer);
    try {
      return DavEntry.parse(answer.body(), address(folder).getRawPath());
    } catch (XmlAnswer.Unreadable e) {
      throw calls.nonsense(Objects.requireNonNullElse(e.getMessage(), "it is no listing"));
    }
  }

  private boolean isBlob(String path) {
    HttpAnswer answer = send("PROPFIND", path, Map.of("depth", "0"));
    if (answer.status() == 404) {
      return false;
    }
    require(answer.status() == 207, answer);
    return !DavEntry.isFolder(answer.body());
  }

  private void makeFoldersOf(String name) {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      make(name.substring(0, slash));
    }
  }

  private void make(String folder) {
    if (!made.contains(folder)) {
      HttpAnswer answer = send("MKCOL", folder, Map.of());
      // 405: it is there
      require(answer.isSuccess() || answer.status() == 405, answer);
      made.add(folder);
    }
  }

  private HttpAnswer send(String method, String path, Map<String, String> headers) {
    return send(method, path, headers, new byte[0]);
  }

  private HttpAnswer send(String method, String path, Map<String, String> headers, byte[] body) {
    URI uri = address(path);
    return calls.send(() -> {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      headers.forEach(request::setHeader);
      return request
          .setHeader("authorization", settings.credentials().get().header())
          .method(
              method,
              method.equals("PUT")
                  ? HttpRequest.BodyPublishers.ofByteArray(body)
                  : HttpRequest.BodyPublishers.noBody())
          .build();
    });
  }

  private URI address(String path) {
    return URI.create(settings.folder() + "/" + path);
  }

  private void require(boolean expected, HttpAnswer answer) throws StorageException {
    if (!expected) {
      throw calls.refused(answer, "");
    }
  }
}
