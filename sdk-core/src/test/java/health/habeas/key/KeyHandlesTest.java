// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Ed25519;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.crypto.MlDsa65;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Signer;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyHandlesTest {
  private static final byte[] MASTER = HexFormat.of().parseHex("c4a7".repeat(16));
  private static final byte[] AAD = {7};
  private static final byte[] CONTENT = "a letter".getBytes(StandardCharsets.US_ASCII);

  /** Keys of a known master secret, as a vendor's custody would bring them. */
  private static KeyCustody known(String name) {
    return new KeyCustody() {
      @Override
      public CustodyDescription describe() {
        return new CustodyDescription("known", false, true, false);
      }

      @Override
      public KeyHandle create(KeyKind kind, String given) {
        return open(kind);
      }

      @Override
      public KeyHandle open(KeyKind kind) {
        return new SoftwareKeys(name, Secret.copyOf(MASTER));
      }

      @Override
      public void destroy() {}
    };
  }

  @Test
  void everythingOfAPatientHangsOnTheMasterSecretAsTheSpecificationSays() {
    try (PatientKeys keys = PatientKeys.open(known(""));
        Secret master = Secret.copyOf(MASTER);
        Secret root = Hkdf.derive(master, Domain.ROOT_SIGNING);
        Secret mlDsa = Hkdf.derive(master, Domain.ML_DSA_SIGNING);
        Secret inbox = Hkdf.derive(master, Domain.INBOX);
        Secret derived = keys.derive(SECRET_ACCESS, Domain.STATUS_ROOT, AAD, CONTENT);
        Secret expected = Hkdf.derive(master, Domain.STATUS_ROOT, AAD, CONTENT)) {
      assertThat(keys.key().bytes()).isEqualTo(Ed25519.publicKey(root));
      assertThat(keys.hybridKey())
          .contains(new HybridKey(Ed25519.publicKey(root), MlDsa65.publicKey(mlDsa)));
      assertThat(keys.sealingKey()).isEqualTo(Hpke.publicKey(inbox));
      assertThat(derived.sameAs(expected)).isTrue();
    }
  }

  @Test
  void aPatientOpensHerInboxAndNothingElse() {
    try (PatientKeys keys = PatientKeys.create();
        PatientKeys other = PatientKeys.create()) {
      byte[] sealed = Hpke.seal(keys.sealingKey(), Domain.INBOX_ITEM, AAD, CONTENT);
      assertThat(keys.openInbox(SECRET_ACCESS, Domain.INBOX_ITEM, AAD, sealed)).isEqualTo(CONTENT);
      assertRefused(
          ErrorCode.INBOX_UNOPENED,
          () -> other.openInbox(SECRET_ACCESS, Domain.INBOX_ITEM, AAD, sealed));
      assertRefused(
          ErrorCode.INBOX_UNOPENED,
          () -> keys.openInbox(SECRET_ACCESS, Domain.KEYBOX, AAD, sealed));
    }
  }

  @Test
  void aHolderOpensWhatIsSealedToItsCardAndNothingElse() {
    try (HolderKeys clinic = HolderKeys.create("Clinic");
        HolderKeys other = HolderKeys.create("Clinic")) {
      byte[] sealed = Hpke.seal(clinic.grantee().sealingKey(), Domain.KEYBOX, AAD, CONTENT);
      try (Secret opened = clinic.openSealed(SECRET_ACCESS, Domain.KEYBOX, AAD, sealed)) {
        assertThat(opened.bytes(SECRET_ACCESS)).isEqualTo(CONTENT);
      }
      assertRefused(
          ErrorCode.KEYBOX_UNOPENED,
          () -> other.openSealed(SECRET_ACCESS, Domain.KEYBOX, AAD, sealed));
    }
  }

  @Test
  void signaturesVerifyUnderThePublishedKey() {
    try (PatientKeys patient = PatientKeys.create();
        HolderKeys holder = HolderKeys.create("Clinic")) {
      for (Signer signer : List.of(patient.signer(SECRET_ACCESS), holder.signer(SECRET_ACCESS))) {
        byte[] signature = signer.sign(CONTENT);
        assertThat(Ed25519.verify(signer.publicKey(), CONTENT, signature)).isTrue();
      }
      assertThat(patient.signer(SECRET_ACCESS).publicKey())
          .isEqualTo(patient.key().bytes());
      assertThat(holder.signer(SECRET_ACCESS).publicKey())
          .isEqualTo(holder.key().bytes());
    }
  }

  @Test
  void inSuiteS2BothKeysSign() {
    try (PatientKeys patient = PatientKeys.create();
        HolderKeys holder = HolderKeys.create("Clinic")) {
      for (Signer signer : List.of(
          patient.signer(SECRET_ACCESS, Suite.S2), holder.signer(SECRET_ACCESS, Suite.S2))) {
        HybridKey key = HybridKey.ofBytes(signer.publicKey());
        byte[] signature = signer.sign(CONTENT);
        assertThat(signature).hasSize(64 + 3309);
        byte[] first = Arrays.copyOf(signature, 64);
        byte[] second = Arrays.copyOfRange(signature, 64, signature.length);
        assertThat(Ed25519.verify(key.ed25519(), CONTENT, first)).isTrue();
        assertThat(MlDsa65.verify(key.mlDsa65(), CONTENT, second)).isTrue();
      }
      assertThat(patient.key(Suite.S1)).isEqualTo(patient.key());
      assertThat(patient.hybridKey().map(HybridKey::id)).contains(patient.key(Suite.S2));
    }
  }

  @Test
  void aCustodyWithoutMlDsaRefusesSuiteS2AndSaysWhatToDo() {
    try (PatientKeys classical = PatientKeys.create(ClassicalCustody.ofFreshKeys())) {
      assertThat(classical.hybridKey()).isEmpty();
      assertThat(classical.key(Suite.S1)).isEqualTo(classical.key());
      assertRefused(ErrorCode.SUITE_UNSUPPORTED, () -> classical.key(Suite.S2));
      assertRefused(ErrorCode.SUITE_UNSUPPORTED, () -> classical.signer(SECRET_ACCESS, Suite.S2));
    }
    try (KeyHandle handle = ClassicalCustody.ofFreshKeys().create(KeyKind.PATIENT, "")) {
      assertRefused(ErrorCode.SUITE_UNSUPPORTED, () -> handle.signMlDsa(CONTENT));
    }
  }

  @Test
  void keysOfTwoSuitesAreNeverEqual() {
    byte[] same = Arrays.copyOf(MASTER, VerifyKey.SIZE_BYTES);
    VerifyKey point = new VerifyKey(same);
    VerifyKey hash = new VerifyKey(Suite.S2, same);
    assertThat(point).isEqualTo(new VerifyKey(Suite.S1, same)).isNotEqualTo(hash);
    assertThat(point.hashCode()).isNotEqualTo(hash.hashCode());
  }

  @Test
  void closedKeysDoNothingAndSayWhatToDo() {
    PatientKeys patient = PatientKeys.create();
    HolderKeys holder = HolderKeys.create("Clinic");
    Signer signer = holder.signer(SECRET_ACCESS);
    Signer hybrid = holder.signer(SECRET_ACCESS, Suite.S2);
    patient.close();
    patient.close();
    holder.close();
    assertRefused(ErrorCode.KEYS_CLOSED, patient::key);
    assertRefused(ErrorCode.KEYS_CLOSED, patient::sealingKey);
    assertRefused(ErrorCode.KEYS_CLOSED, () -> patient.derive(SECRET_ACCESS, Domain.STATUS_ROOT));
    assertRefused(ErrorCode.KEYS_CLOSED, () -> signer.sign(CONTENT));
    assertRefused(ErrorCode.KEYS_CLOSED, () -> hybrid.sign(CONTENT));
    assertRefused(
        ErrorCode.KEYS_CLOSED, () -> holder.openSealed(SECRET_ACCESS, Domain.KEYBOX, AAD, CONTENT));
  }

  @Test
  void closingWaitsForWorkUnderWay() throws InterruptedException {
    GuardedHandle guarded = new GuardedHandle(new SoftwareKeys("", Secret.copyOf(MASTER)));
    Thread closer = new Thread(guarded::close);
    byte[] signature = guarded.use(handle -> {
      closer.start();
      while (closer.getState() != Thread.State.WAITING && closer.isAlive()) {
        Thread.onSpinWait();
      }
      return handle.sign(CONTENT); // wiped keys would throw here
    });
    closer.join();
    assertThat(signature).hasSize(Ed25519.SIGNATURE_BYTES);
    assertRefused(ErrorCode.KEYS_CLOSED, () -> guarded.sign(CONTENT));
  }

  @Test
  void theMasterSecretIsWipedOnClose() {
    Secret master = Secret.copyOf(MASTER);
    byte[] inside = master.bytes(SECRET_ACCESS);
    SoftwareKeys keys = new SoftwareKeys("", master);
    keys.close();
    assertThat(inside).containsOnly(0);
    assertThatThrownBy(() -> keys.sign(CONTENT)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> keys.signMlDsa(CONTENT)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void handlesHaveNoEqualsAndPrintThePublicKeysFirstDigits() throws NoSuchMethodException {
    for (Class<?> handle : List.of(PatientKeys.class, HolderKeys.class)) {
      assertThat(handle.getMethod("equals", Object.class).getDeclaringClass())
          .isEqualTo(Object.class);
      assertThat(handle.getMethod("hashCode").getDeclaringClass()).isEqualTo(Object.class);
    }
    try (PatientKeys keys = PatientKeys.open(known(""))) {
      String digits = HexFormat.of().formatHex(keys.key().bytes(), 0, 4);
      assertThat(keys).hasToString("PatientKeys[" + digits + "…]");
    }
  }

  @Test
  void noPublicMethodReturnsOrTakesRawKeyBytesWithoutTheSdksToken() {
    for (Class<?> handle : List.of(PatientKeys.class, HolderKeys.class)) {
      for (Method method : handle.getDeclaredMethods()) {
        boolean handlesBytes = method.getReturnType() == byte[].class
            || Arrays.asList(method.getParameterTypes()).contains(byte[].class);
        boolean isPublic = java.lang.reflect.Modifier.isPublic(method.getModifiers());
        if (isPublic && handlesBytes && !method.getName().equals("sealingKey")) {
          assertThat(method.getParameterTypes()[0].getSimpleName())
              .as(method.getName())
              .isEqualTo("SecretAccess");
        }
      }
    }
  }

  @Test
  void secretsAreInNoTextThatKeysGive(@TempDir Path directory) {
    String canary = HexFormat.of().formatHex(MASTER);
    StringBuilder said = new StringBuilder();
    try (PatientKeys patient = PatientKeys.open(known(""));
        HolderKeys holder = HolderKeys.open(known("Clinic"));
        SoftwareKeys software = new SoftwareKeys("Clinic", Secret.copyOf(MASTER));
        KeyFile.Content content = new KeyFile.Content(KeyKind.PATIENT, "", Secret.copyOf(MASTER))) {
      said.append(patient).append(holder).append(software).append(content);
      said.append(holder.grantee()).append(holder.key()).append(KeyCanary.passphrase());
      KeyCustody custody = KeyCanary.custody(directory.resolve("no").resolve("a.key"));
      said.append(failure(() -> patient.openInbox(SECRET_ACCESS, Domain.INBOX, AAD, MASTER)));
      said.append(failure(() -> holder.openSealed(SECRET_ACCESS, Domain.KEYBOX, AAD, MASTER)));
      said.append(failure(() -> PatientKeys.create(custody)));
      said.append(failure(() -> PatientKeys.open(custody)));
      said.append(failure(() -> Grantee.parse(MASTER)));
    }
    assertThat(said.toString().toLowerCase(java.util.Locale.ROOT))
        .doesNotContain(canary.substring(0, 16))
        .doesNotContain(Arrays.toString(MASTER).substring(1, 20))
        .doesNotContain(KeyCanary.PASSPHRASE);
  }

  private static String failure(Runnable work) {
    try {
      work.run();
      throw new AssertionError("should have failed");
    } catch (RuntimeException e) {
      return e + " " + e.getCause();
    }
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            CustodyException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
