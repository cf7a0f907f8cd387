// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.sftp;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.RequiredServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/**
 * One login at one server, made anew when it broke. Each call ends by its deadline, whatever the server does. Thread-safe:
 * callers share the connection, which answers them side by side.
 */
final class SftpConnection implements AutoCloseable {
  /** What is done with a connection. */
  @FunctionalInterface
  interface Call<T> {
    T on(SftpClient client) throws IOException;
  }

  private final SftpAddress address;
  private final SftpAccount account;
  private final Duration deadline;
  private final SshClient ssh;
  private final ExecutorService callers = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "sftp-call");
    thread.setDaemon(true);
    return thread;
  });
  private @Nullable SftpClient client;

  SftpConnection(SftpAddress address, SftpAccount account, Duration deadline) {
    this.address = address;
    this.account = account;
    this.deadline = deadline;
    this.ssh = SshClient.setUpDefaultClient();
    ssh.setServerKeyVerifier(new RequiredServerKeyVerifier(hostKey(account)));
    // Nothing of this machine's own: no keys of its user, no agent, no known hosts, no host
    // aliases.
    ssh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    ssh.setAgentFactory(null);
    ssh.start();
  }

  /** Makes the call; a server's refusal of it comes as {@link SftpException}. */
  <T> T call(Call<T> call) throws SftpException {
    Future<T> answer = callers.submit(() -> call.on(client()));
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      hangUp();
      throw failed("did not answer within " + deadline.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw failed("was not waited for: this thread was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SftpException said
          && said.getStatus() != SftpConstants.SSH_FX_CONNECTION_LOST
          && said.getStatus() != SftpConstants.SSH_FX_NO_CONNECTION) {
        throw said;
      }
      if (e.getCause() instanceof StorageException known) {
        throw known;
      }
      hangUp();
      throw failed("can't be reached: " + e.getCause().getClass().getSimpleName(), e.getCause());
    }
  }

  private synchronized SftpClient client() throws IOException {
    SftpClient now = client;
    if (now == null || !now.isOpen()) {
      now = logIn();
      client = now;
    }
    return now;
  }

  private SftpClient logIn() throws IOException {
    ClientSession session = ssh.connect(account.user(), address.host(), address.port())
        .verify(deadline)
        .getSession();
    try {
      if (account.privateKey().isPresent()) {
        FileKeyPairProvider file = new FileKeyPairProvider(account.privateKey().get());
        for (KeyPair pair : file.loadKeys(session)) {
          session.addPublicKeyIdentity(pair);
        }
      } else {
        session.addPasswordIdentity(account.password());
      }
      session.auth().verify(deadline);
      return SftpClientFactory.instance().createSftpClient(session).singleSessionInstance();
    } catch (SshException e) {
      session.close(true);
      // The library's message may quote what the server sent; ours says no more than what to do.
      throw new StorageException(
          ErrorCode.STORE_REFUSED, "the shard store " + address + " ended the login", e);
    } catch (IOException | RuntimeException e) {
      session.close(true);
      throw e;
    }
  }

  private synchronized void hangUp() {
    SftpClient last = client;
    client = null;
    if (last != null) {
      last.getSession().close(true);
    }
  }

  /** What a refusal of the server means. */
  StorageException refused(SftpException said) {
    ErrorCode code = switch (said.getStatus()) {
      case SftpConstants.SSH_FX_PERMISSION_DENIED -> ErrorCode.STORE_REFUSED;
      case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED ->
        ErrorCode.STORE_FULL;
      default -> ErrorCode.STORE_FAILED;
    };
    String name = SftpConstants.getStatusName(said.getStatus());
    return new StorageException(code, "the shard store " + address + " answered " + name);
  }

  private StorageException failed(String how, Throwable cause) {
    return new StorageException(
        ErrorCode.STORE_FAILED, "the shard store " + address + " " + how, cause);
  }

  private static PublicKey hostKey(SftpAccount account) {
    try {
      return PublicKeyEntry.parsePublicKeyEntry(account.hostKey())
          .resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw SftpAddress.wrong("its host key is no line such as ssh-ed25519 AAAA…");
    }
  }

  @Override
  public void close() {
    hangUp();
    callers.shutdownNow();
    ssh.stop();
  }
}
