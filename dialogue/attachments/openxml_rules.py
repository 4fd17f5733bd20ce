"""What is left out of a part of a Word, Excel or PowerPoint document, by the names of its elements.

Names are looked at without their prefix: each program chooses its own.
"""

import re

from dialogue.attachments.markup import Later, local
from dialogue.attachments.paths import PATH_INSIDE, is_a_file, is_a_path

SOMEBODY = "Author"
LONG_AGO = "1980-01-01T00:00:00.000"

LINK_SPACES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
# They say something without the part they point at; any other element goes with it.
STANDS_ALONE = {"blip", "hyperlink", "pageSetup"}

LEFT_OUT = {
    "rsids": "hidden_data",
    "nsid": "hidden_data",
    "docId": "hidden_data",
    "docVars": "hidden_data",
    "revisionPtr": "hidden_data",
    "custDataLst": "hidden_data",
    "smartTags": "hidden_data",
    "imgProps": "hidden_data",
    "embeddedFontLst": "hidden_data",
    "attachedTemplate": "links",
    "absPath": "links",
    "alternateUrls": "links",
    "mailMerge": "links",
    "attachedSchema": "links",
    "schemaLibrary": "links",
    "saveThroughXslt": "links",
    "webPublishItems": "links",
    "webPublishObjects": "links",
    "fileVersion": "device",
    "fileSharing": "author",
    "permStart": "author",
    "permEnd": "author",
    "customWorkbookViews": "author",
    "customSheetViews": "author",
    "presenceInfo": "comments_authors",
    "reactions": "comments_authors",
    "ddeLink": "actions",
}
# Extensions around an element of which nothing is left: a drawing beside its PNG, the original of
# an edited photo, the account of an author.
EMPTY_EXTENSIONS = {
    "{96DAC541-7B7A-43D3-8B79-37D633B846F1}",
    "{BEBA8EAE-BF5A-486C-A8C5-ECC9F3942E4B}",
    "{19B8F6BF-5375-455C-9EA6-DF929625EA0E}",
}

PEOPLE = {"author": SOMEBODY, "initials": "A", "userId": SOMEBODY, "providerId": "None"}
AUTHORS = {"cmAuthor", "author"}
NOTES = {"cm", "reply"}
ALWAYS_DROPPED = {
    "dateUtc": "times",
    "dT": "times",
    "refreshedDate": "times",
    "refreshedDateIso": "times",
    "refreshedBy": "author",
    "userName": "author",
    "lastModifiedBy": "author",
    "securityDescriptor": "author",
    "timeZoneBias": "place",
    "gfxdata": "hidden_data",
}
CONNECTIONS = {"connection", "dbPr", "olapPr", "webPr", "textPr"}
ABOUT_A_SOURCE = {
    *["connection", "command", "serverCommand", "localConnection", "odcFile", "sourceFile"],
    *["url", "editPage", "post", "description"],
}
# Here programs write the name of the file that a picture came from.
TITLES = {"descr", "title", "alt"}
NAMED_AFTER_A_FILE = {"cNvPr", "docPr"}

# Fields of Word that show who, where and when by themselves, and those that fetch something.
TELLING = re.compile(
    r"\s*(AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|USERADDRESS|FILENAME|TEMPLATE|DOCPROPERTY|DOCVARIABLE|INFO|TITLE|SUBJECT|KEYWORDS|COMMENTS|CREATEDATE|SAVEDATE|PRINTDATE|EDITTIME|REVNUM)\b",
    re.IGNORECASE,
)
FETCHING = re.compile(
    r"\s*(DDE|DDEAUTO|LINK|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|RD)\b", re.IGNORECASE
)
PROPERTIES_SHOWN = re.compile(r"coreProperties|CoverPageProperties|:Properties")


class Field:
    """A field of Word, from its begin to its end: first its code, then what it shows."""

    def __init__(self):
        self.code = []
        self.is_silent = False

    def decide(self):
        """Now that the whole code is known. True when something of it is removed."""
        words = "".join(piece.text for piece in self.code)
        self.is_silent = TELLING.match(words) is not None
        if reaches_out(words):
            for piece in self.code:
                piece.text = ""
        return self.is_silent or reaches_out(words)


def reaches_out(code):
    return FETCHING.match(code) is not None or PATH_INSIDE.search(code) is not None


