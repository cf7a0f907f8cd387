// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.keys;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the JDK's AES-GCM and notes the key and nonce of each encryption, on threads that begin after it was
 * installed. For tests alone: it keeps keys. Thread-safe.
 */
final class RecordedCiphers implements AutoCloseable {
  private static final String NAME = "HabeasRecordedCiphers";
  private static final AtomicReference<@Nullable RecordedCiphers> CURRENT = new AtomicReference<>();

  private final List<String> encryptions = new ArrayList<>();

  private RecordedCiphers() {}

  /** From now on, until it is closed. */
  static RecordedCiphers install() {
    RecordedCiphers recorded = new RecordedCiphers();
    CURRENT.set(recorded);
    Security.insertProviderAt(new Recorder(), 1);
    return recorded;
  }

  /** Key and nonce of each encryption, in hex. */
  synchronized List<String> encryptions() {
    return List.copyOf(encryptions);
  }

  private synchronized void note(byte[] key, byte[] nonce) {
    encryptions.add(HexFormat.of().formatHex(key) + " " + HexFormat.of().formatHex(nonce));
  }

  @Override
  public void close() {
    Security.removeProvider(NAME);
    CURRENT.set(null);
  }

  /** The provider: one algorithm. */
  private static final class Recorder extends Provider {
    private static final long serialVersionUID = 1;

    Recorder() {
      super(NAME, "1", "notes keys and nonces, for tests");
      putService(new Service(this, "Cipher", "AES/GCM/NoPadding", Spi.class.getName(), null, null) {
        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
          return new Spi();
        }
      });
    }
  }

  /** The JDK's cipher, overheard. */
  public static final class Spi extends CipherSpi {
    private final Cipher real;

    Spi() throws NoSuchAlgorithmException {
      try {
        real = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
      } catch (GeneralSecurityException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec spec, @Nullable SecureRandom random)
        throws InvalidAlgorithmParameterException {
      try {
        real.init(mode, key, spec);
      } catch (GeneralSecurityException e) {
        throw new InvalidAlgorithmParameterException(e);
      }
      RecordedCiphers recorded = CURRENT.get();
      if (mode == Cipher.ENCRYPT_MODE && recorded != null && spec instanceof GCMParameterSpec gcm) {
        recorded.note(key.getEncoded(), gcm.getIV());
      }
    }

    @Override
    protected void engineUpdateAAD(byte[] source, int offset, int length) {
      real.updateAAD(source, offset, length);
    }

    @Override
    protected byte[] engineDoFinal(byte @Nullable [] input, int offset, int length)
        throws IllegalBlockSizeException, BadPaddingException {
      return input == null ? real.doFinal() : real.doFinal(input, offset, length);
    }

    @Override
    protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int at)
        throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
      return real.doFinal(in, offset, length, out, at);
    }

    @Override
    protected byte[] engineUpdate(byte[] in, int offset, int length) {
      return real.update(in, offset, length);
    }

    @Override
    protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int at)
        throws ShortBufferException {
      return real.update(in, offset, length, out, at);
    }

    @Override
    protected int engineGetOutputSize(int length) {
      return real.getOutputSize(length);
    }

    @Override
    protected int engineGetBlockSize() {
      return real.getBlockSize();
    }

    @Override
    protected byte[] engineGetIV() {
      return real.getIV();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      return real.getParameters();
    }

    @Override
    protected void engineSetMode(String mode) {}

    @Override
    protected void engineSetPadding(String padding) {}

    @Override
    protected void engineInit(int mode, Key key, @Nullable SecureRandom random) {
      throw new UnsupportedOperationException("a nonce is needed");
    }

    @Override
    protected void engineInit(
        int mode, Key key, @Nullable AlgorithmParameters p, @Nullable SecureRandom random) {
      throw new UnsupportedOperationException("a nonce is needed");
    }
  }
}
