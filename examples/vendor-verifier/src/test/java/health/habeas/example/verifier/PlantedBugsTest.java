// SPDX-License-Identifier: Apache-2.0
package health.habeas.example.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.ErrorCode;
import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Conditions;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Parties;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.StatusHandle;
import health.habeas.testkit.grant.GrantLaws;
import health.habeas.testkit.grant.Law;
import health.habeas.testkit.grant.LawTable;
import health.habeas.testkit.grant.LawTable.Status;
import health.habeas.testkit.grant.Verdict;
import health.habeas.testkit.grant.VerifierUnderTest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Verifiers with one bug each, such as anybody might write, and the law that catches it. */
class PlantedBugsTest {
  // a run ends with the first failure, so only what is hard to find takes long
  private static final int TRIES = 500;
  private static final StringBuilder TABLE = new StringBuilder();

  /** A bug: what it is, which law names it, and the class that has it. */
  enum Bug {
    TAKES_A_SECOND_SIGNATURE(Law.L2, Malleable.class),
    TAKES_SIGNATURES_OF_RECORDS(Law.L3, AnyDomain.class),
    CALLS_A_LIMIT_A_BAD_SIGNATURE(Law.L5, LateLimits.class),
    TAKES_ALL_LABELS_TO_BE_WITHIN_SOME(Law.L8, WideLabels.class),
    TAKES_AN_EMPTY_FIELD_FOR_ALL(Law.L9, EmptyIsAll.class),
    IGNORES_THE_CASE_OF_TYPES(Law.L11, AnyCase.class),
    ASKS_FOR_ONE_LABEL_ALONE(Law.L12, SomeLabel.class),
    TAKES_NO_LABEL_FOR_HARMLESS(Law.L13, NoLabel.class),
    LETS_A_CHILD_WIDEN(Law.L17, Widening.class),
    LETS_DEPTH_STAY(Law.L18, SameDepth.class),
    TAKES_ANY_ROOT(Law.L19, AnyRoot.class),
    TRUSTS_WHO_HANDS_ON_TO_ITSELF(Law.L21, OwnChild.class),
    FORGETS_OBLIGATIONS(Law.L22, NoObligations.class),
    LASTS_THROUGH_THE_SECOND_OF_EXPIRY(Law.L23, OneSecondMore.class),
    KEEPS_STATE_OF_EARLIER_QUESTIONS(Law.L24, FirstComeAll.class),
    GOES_BY_THE_LOCAL_CLOCK(Law.L25, LocalClock.class),
    BELIEVES_ANY_CLOCK(Law.L27, AnyClock.class),
    LOOKS_AT_THE_LAST_LINK_FOR_REVOCATIONS(Law.L29, LastLinkRevoked.class),
    LETS_ANYBODY_REVOKE(Law.L30, RevokedById.class),
    KEEPS_A_CHAIN_ONCE_FOUND_UNREVOKED(Law.L31, CachedState.class),
    TAKES_ANY_VIEW_FOR_FRESH(Law.L34, AnyView.class),
    ASKS_FOR_THE_KEY_OF_THE_PRESENTER_ALONE(Law.L35, LastHolderEnded.class),
    TAKES_AN_EARLY_END_FOR_THE_END_OF_THE_KEY(Law.L35, EarlyIsWhole.class),
    GOES_BY_THE_LEAST_POSITION(Law.L35, LeastPosition.class),
    ENDS_WHAT_A_HOLDER_GOT(Law.L35, EndsHolders.class),
    BELIEVES_ANY_POSITION(Law.L35, AnyPosition.class),
    LETS_THE_PROOF_BE_LEFT_OUT(Law.L36, ProofOptional.class),
    CHECKS_THE_PROOF_FOR_ITS_SIGNATURE_ALONE(Law.L37, AnyProof.class),
    REMEMBERS_NO_PROOF(Law.L38, NoMemory.class),
    TAKES_THE_PROOF_OF_AN_ANCESTOR(Law.L39, AncestorsProof.class),
    TAKES_ETREAT_FOR_A_KIND_OF_TREAT(Law.L40, PurposeTree.class),
    BREAKS_THE_GLASS_FOR_WHOEVER_READS(Law.L41, OpenGlass.class),
    IGNORES_DIRECTIVES(Law.L42, NoDirectives.class),
    ALLOWS_WHEN_IT_FAILS(Law.L43, FailOpen.class),
    SERVES_DELEGATES_OFFLINE(Law.L53, OfflineForAll.class);

    private final Law law;
    private final Class<? extends Planted> verifier;

