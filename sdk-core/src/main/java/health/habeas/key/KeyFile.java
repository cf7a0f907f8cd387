// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Argon2id;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.PassphraseSeal;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is in a key file: a mark, a checksum, and a body of header and sealed secret; {@code docs/spec/keys.md} has the
 * format. The mark and the checksum stay the same in every later version, so that damage is told from age, and both are
 * told from a wrong passphrase. Immutable.
 */
final class KeyFile {
  private static final byte[] MARK = "habeas key file\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BODY_AT = MARK.length + Sha256.SIZE_BYTES;
  private static final int VERSION = 1;
  private static final int SALT_BYTES = 16;
  private static final int CHECK_BYTES = 32;
  private static final int MAX_LATER_FIELDS = 64;

  private final byte[] header;
  private final byte[] sealed;

  private KeyFile(byte[] header, byte[] sealed) {
    this.header = header;
    this.sealed = sealed;
  }

  /** What is sealed. Closing it wipes the secret. */
  record Content(KeyKind kind, String name, Secret master) implements AutoCloseable {
    KeyHandle handle() {
      return new SoftwareKeys(name, master.copy());
    }

    @Override
    public void close() {
      master.close();
    }
  }

  private record Header(KeyKind kind, byte[] salt, Argon2id.Cost cost, byte[] check) {
    byte[] encoded() {
      return new CborWriter()
          .map(7)
          .key(1)
          .integer(VERSION)
          .key(2)
          .integer(kind.number())
          .key(3)
          .bytes(salt)
          .key(4)
          .integer(cost.memoryKib())
          .key(5)
          .integer(cost.passes())
          .key(6)
          .integer(cost.lanes())
          .key(7)
          .bytes(check)
          .toBytes();
    }

    static Header parse(byte[] encoded) {
      refuseLaterVersion(encoded);
      CborReader in = CborReader.of(encoded, ErrorCode.KEY_FILE_TORN);
      in.mapOf(7);
      in.key(1).integer(VERSION, VERSION);
      long kind = in.key(2).integer();
      byte[] salt = in.key(3).bytesOf(SALT_BYTES);
      int memoryKib = (int) in.key(4).integer(1, Integer.MAX_VALUE);
      int passes = (int) in.key(5).integer(1, Integer.MAX_VALUE);
      int lanes = (int) in.key(6).integer(1, Integer.MAX_VALUE);
      byte[] check = in.key(7).bytesOf(CHECK_BYTES);
      in.end();
      Argon2id.Cost cost = new Argon2id.Cost(memoryKib, passes, lanes);
      return new Header(
          KeyKind.of(kind).orElseThrow(() -> in.refusal("an unknown kind of keys")),
          salt,
          cost,
          check);
    }

    private static void refuseLaterVersion(byte[] encoded) {
      CborReader in = CborReader.of(encoded, ErrorCode.KEY_FILE_TORN);
      in.map(MAX_LATER_FIELDS);
      if (in.key(1).integer() > VERSION) {
        throw new CustodyException(
            ErrorCode.KEY_FILE_VERSION, "the key file has a version above " + VERSION);
      }
    }
  }

  static byte[] seal(Content content, Secret passphrase, Argon2id.Cost cost, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] plain = Bytes.concat(
        content.master().bytes(SECRET_ACCESS), content.name().getBytes(StandardCharsets.UTF_8));
    try (PassphraseSeal seal = PassphraseSeal.of(passphrase, salt, cost);
        Secret secret = Secret.owning(plain)) {
      byte[] header = new Header(content.kind(), salt, cost, seal.check()).encoded();
      return new KeyFile(header, seal.seal(secret, boundTo(header))).framed();
    }
  }

  static Content open(byte[] stored, Secret passphrase) {
    try {
      KeyFile file = unframed(stored);
      return file.open(Header.parse(file.header), passphrase);
    } catch (InvalidInputException | IllegalArgumentException e) {
      throw torn("a field of the key file is not what the format allows", e);
    }
  }

  private Content open(Header parsed, Secret passphrase) {
    try (PassphraseSeal seal = PassphraseSeal.of(passphrase, parsed.salt(), parsed.cost())) {
      if (!MessageDigest.isEqual(seal.check(), parsed.check())) {
        throw new CustodyException(
            ErrorCode.KEY_PASSPHRASE, "the passphrase does not open this key file");
      }
      try (Secret plain = seal.open(sealed, boundTo(header))
          .orElseThrow(() -> torn("the sealed part of the key file was altered", null))) {
        return content(parsed.kind(), plain.bytes(SECRET_ACCESS));
      }
    }
  }

  private static Content content(KeyKind kind, byte[] plain) {
    if (plain.length < SoftwareKeys.MASTER_BYTES) {
      throw torn("the sealed part of the key file is too short", null);
    }
    byte[] master = Arrays.copyOf(plain, SoftwareKeys.MASTER_BYTES);
    int nameBytes = plain.length - master.length;
    String name = new String(plain, master.length, nameBytes, StandardCharsets.UTF_8);
    return new Content(kind, name, Secret.owning(master));
  }

  private byte[] framed() {
    byte[] body =
        new CborWriter().map(2).key(1).bytes(header).key(2).bytes(sealed).toBytes();
    return Bytes.concat(MARK, Sha256.of(body), body);
  }

  private static KeyFile unframed(byte[] stored) {
    byte[] body = Arrays.copyOfRange(stored, Math.min(BODY_AT, stored.length), stored.length);
    byte[] frame = Arrays.copyOf(stored, BODY_AT);
    if (!Arrays.equals(frame, Bytes.concat(MARK, Sha256.of(body)))) {
      throw torn("the checksum of the key file does not match its bytes", null);
    }
    CborReader in = CborReader.of(body, ErrorCode.KEY_FILE_TORN);
    in.map(MAX_LATER_FIELDS);
    byte[] header = in.key(1).bytes(body.length);
    Header.refuseLaterVersion(header);
    KeyFile file = new KeyFile(header, in.key(2).bytes(body.length));
    in.end();
    return file;
  }

  private static byte[] boundTo(byte[] header) {
    return Bytes.concat(Domain.KEY_FILE.bytes(), header);
  }

  private static CustodyException torn(String what, @Nullable Throwable cause) {
    return new CustodyException(ErrorCode.KEY_FILE_TORN, what, cause);
  }
}
