"""What is left out of the texts of a LibreOffice document, by the names of their elements."""

from dialogue.attachments.findings import CannotClean
from dialogue.attachments.markup import local
from dialogue.attachments.paths import is_a_file, is_a_path, is_a_safe_link, without_paths

LONG_AGO = "1980-01-01T00:00:00"

# Usual prefixes, whatever the document itself calls them.
PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
    **{
        f"urn:oasis:names:tc:opendocument:xmlns:{name}": prefix
        for name, prefix in [
            ("office:1.0", "office"),
            ("text:1.0", "text"),
            ("meta:1.0", "meta"),
            ("drawing:1.0", "draw"),
            ("script:1.0", "script"),
            ("presentation:1.0", "presentation"),
            ("svg-compatible:1.0", "svg"),
            ("table:1.0", "table"),
        ]
    },
}
LEFT_OUT = {
    "office:scripts": None,
    "office:script": "actions",
    "script:event-listener": "actions",
    "office:dde-source": "actions",
    "text:dde-connection-decl": "actions",
    "text:dde-connection": "actions",
    "draw:floating-frame": "links",
    "svg:font-face-src": "hidden_data",
    "office:meta": "hidden_data",
    "office:settings": "hidden_data",
}
NOT_CLEANABLE = {
    *["draw:plugin", "draw:applet", "draw:object-ole", "presentation:sound"],
    "office:binary-data",
}
SAYS_NOTHING = {
    "comments_authors": ["dc:creator", "meta:creator-initials"],
    "author": [
        *["text:author-name", "text:author-initials", "text:creator", "text:initial-creator"],
        "text:printed-by",
    ],
    "times": [
        *["text:creation-date", "text:creation-time", "text:modification-date"],
        *["text:modification-time", "text:print-date", "text:print-time", "meta:date-string"],
        *["text:editing-duration", "text:editing-cycles"],
    ],
    "title": [
        *["text:title", "text:subject", "text:keywords", "text:description"],
        *["text:file-name", "text:template-name", "text:user-defined"],
    ],
}
SAYS_NOTHING = {name: code for code, names in SAYS_NOTHING.items() for name in names}
LINKS = {"text:a", "draw:a"}
TITLES = {"svg:title", "svg:desc"}


class Rules:
    """For one text. `new_address` says where something inside the archive is found from now on."""

    is_undecided = False

    def __init__(self, new_address):
        self.new_address = new_address
        self.prefixes = {}
        self.open = []
        self.removed = set()

    def opens(self, name, attributes):
        self.learn_prefixes(attributes)
        element = self.usual(name)
        if element in NOT_CLEANABLE:
            raise CannotClean("inside")
        written = {key: self.new_value(element, key, attributes[key]) for key in attributes}
        if self.is_left_out(element, attributes, written):
            return None
        self.open.append(element)
        return {key: value for key, value in written.items() if value is not None}

    def says(self, text):
        element = self.open[-1]
        if element == "dc:date":
            self.removed.add("times")
            return LONG_AGO
        if element in SAYS_NOTHING or element.startswith("text:sender-"):
            self.removed.add(SAYS_NOTHING.get(element, "author"))
            return ""
        if element in TITLES and is_a_file(text):
            self.removed.add("title")
            return ""
        return text

    def closes(self, _name):
        self.open.pop()

    def learn_prefixes(self, attributes):
        for key, value in attributes.items():
            if key.startswith("xmlns:"):
                self.prefixes[key.removeprefix("xmlns:")] = PREFIXES.get(value, "")

    def usual(self, name):
        prefix = name.rpartition(":")[0]
        return f"{self.prefixes.get(prefix) or prefix}:{local(name)}"

    def is_left_out(self, element, attributes, written):
        if element in LEFT_OUT:
            # LibreOffice writes an empty list of programs into every document.
            self.removed |= {LEFT_OUT[element]} - {None}
            return True
        for key, value in attributes.items():
            # An element whose address is gone, and the memory of a table in another file.
            if self.usual(key) == "xlink:href" and written[key] is None:
                return True
            if (element, self.usual(key)) == ("table:table", "table:name") and is_a_path(value):
                return True
        return False

    def new_value(self, element, key, value):
        """What is written for an attribute; None when it is dropped."""
        if key.startswith("xmlns"):
            return value
        if self.usual(key) == "xlink:href":
            return self.new_link(element, value)
        if local(key).endswith("rsid"):
            self.removed.add("hidden_data")
            return None
        new = value
        if is_a_path(value) or (self.usual(key) == "draw:name" and is_a_file(value)):
            new = ""
        elif "file:" in value:
            new = without_paths(value)
        if new != value:
            self.removed.add("links")
        return new

    def new_link(self, element, value):
        # An empty link, a place in this document, the table around a chart.
        if value in ("", ".", "..") or value.startswith("#"):
            return value
        if is_a_safe_link(value) and element in LINKS:
            return value
        new = None if is_a_safe_link(value) or is_a_path(value) else self.new_address(value)
        if new is None:
            self.removed.add("links")
        return "#" if new is None and element in LINKS else new