    Bug(Law law, Class<? extends Planted> verifier) {
      this.law = law;
      this.verifier = verifier;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLawThatNamesItCatchesIt(Bug bug) {
    LawTable table = LawTable.of(bug.law, TRIES, bug.verifier);
    String caught = String.join(", ", table.row(bug.law).broken());
    TABLE.append(String.format("%-42s %-4s %s%n", bug, bug.law, caught));
    assertThat(table.row(bug.law).status()).as("%s", table).isEqualTo(Status.FAILED);
  }

  @AfterAll
  static void printTheTable() {
    System.out.println("planted bug                                law  caught by\n" + TABLE);
  }

  /** Which case is the smallest is not asked here, and to look for it would take most of the time. */
  static final class NoShrinking implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(
        PropertyLifecycleContext context, PropertyExecutor property) {
      context.attributes().setShrinking(ShrinkingMode.OFF);
      return property.execute();
    }
  }

  @AddLifecycleHook(NoShrinking.class)
  abstract static class Planted extends GrantLaws {
    abstract VendorVerifier broken();

    @Override
    protected VerifierUnderTest newVerifier() {
      VendorVerifier verifier = broken();
      return (shown, request, challenge, at) -> verifier
          .refusal(shown, request, challenge, at)
          .map(code -> new Verdict(false, code.id()))
          .orElse(new Verdict(true, ""));
    }
  }

