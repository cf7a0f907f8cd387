// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import net.jqwik.api.Group;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestEngine;

/**
 * Proves that a verifier keeps the laws of grants: extend it and say how to make your verifier.
 *
 * <pre>{@code
 * class OurVerifierKeepsTheLaws extends GrantLaws {
 *   @Override
 *   protected VerifierUnderTest newVerifier() {
 *     OurVerifier verifier = new OurVerifier();
 *     return (shown, request, challenge, at) -> Verdict.of(verifier.decide(shown, request, challenge, at));
 *   }
 * }
 * }</pre>
 *
 * <p>The number of tries of each property is jqwik's {@code jqwik.tries.default}. A failure prints the smallest story and
 * question that jqwik found, and the seed. Not thread-safe: one per run.
 */
public abstract class GrantLaws {
  /** For subclasses. */
  protected GrantLaws() {}

  /** Makes a verifier that remembers nothing of the ones before. */
  protected abstract VerifierUnderTest newVerifier();

  /** Fails where the properties below would silently not run. */
  @Test
  void theEngineOfThePropertiesIsPresent() {
    assertThat(ServiceLoader.load(TestEngine.class))
        .as("the jqwik engine is missing on the class path: no law would run")
        .anyMatch(engine -> engine.getId().equals("jqwik"));
  }

  @Group
  class Encoding extends EncodingLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Scopes extends ScopeLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Authority extends AuthorityLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Chains extends ChainLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Time extends TimeLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class RevocationsOfGrants extends RevocationLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Presenters extends PresenterLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Schema extends SchemaLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Delegations extends DelegationLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Clocks extends ClockLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }

  @Group
  class Histories extends HistoryLaws {
    @Override
    protected VerifierUnderTest verifier() {
      return newVerifier();
    }
  }
}
