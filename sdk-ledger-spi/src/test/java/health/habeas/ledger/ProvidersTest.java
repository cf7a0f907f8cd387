// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {
  @Test
  void classPathAndModulePathFindTheSameProviders() throws IOException {
    List<String> onClassPath = ServiceLoader.load(LedgerProvider.class).stream()
        .map(provider -> provider.type().getName())
        .toList();
    assertThat(onClassPath).hasSize(2);
    assertThat(provided()).containsExactlyElementsOf(onClassPath);
  }

  private static List<String> provided() throws IOException {
    URL location = Ledgers.class.getProtectionDomain().getCodeSource().getLocation();
    try (InputStream in = new URL(location, "module-info.class").openStream()) {
      return ModuleDescriptor.read(Objects.requireNonNull(in)).provides().stream()
          .filter(provides -> provides.service().equals(LedgerProvider.class.getName()))
          .flatMap(provides -> provides.providers().stream())
          .toList();
    }
  }

  @Test
  void namesTheSchemeThatNobodyProvides() {
    LedgerException e = catchThrowableOfType(
        LedgerException.class, () -> Ledgers.open("carrier-pigeon:north").close());
    assertThat(e.code()).isEqualTo(LedgerErrorCode.NO_PROVIDER);
    assertThat(e).hasMessageContaining("\"carrier-pigeon\"").hasMessageNotContaining("north");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "memory", "/tmp/ledger", "mem ory:", "1:x"})
  void refusesWhatIsNoAddress(String text) {
    LedgerException e =
        catchThrowableOfType(LedgerException.class, () -> Ledgers.open(text).close());
    assertThat(e.code()).isEqualTo(LedgerErrorCode.ADDRESS_INVALID);
  }

  @ParameterizedTest
  @CsvSource({"memory:,memory,''", "FILE:a b/c,file,a b/c", "x+y-1.2:u:p@h,x+y-1.2,u:p@h"})
  void readsAddresses(String text, String scheme, String target) {
    assertThat(LedgerAddress.parse(text)).isEqualTo(new LedgerAddress(scheme, target));
  }

  @Test
  void showsNoTargetOfAnAddress() {
    assertThat(LedgerAddress.parse("postgresql://user:secret@host/db")).hasToString("postgresql:…");
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://h/d?user=u&password=p&identity=/i, postgresql://h/d?user=u&identity=/i",
    "postgresql://h/d?identity=/i&sslPassword=p%26q, postgresql://h/d?identity=/i",
    "x://u:p@q@h:1/d?a=b@c, x://h:1/d?a=b@c",
    "file:/srv/a@b/c, file:/srv/a@b/c",
    "file:///srv/a@b, file:///srv/a@b"
  })
  void aPlaceIsTheSameForWhoeverGetsIn(String address, String place) {
    assertThat(LedgerAddress.parse(address).place()).isEqualTo(place);
  }

  @Test
  void memoryLedgersShareNothing() {
    Entry entry = new Entry(EntryId.of(new byte[32]), new byte[32]);
    try (Ledger one = Ledgers.open("memory:");
        Ledger other = Ledgers.open("memory:")) {
      one.append(entry).orThrow();
      assertThat(other.find(entry.id())).isEmpty();
      assertThat(one.verifier()).isNotEqualTo(other.verifier());
    }
  }
}
