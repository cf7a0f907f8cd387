// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.shard.Custodian;
import java.nio.charset.StandardCharsets;

/**
 * What a vault remembers of a custodian: its name, and what fails together with it. Immutable.
 *
 * @param name unique within the vault
 * @param domain for example a region or an operator
 */
public record Keeper(String name, String domain) {
  private static final int MAX_BYTES = 255;

  /** Refuses what the journal could not hold. */
  public Keeper {
    if (isUnfit(name) || isUnfit(domain)) {
      throw new InvalidInputException(
          ErrorCode.VAULT_CONFIGURATION,
          "a custodian's name and domain must have 1 to " + MAX_BYTES + " bytes");
    }
  }

  /** Asks the custodian, once: it may say something else later. */
  static Keeper of(Custodian custodian) {
    return new Keeper(custodian.name(), custodian.domain());
  }

  private static boolean isUnfit(String text) {
    return text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
  }

  void write(CborWriter out) {
    out.text(name).text(domain);
  }

  static Keeper read(CborReader in) {
    return new Keeper(in.text(MAX_BYTES), in.text(MAX_BYTES));
  }

  @Override
  public String toString() {
    return domain.equals(name) ? name : name + " in " + domain;
  }
}