class Rules:
    """For one part. `left` are the numbers of the links that do not come along."""

    def __init__(self, left):
        self.left = left
        self.link_prefixes = {"r"}
        self.open = []
        self.fields = []
        self.silent_from = []
        self.names = set()
        self.removed = set()

    @property
    def is_undecided(self):
        return bool(self.fields)

    def opens(self, name, attributes):
        element = local(name)
        if self.is_left_out(element, attributes):
            return None
        self.open.append(element)
        self.follow_fields(element, attributes)
        written = {key: self.new_value(element, key, attributes[key]) for key in attributes}
        return {key: value for key, value in written.items() if value is not None}

    def says(self, text):
        element = self.open[-1]
        if element in ("instrText", "delInstrText") and self.fields:
            later = Later(text)
            self.fields[-1].code.append(later)
            return later
        if self.open[-2:] == ["authors", "author"]:
            return self.somebody_for(text)
        if element in ("t", "delText"):
            return "" if self.is_silent() else self.without_names(text)
        return text

    def closes(self, _name):
        self.open.pop()
        while self.silent_from and self.silent_from[-1] >= len(self.open):
            self.silent_from.pop()

    def is_left_out(self, element, attributes):
        if element in LEFT_OUT:
            self.removed.add(LEFT_OUT[element])
            return True
        for key, value in attributes.items():
            if key.startswith("xmlns:") and value in LINK_SPACES:
                self.link_prefixes.add(key.removeprefix("xmlns:"))
        if element == "ext" and attributes.get("uri") in EMPTY_EXTENSIONS:
            return True
        return element not in STANDS_ALONE and any(
            self.is_left(key, value) for key, value in attributes.items()
        )

    def is_left(self, key, value):
        return key.partition(":")[0] in self.link_prefixes and value in self.left

    def new_value(self, element, key, value):
        """What is written for an attribute; None when it is dropped."""
        prefix, _colon, word = key.rpartition(":")
        if prefix == "xmlns" or key == "xmlns":
            return value
        if self.is_left(key, value):
            return None
        if code := why_dropped(element, prefix, word):
            self.removed.add(code)
            return None
        new, code = replaced(element, word, value)
        if new != value:
            self.removed.add(code)
        return new

    def follow_fields(self, element, attributes):
        by_word = {local(key): value for key, value in attributes.items()}
        if element == "fldChar":
            self.step(by_word.get("fldCharType"))
        elif element == "fldSimple" and TELLING.match(by_word.get("instr", "")):
            self.be_silent_from("fldSimple")
        elif element == "dataBinding" and PROPERTIES_SHOWN.search(by_word.get("xpath", "")):
            self.be_silent_from("sdt")

    def step(self, type_):
        if type_ == "begin":
            self.fields.append(Field())
        elif self.fields:
            if self.fields[-1].decide():
                self.removed.add("hidden_data")
            if type_ == "end":
                self.fields.pop()

    def be_silent_from(self, element):
        """Until the element around us ends, nothing is shown: it shows a property of the document."""
        if element in self.open:
            self.removed.add("hidden_data")
            self.silent_from.append(len(self.open) - 1 - self.open[::-1].index(element))

    def is_silent(self):
        return bool(self.silent_from) or any(field.is_silent for field in self.fields)

    def somebody_for(self, name):
        self.removed.add("comments_authors")
        if len(name.strip()) > 1:
            self.names.add(name.strip())
        return SOMEBODY

    def without_names(self, text):
        """Excel begins each comment with the name of its author."""
        for name in sorted(self.names, key=len, reverse=True):
            text = text.replace(name, SOMEBODY)
        return text


def why_dropped(element, prefix, word):
    if prefix and word == "date":
        return "times"
    if prefix and (word.startswith("rsid") or word == "uid"):
        return "hidden_data"
    if element in NOTES and word == "dt":
        return "times"
    return ALWAYS_DROPPED.get(word)


def replaced(element, word, value):
    """The value that is written instead, and what that removes."""
    if word in PEOPLE or (element in AUTHORS and word == "name"):
        return PEOPLE.get(word, SOMEBODY), "comments_authors"
    if element in NOTES and word == "created":
        return LONG_AGO, "times"
    if element in CONNECTIONS and word in ABOUT_A_SOURCE:
        return "", "links"
    if element == "fldSimple" and word == "instr" and reaches_out(value):
        return "", "links"
    if word in TITLES or (element in NAMED_AFTER_A_FILE and word == "name"):
        return ("" if is_a_file(value) else value), "title"
    # A format of numbers may look like a path.
    return ("" if is_a_path(value) and word != "formatCode" else value), "links"
