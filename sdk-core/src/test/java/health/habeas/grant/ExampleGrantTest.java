// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.wire.CborWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example in docs/spec/grants.md is a grant that works, and is the one that its text tells of. */
class ExampleGrantTest {
  private static final Path PAGE =
      Path.of(System.getProperty("habeas.root", "..")).resolve("docs/spec/grants.md");
  private static final HexFormat HEX = HexFormat.of();

  private String page = "";
  private byte[] token = new byte[0];

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(PAGE);
    token = HEX.parseHex(block("```hex\n").replace("\n", ""));
  }

  @Test
  void theTokenIsWhatTheseKeysMake() {
    byte[] made = Cast.chain(Cast.terms()).withoutKeybox().bytes();
    assertThat(token)
        .as("the page should say:\n%s", HEX.formatHex(made).replaceAll("(.{96})", "$1\n"))
        .isEqualTo(made);
  }

  @Test
  void theNotationIsTheBodyOfTheToken() {
    byte[] body = GrantChain.parse(token).root().signedBytes();
    assertThat(HEX.formatHex(new Notation(block("```\n{ 1:")).encoded()))
        .isEqualTo(HEX.formatHex(body));
  }

  @Test
  void theGrantAllowsWhatTheTextSays() {
    Presentation shown = Cast.CLINIC.show(GrantChain.parse(token), Cast.READ_RESULT);
    Presentation copied = new Presentation(token, shown.possession());
    Decision decision =
        Cast.verifier().decide(copied, Cast.READ_RESULT, Cast.CHALLENGE, Cast.at(Cast.NOW));
    assertThat(decision).isInstanceOf(Decision.Allow.class);
    assertThat(page).contains("a proof of possession " + shown.possession().length);
    byte[] altered = token.clone();
    altered[altered.length - 1] ^= 1;
    assertThat(Cast.verifier()
            .decide(
                new Presentation(altered, shown.possession()),
                Cast.READ_RESULT,
                Cast.CHALLENGE,
                Cast.at(Cast.NOW)))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void theSizesAreRight() {
    GrantChain three = Cast.REGISTRY.receive(
        Cast.LAB.receive(Cast.chain(Cast.terms().delegable(2)), Cast.terms().delegable(1)),
        Cast.terms());
    assertThat(page)
        .contains("has " + token.length + " bytes")
        .contains("one link " + token.length + " bytes")
        .contains(String.format("three links %,d", three.withoutKeybox().bytes().length));
  }

  private String block(String start) {
    int from = page.indexOf(start) + start.indexOf('\n') + 1;
    return page.substring(from, page.indexOf("\n```", from));
  }

  /** CBOR diagnostic notation (RFC 8949, section 8), as far as the page uses it. */
  private static final class Notation {
    private static final Pattern TOKEN =
        Pattern.compile("\\G[\\s,:]*(?:/[^/]*/[\\s,:]*)*(h'[0-9a-f]*'|\"[^\"]*\"|\\d+|[\\[\\]{}])");

    private final Matcher tokens;

    Notation(String text) {
      tokens = TOKEN.matcher(text);
    }

    byte[] encoded() {
      return item(next());
    }

    private byte[] item(String token) {
      return switch (token.charAt(0)) {
        case '[' -> collection("]");
        case '{' -> collection("}");
        case 'h' ->
          new CborWriter()
              .bytes(HEX.parseHex(token.substring(2, token.length() - 1)))
              .toBytes();
        case '"' ->
          new CborWriter().text(token.substring(1, token.length() - 1)).toBytes();
        default -> new CborWriter().integer(Long.parseLong(token)).toBytes();
      };
    }

    private byte[] collection(String end) {
      List<byte[]> items = new ArrayList<>();
      for (String token = next(); !token.equals(end); token = next()) {
        items.add(item(token));
      }
      CborWriter out = new CborWriter();
      if (end.equals("]")) {
        out.array(items.size());
      } else {
        out.map(items.size() / 2);
      }
      items.forEach(out::encoded);
      return out.toBytes();
    }

    private String next() {
      assertThat(tokens.find()).as("the notation goes on").isTrue();
      return tokens.group(1);
    }
  }
}
