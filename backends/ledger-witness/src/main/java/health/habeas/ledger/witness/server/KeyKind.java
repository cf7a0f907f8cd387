// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.ledger.internal.file.KeyFile;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.SignerKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The two kinds of keys that a witness may have, in files. Immutable. */
enum KeyKind {
  ED25519(4) {
    @Override
    Cosigner read(Path file) throws IOException {
      return Cosigner.of(KeyFile.read(file));
    }

    @Override
    Cosigner create(Path file, String name) throws IOException {
      SignerKey made = SignerKey.generate(name, new SecureRandom());
      KeyFile.write(file, made);
      return Cosigner.of(made);
    }
  },
  ML_DSA_44(6) {
    @Override
    Cosigner read(Path file) throws IOException {
      return MlDsaKeyFile.read(file);
    }

    @Override
    Cosigner create(Path file, String name) throws IOException {
      return MlDsaKeyFile.create(file, name);
    }
  };

  private final int type;

  KeyKind(int type) {
    this.type = type;
  }

  /** The first byte of the key's text, C2SP tlog-cosignature. */
  int type() {
    return type;
  }

  abstract Cosigner read(Path file) throws IOException;

  abstract Cosigner create(Path file, String name) throws IOException;
}
