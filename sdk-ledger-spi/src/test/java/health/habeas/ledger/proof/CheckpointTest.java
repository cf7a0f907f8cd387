// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

  @Test
  void readsTheExampleOfTheSpecification() {
    String text = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";
    Checkpoint checkpoint = Checkpoint.parse(text);
    assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
    assertThat(checkpoint.size()).isEqualTo(20_852_163);
    assertThat(checkpoint.root().base64()).isEqualTo(ROOT);
    assertThat(checkpoint.text()).isEqualTo(text);
  }

  @Test
  void keepsExtensionLines() {
    String text = "o\n0\n" + ROOT + "\nextension 1\nextension 2\n";
    assertThat(Checkpoint.parse(text).extensions())
        .isEqualTo(List.of("extension 1", "extension 2"));
    assertThat(Checkpoint.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "o\n1\n",
        "o\n1\n" + ROOT,
        "\n1\n" + ROOT + "\n",
        "o\n01\n" + ROOT + "\n",
        "o\n-1\n" + ROOT + "\n",
        "o\n+1\n" + ROOT + "\n",
        "o\n9223372036854775808\n" + ROOT + "\n",
        "o\n\u0661\n" + ROOT + "\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "o\n1\nAAAA\n",
        "o\n1\n" + ROOT + "\n\n"
      })
  void refusesWhatIsNotACheckpoint(String text) {
    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(LedgerException.Integrity.class);
  }
}
