"""XML written down again while it is read, so that rules can leave things out.

Names, prefixes and order stay as they were (Word refuses a document whose prefixes are renamed);
comments, processing instructions and document types are not written again. Rules are an object:

    opens(name, attributes) -> the attributes to write, or None to leave out the whole element
    says(text)              -> the text to write, or a Later
    closes(name)            -> nothing
"""

from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from defusedxml.sax import parseString

from dialogue.attachments.findings import CannotClean

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PIECES_IN_HAND = 20_000


def rewritten(xml, rules):
    writer = Writer(rules)
    try:
        parseString(xml, writer)
    except (SAXException, DefusedXmlException):
        raise CannotClean("unsafe") from None
    writer.put_down()
    return bytes(writer.written)


def tree_of(xml):
    """For the small parts that list others."""
    try:
        return fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError):
        raise CannotClean("unsafe") from None


def local(name):
    """The name without its prefix, or without the namespace that ElementTree writes before it."""
    return name.rpartition("}")[2].rpartition(":")[2]


class Later:
    """A text of which only the elements behind it decide whether it may stay."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return escaped(self.text)


class Writer(ContentHandler):
    def __init__(self, rules):
        super().__init__()
        self.rules = rules
        self.pieces = [HEAD]
        self.written = bytearray()
        self.depth_left_out = 0
        self.tag_is_open = False

    def startElement(self, name, attributes):
        if self.depth_left_out:
            self.depth_left_out += 1
            return
        kept = self.rules.opens(name, dict(attributes.items()))
        if kept is None:
            self.depth_left_out = 1
            return
        self.close_tag()
        words = [f" {key}={quoteattr(value)}" for key, value in kept.items()]
        self.pieces += ["<", name, *words]
        self.tag_is_open = True

    def characters(self, text):
        if self.depth_left_out:
            return
        said = self.rules.says(text)
        if said != "":
            self.close_tag()
            self.pieces.append(escaped(said) if isinstance(said, str) else said)

    def endElement(self, name):
        if self.depth_left_out:
            self.depth_left_out -= 1
            return
        self.pieces.append("/>" if self.tag_is_open else f"</{name}>")
        self.tag_is_open = False
        self.rules.closes(name)
        if len(self.pieces) > PIECES_IN_HAND and not self.rules.is_undecided:
            self.put_down()

    def close_tag(self):
        if self.tag_is_open:
            self.pieces.append(">")
            self.tag_is_open = False

    def put_down(self):
        self.written += "".join(map(str, self.pieces)).encode()
        self.pieces = []


def escaped(text):
    return escape(text, {"\r": "&#13;"})
