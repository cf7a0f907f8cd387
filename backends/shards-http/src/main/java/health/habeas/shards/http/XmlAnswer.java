// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The texts of an XML document by the local names of their elements; entities and document types are refused. Immutable. */
final class XmlAnswer {
  private final Map<String, List<String>> texts;

  private XmlAnswer(Map<String, List<String>> texts) {
    this.texts = texts;
  }

  /** A body that is not the XML that was expected. Immutable. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String what) {
      super(what);
    }
  }

  static XmlAnswer parse(byte[] body, String root) throws Unreadable {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(body));
      reader.nextTag();
      if (!reader.getLocalName().equals(root)) {
        throw new Unreadable("it is no " + root);
      }
      return new XmlAnswer(read(reader));
    } catch (XMLStreamException e) {
      throw new Unreadable("it is no XML");
    }
  }

  private static Map<String, List<String>> read(XMLStreamReader reader) throws XMLStreamException {
    Map<String, List<String>> texts = new HashMap<>();
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> text.setLength(0);
        case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          texts
              .computeIfAbsent(reader.getLocalName(), name -> new ArrayList<>())
              .add(text.toString().strip());
          text.setLength(0);
        }
        case XMLStreamConstants.ENTITY_REFERENCE ->
          throw new XMLStreamException("an entity that is not declared");
        default -> {
          // comments and the like
        }
      }
    }
    return texts;
  }

  /** The text of each element of this name that has no elements within, in order. */
  List<String> texts(String element) {
    return texts.getOrDefault(element, List.of());
  }
}
