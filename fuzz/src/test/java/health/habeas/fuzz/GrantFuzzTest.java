// SPDX-License-Identifier: Apache-2.0
package health.habeas.fuzz;

import static health.habeas.fuzz.GrantCorpus.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantVerifier;
import health.habeas.grant.NonceStore;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Purpose;
import health.habeas.grant.Revocations;
import health.habeas.grant.Selection;
import health.habeas.grant.Stamp;
import health.habeas.record.Category;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A token from a stranger. Where it starts, see {@link GrantCorpus}; each file of it is also a test. */
class GrantFuzzTest {
  private static final String FILES = "GrantFuzzTestInputs/onlyTheValidTokenIsAllowed/";
  private static final Challenge CHALLENGE = new Challenge("custodian-1", new byte[] {7, 7, 7});
  private static final GrantChain VALID = GrantCorpus.handedOn();
  private static final Set<GrantChain> ALL_VALID =
      GrantCorpus.valid().stream().map(GrantChain::withoutKeybox).collect(Collectors.toSet());

  @FuzzTest(maxDuration = "60s")
  void onlyTheValidTokenIsAllowed(byte[] token) {
    // The proof of possession is always the valid token's: that it names another chain is not what
    // refuses a forgery.
    assertThat(isAllowed(token, VALID))
        .isEqualTo(Arrays.equals(token, VALID.bytes())
            || Arrays.equals(token, VALID.withoutKeybox().bytes()));
    parsesOrSaysWhyNot(token);
  }

  @Test
  void theValidTokensAreAllowed() {
    assertThat(GrantCorpus.valid())
        .allMatch(chain -> isAllowed(chain.bytes(), chain))
        .allMatch(chain -> isAllowed(chain.withoutKeybox().bytes(), chain));
  }

  @Test
  void theFilesAreWhatTheCorpusSays() {
    GrantCorpus.files().forEach((name, bytes) -> assertThat(kept(name)).as(name).isEqualTo(bytes));
  }

  private static byte[] kept(String name) {
    try (InputStream file = GrantFuzzTest.class.getResourceAsStream(FILES + name)) {
      assertThat(file).as(name).isNotNull();
      return file.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  private static void parsesOrSaysWhyNot(byte[] token) {
    GrantChain parsed;
    try {
      parsed = GrantChain.parse(token);
    } catch (InvalidInputException expected) {
      return;
    }
    // L1: what is accepted has one encoding
    assertThat(parsed.bytes()).isEqualTo(token);
    // A holder of the forgery proves possession of it; without the keys of the valid tokens'
    // issuers
    // that is refused.
    assertThat(isAllowed(token, parsed)).isEqualTo(ALL_VALID.contains(parsed.withoutKeybox()));
  }

  /** Whether the laboratory may read, with the token that is shown and a proof of possession of another, or the same. */
  private static boolean isAllowed(byte[] token, GrantChain proven) {
    AccessRequest request = new AccessRequest(
        proven.root().parties().vault(),
        Action.READ,
        Selection.of(Category.LABORATORY),
        GrantCorpus.isBreakGlass(proven) ? Purpose.BTG : Purpose.TREAT);
    byte[] proof = new Possession(proven, request, CHALLENGE, new Stamp(NOW, new byte[16]))
        .sign(Signatory.LAB.in(proven.suite()));
    return GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(1))
        .decide(
            new Presentation(token, proof),
            request,
            CHALLENGE,
            Circumstances.of(NOW, Revocations.none(NOW)))
        .isAllowed();
  }
}