  static class Malleable extends Planted {
    // 2^252 + 27742317777372353535851937790883648493 (RFC 8032, section 5.1)
    private static final BigInteger ORDER =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean signature(Signed signed, Grant link) {
          byte[] reduced = signed.signature().clone();
          byte[] bigEndian = new byte[32];
          for (int i = 0; i < 32; i++) {
            bigEndian[i] = reduced[63 - i];
          }
          byte[] s = new BigInteger(1, bigEndian).mod(ORDER).toByteArray();
          for (int i = 0; i < 32; i++) {
            reduced[32 + i] = i < s.length ? s[s.length - 1 - i] : 0;
          }
          return super.signature(new Signed(signed.payload(), reduced, signed.end()), link);
        }
      };
    }
  }

  static class AnyDomain extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean signature(Signed signed, Grant link) {
          return super.signature(signed, link)
              || signed.isBy(link.parties().issuer(), "habeas/record/1");
        }
      };
    }
  }

  static class LateLimits extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier();
    }

    @Override
    protected VerifierUnderTest newVerifier() {
      VerifierUnderTest verifier = super.newVerifier();
      return (shown, request, challenge, at) -> {
        Verdict verdict = verifier.decide(shown, request, challenge, at);
        boolean limit = verdict.code().equals(ErrorCode.GRANT_LIMIT.id());
        return limit ? new Verdict(false, ErrorCode.GRANT_SIGNATURE.id()) : verdict;
      };
    }
  }

  static class WideLabels extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        <T> boolean labels(Field<T> child, Field<T> parent) {
          return child instanceof Field.All<T> || super.labels(child, parent);
        }
      };
    }
  }

  static class EmptyIsAll extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean type(Field<String> types, String type) {
          return types.isEmpty() || super.type(types, type);
        }
      };
    }
  }

  static class AnyCase extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean type(Field<String> types, String type) {
          return types instanceof Field.Some<String> some
              ? some.values().stream().anyMatch(type::equalsIgnoreCase)
              : super.type(types, type);
        }
      };
    }
  }

  static class SomeLabel extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean everyLabel(Atom a, RecordFacts r) {
          return r.labels().stream().anyMatch(a.labels()::contains);
        }
      };
    }
  }

  static class NoLabel extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean everyLabel(Atom a, RecordFacts r) {
          return r.labels().stream().allMatch(a.labels()::contains);
        }
      };
    }
  }

  static class Widening extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean narrows(Grant child, Grant parent) {
          return true;
        }
      };
    }
  }

  static class SameDepth extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean depth(Conditions child, Conditions parent) {
          return child.depth() <= parent.depth();
        }
      };
    }
  }

  static class AnyRoot extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean isPatients(Grant root) {
          return root.lineage().parent().isEmpty();
        }
      };
    }
  }

  static class OwnChild extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean narrows(Grant child, Grant parent) {
          boolean own = child.parties().holder().equals(child.parties().issuer());
          return own || super.narrows(child, parent);
        }
      };
    }
  }

  static class NoObligations extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean obligations(Conditions child, Conditions parent) {
          return true;
        }
      };
    }
  }

  static class OneSecondMore extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean isOver(Grant link, Instant t) {
          return t.isAfter(link.permission().window().expires());
        }
      };
    }
  }

  static class FirstComeAll extends Planted {
    private final Set<String> seen = new HashSet<>();

    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean purpose(Grant link, Purpose asked) {
          return seen.add(link.id() + asked.name()) && super.purpose(link, asked);
        }
      };
    }
  }

  static class LocalClock extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        Instant time(Circumstances at) {
          return at.now();
        }
      };
    }
  }

  static class AnyClock extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean isSuspect(Circumstances at) {
          return false;
        }
      };
    }
  }

  static class LastLinkRevoked extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean isRevoked(Question q) {
          StatusHandle last = q.last().binding().status();
          return q.at().revocations().revokedSince(last).isPresent();
        }
      };
    }
  }

  static class RevokedById extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean isRevoked(Question q) {
          StatusHandle id = StatusHandle.ofPreimage(q.last().id().bytes());
          return super.isRevoked(q) || q.at().revocations().revokedSince(id).isPresent();
        }
      };
    }
  }

  static class CachedState extends Planted {
    @Override
    VendorVerifier broken() {
      Map<String, Boolean> revoked = new HashMap<>();
      return new VendorVerifier() {
        @Override
        boolean isRevoked(Question q) {
          return revoked.computeIfAbsent(q.last().id().hex(), id -> super.isRevoked(q));
        }
      };
    }
  }

  static class AnyView extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        Duration freshness(Question q) {
          return Duration.ofDays(1);
        }
      };
    }
  }

  static class LastHolderEnded extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean usesAnEndedKey(Grant link, Question q) {
          return hasEnded(q.last().parties().holder(), q);
        }
      };
    }
  }

  static class EarlyIsWhole extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean usesAnEndedKey(Grant link, Question q) {
          return super.usesAnEndedKey(link, q)
              || positions(link.parties(), q).findAny().isPresent();
        }
      };
    }
  }

  static class LeastPosition extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        LongStream positions(Parties parties, Question q) {
          return super.positions(parties, q).sorted().limit(1);
        }
      };
    }
  }

  static class EndsHolders extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        LongStream positions(Parties parties, Question q) {
          LongStream holders =
              q.at().revocations().keyRevocations(parties.vault(), parties.holder()).stream()
                  .flatMapToLong(known -> known.issuedBefore().stream());
          return LongStream.concat(super.positions(parties, q), holders);
        }
      };
    }
  }

  static class AnyPosition extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean isKnown(long ledgerSize, Question q) {
          return true;
        }
      };
    }
  }

  static class ProofOptional extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        Optional<ErrorCode> presenter(GrantChain chain, Question q, Challenge c, byte[] proof) {
          return proof.length == 0 ? Optional.empty() : super.presenter(chain, q, c, proof);
        }

        @Override
        Optional<ErrorCode> replay(GrantChain chain, Question q, byte[] proof) {
          return proof.length == 0 ? Optional.empty() : super.replay(chain, q, proof);
        }
      };
    }
  }

  static class AnyProof extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        Optional<ErrorCode> presenter(GrantChain chain, Question q, Challenge c, byte[] proof) {
          boolean signed =
              Proof.read(proof).filter(p -> p.isBy(q.last().parties().holder())).isPresent();
          return signed ? Optional.empty() : Optional.of(ErrorCode.POSSESSION);
        }
      };
    }
  }

  static class NoMemory extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        Optional<ErrorCode> replay(GrantChain chain, Question q, byte[] proof) {
          return Optional.empty();
        }
      };
    }
  }

  static class AncestorsProof extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        Optional<ErrorCode> presenter(GrantChain chain, Question q, Challenge c, byte[] proof) {
          boolean anybodys = Proof.read(proof)
              .filter(p -> p.isFor(chain, q.request(), c))
              .filter(p -> q.links().stream().anyMatch(g -> p.isBy(g.parties().holder())))
              .isPresent();
          return anybodys ? Optional.empty() : Optional.of(ErrorCode.POSSESSION);
        }
      };
    }
  }

  static class PurposeTree extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean purpose(Grant link, Purpose asked) {
          return super.purpose(link, asked == Purpose.ETREAT ? Purpose.TREAT : asked);
        }
      };
    }
  }

  static class OpenGlass extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean mayBreakTheGlass(Question q) {
          return q.request().action() == Action.READ;
        }
      };
    }
  }

  static class NoDirectives extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        boolean isForbidden(Question q) {
          return false;
        }
      };
    }
  }

  static class FailOpen extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        Optional<ErrorCode> failed() {
          return Optional.empty();
        }
      };
    }
  }

  static class OfflineForAll extends Planted {
    @Override
    VendorVerifier broken() {
      return new VendorVerifier() {
        @Override
        Duration freshness(Question q) {
          Duration offline = q.last().permission().conditions().offline();
          return offline.toSeconds() > 60 ? offline : Duration.ofSeconds(60);
        }
      };
    }
  }
}
