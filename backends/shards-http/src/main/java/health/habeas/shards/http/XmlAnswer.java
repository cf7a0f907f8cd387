// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The elements of an XML document by their local names, whatever they are nested in; document types and entities are
 * refused. Immutable.
 */
final class XmlAnswer {
  /**
   * An element's name and text, and how many elements it ends with.
   *
   * @param name its local name
   * @param text what is directly in it
   * @param size itself and all elements in it
   */
  private record Element(String name, String text, int size) {}

  private static final int MAX_DEPTH = 32;

  // In the order in which they end: what is within one comes just before it.
  private final List<Element> elements;

  private XmlAnswer(List<Element> elements) {
    this.elements = elements;
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

  private static List<Element> read(XMLStreamReader reader) throws XMLStreamException {
    List<Element> ended = new ArrayList<>();
    Deque<Integer> begun = new ArrayDeque<>(List.of(0));
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (begun.size() > MAX_DEPTH) {
            throw new XMLStreamException("it is nested too deeply");
          }
          begun.push(ended.size());
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          int size = ended.size() - begun.pop() + 1;
          ended.add(new Element(reader.getLocalName(), text.toString().strip(), size));
          text.setLength(0);
        }
        case XMLStreamConstants.ENTITY_REFERENCE ->
          throw new XMLStreamException("an entity that is not declared");
        default -> {
          // comments and the like
        }
      }
    }
    return ended;
  }

  /** The text of each element of this name, in order. */
  List<String> texts(String element) {
    return elements.stream()
        .filter(each -> each.name().equals(element))
        .map(Element::text)
        .toList();
  }

  /** What is within each element of this name, in order. */
  List<XmlAnswer> each(String element) {
    return IntStream.range(0, elements.size())
        .filter(i -> elements.get(i).name().equals(element))
        .mapToObj(i -> new XmlAnswer(elements.subList(i + 1 - elements.get(i).size(), i)))
        .toList();
  }
}
