// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.net.http.HttpResponse;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A body as bytes, which ends when it becomes larger than any blob is. Not thread-safe: one for each answer. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
  /** The largest blob that is taken, in bytes: more than the largest shard, and less than would harm a custodian. */
  static final int MAX_BYTES = 256 << 20;

  private final HttpResponse.BodySubscriber<byte[]> all =
      HttpResponse.BodySubscribers.ofByteArray();
  private final String store;
  private Flow.Subscription source;
  private long size;

  @SuppressWarnings("NullAway.Init") // the source comes before all else
  BoundedBody(String store) {
    this.store = store;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return all.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    source = subscription;
    all.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    size += part.stream().mapToLong(Buffer::remaining).sum();
    if (size <= MAX_BYTES) {
      all.onNext(part);
    } else {
      source.cancel();
      all.onError(new StorageException(
          ErrorCode.STORE_FAILED,
          "the shard store " + store + " sent more than " + MAX_BYTES + " bytes"));
    }
  }

  @Override
  public void onError(Throwable failure) {
    all.onError(failure);
  }

  @Override
  public void onComplete() {
    all.onComplete();
  }
}
