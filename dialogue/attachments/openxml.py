"""Word, Excel and PowerPoint: parts that point at each other through relationships.

We walk from the main part along the kinds of relationship we know, and write only what we reached.
Nobody can hide in a part that is not reached: people, printers, templates, older versions.
"""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from dialogue.attachments import archive, images, kinds
from dialogue.attachments.findings import CannotClean
from dialogue.attachments.markup import HEAD, local, rewritten, tree_of
from dialogue.attachments.openxml_rules import Rules
from dialogue.attachments.paths import is_a_safe_link
from dialogue.attachments.property_names import said_by

TYPES = "[Content_Types].xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"

PACKAGE_LINKS = "application/vnd.openxmlformats-package.relationships+xml"
EXTERNAL = '"External"'

# What a document needs to look the same. The last word of the type of a relationship.
KEPT = {
    *["officeDocument", "theme", "themeOverride", "image", "hyperlink", "comments"],
    *["chart", "chartEx", "chartStyle", "chartColorStyle", "chartUserShapes"],
    *["diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing"],
    # Word
    *["styles", "stylesWithEffects", "numbering", "settings", "webSettings", "fontTable"],
    *["header", "footer", "footnotes", "endnotes", "commentsExtended"],
    # Excel
    *["worksheet", "chartsheet", "sharedStrings", "calcChain", "drawing", "vmlDrawing", "table"],
    *["pivotTable", "pivotCacheDefinition", "pivotCacheRecords", "slicer", "slicerCache"],
    *["timeline", "timelineCache", "sheetMetadata", "externalLink", "connections", "queryTable"],
    # PowerPoint
    *["slide", "slideLayout", "slideMaster", "notesSlide", "notesMaster", "handoutMaster"],
    *["presProps", "viewProps", "tableStyles", "commentAuthors", "authors"],
}
PROGRAMS = {"vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet"}
# Seen or heard by the reader, and beyond what we can clean.
NOT_CLEANABLE = {
    *["oleObject", "package", "control", "activeXControlBinary", "dialogsheet", "aFChunk"],
    *["video", "audio", "media"],
}
LINKED_FILES = {"externalLinkPath", "externalLinkLongPath", "xlPathMissing", "xlStartup"}
WHAT_LEAVES = {
    "thumbnail": "preview",
    "printerSettings": "device",
    "people": "comments_authors",
    "person": "comments_authors",
    "threadedComment": "comments_authors",
    "attachedTemplate": "links",
    "package": "files",
    "usernames": "author",
    "revisionHeaders": "author",
}
PROPERTIES = {
    "core-properties": (
        "docProps/core.xml",
        PACKAGE + "relationships/metadata/core-properties",
        "application/vnd.openxmlformats-package.core-properties+xml",
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}metadata/core-properties"/>',
    ),
    "extended-properties": (
        "docProps/app.xml",
        OFFICE + "relationships/extended-properties",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        f'{HEAD}<Properties xmlns="{OFFICE}extended-properties"/>',
    ),
}


@dataclass(frozen=True)
class Link:
    """A relationship: from one part, under a number, to another part or to an address."""

    id: str
    type: str
    target: str
    is_external: bool

    @property
    def kind(self):
        return self.type.rpartition("/")[2]


def clean(members, code):
    if TYPES not in members:
        raise CannotClean("other")
    package = Package(members)
    package.add_from(package.main_part(kinds.BY_CODE[code]))
    return archive.packed(package.with_its_lists()), package.removed


class Package:
    """The document as it is taken apart (`members`) and as it is built again (`parts`)."""

    def __init__(self, members):
        self.members = members
        self.by_lower_name = {name.lower(): name for name in members}
        self.defaults, self.overrides = types_in(members[TYPES])
        self.parts = {}
        self.types = {}
        self.pictures = {}
        self.waiting = []
        self.removed = set()
        self.main = None

    def main_part(self, kind):
        mains = []
        for link in self.links_of(""):
            if link.kind == "officeDocument":
                mains.append(self.find("", link.target))
            else:
                self.notice(link)
        if len(mains) != 1 or not mains[0]:
            raise CannotClean("other")
        self.main = mains[0]
        said = {*self.defaults.values(), *self.overrides.values()}
        if any("macroenabled" in type_.lower() or "vbaproject" in type_.lower() for type_ in said):
            raise CannotClean("macros")
        if self.type_of(self.main) != kind.media_type + ".main+xml":
            raise CannotClean("other")
        return self.main

    def notice(self, link):
        """What leaves with a part that is not taken along; properties tell it themselves."""
        if link.kind.endswith("-properties"):
            part = self.find("", link.target)
            told = tree_of(self.members[part]).iter() if part else []
            self.removed |= said_by({local(item.tag) for item in told if (item.text or "").strip()})
        else:
            self.removed.add(WHAT_LEAVES.get(link.kind, "hidden_data"))

    def add_from(self, main):
        self.waiting.append((main, "officeDocument"))
        while self.waiting:
            name, reached_as = self.waiting.pop()
            if name not in self.parts:
                self.add(name, reached_as)

    def add(self, name, reached_as):
        # Before its links are followed: two parts may point at each other.
        self.parts[name] = b""
        self.types[name] = self.type_of(name)
        kept, left = [], set()
        for link in self.links_of(name):
            target = self.new_target(link, name, reached_as)
            if target is None:
                left.add(link.id)
            else:
                kept.append((link, target))
        self.parts[name] = self.cleaned_part(name, reached_as, left)
        if kept:
            self.parts[links_name(name)] = written_links(kept)

    def cleaned_part(self, name, reached_as, left):
        xml = self.members[name]
        if reached_as == "vmlDrawing":
            # Excel writes these as if they were HTML.
            xml = xml.replace(b"<br>", b"<br/>")
        rules = Rules(left)
        written = rewritten(xml, rules)
        self.removed |= rules.removed
        return written

    def new_target(self, link, source, reached_as):
        """Where the link points in the new document; None when it is left out."""
        if link.kind in PROGRAMS:
            raise CannotClean("macros")
        # The table behind a chart; the chart remembers what it shows.
        is_behind_a_chart = link.kind == "package" and reached_as in ("chart", "chartEx")
        if link.kind in NOT_CLEANABLE and not is_behind_a_chart:
            raise CannotClean("inside")
        if link.is_external:
            return self.new_address(link)
        part = self.find(source, link.target)
        if link.kind not in KEPT or not part:
            self.notice(link)
            return None
        new = self.picture(part) if link.kind == "image" else part
        if link.kind != "image":
            self.waiting.append((part, link.kind))
        return new and posixpath.relpath("/" + new, "/" + posixpath.dirname(source))

    def new_address(self, link):
        if link.kind == "hyperlink" and is_a_safe_link(link.target):
            return link.target
        self.removed.add("links")
        return "other.xlsx" if link.kind in LINKED_FILES else None

    def picture(self, part):
        """Cleaned once, under a name of ours: a telephone writes day and hour into its own."""
        if part not in self.pictures:
            self.pictures[part] = self.cleaned_picture(self.members[part])
        return self.pictures[part]

    def cleaned_picture(self, content):
        if b"<svg" in content[:2000]:
            # Office always keeps a PNG of it beside it, which stays.
            return None
        clean, code, removed = images.clean_inside(content)
        self.removed |= removed
        folder = posixpath.dirname(self.main)
        name = posixpath.join(folder, "media", f"image{len(self.pictures) + 1}.{code}")
        self.parts[name] = clean
        return name

    def links_of(self, source):
        name = self.by_lower_name.get(links_name(source).lower())
        return links_in(self.members[name]) if name else []

    def find(self, source, target):
        """The name of the part a link points at, as the archive spells it, or nothing."""
        name = posixpath.join("/", posixpath.dirname(source), unquote(target).partition("#")[0])
        return self.by_lower_name.get(posixpath.normpath(name).lstrip("/").lower())

    def type_of(self, name):
        ending = name.rpartition(".")[2].lower()
        return self.overrides.get(name.lower()) or self.defaults.get(ending, "application/xml")

    def with_its_lists(self):
        """The parts, preceded by what every package has: types, first links, empty properties."""
        first_links = [
            (Link("rId1", OFFICE + "relationships/officeDocument", "", False), self.main)
        ]
        properties = {}
        for number, (name, type_, content_type, xml) in enumerate(PROPERTIES.values(), 2):
            first_links.append((Link(f"rId{number}", type_, "", False), name))
            properties[name] = xml.encode()
            self.types[name] = content_type
        lists = {TYPES: written_types(self.types), "_rels/.rels": written_links(first_links)}
        return lists | properties | self.parts


def types_in(xml):
    """What kind of part each ending, and each part, says it is."""
    defaults, overrides = {}, {}
    for item in tree_of(xml):
        type_ = item.get("ContentType", "")
        if local(item.tag) == "Default":
            defaults[item.get("Extension", "").lower()] = type_
        else:
            overrides[item.get("PartName", "").lstrip("/").lower()] = type_
    return defaults, overrides


def written_types(types):
    endings = {"rels": PACKAGE_LINKS, "xml": "application/xml"}
    endings |= {"jpg": "image/jpeg", "png": "image/png"}
    lines = [
        f'<Default Extension="{end}" ContentType="{type_}"/>' for end, type_ in endings.items()
    ]
    lines += [
        f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(type_)}/>"
        for name, type_ in types.items()
    ]
    return f'{HEAD}<Types xmlns="{PACKAGE}content-types">{"".join(lines)}</Types>'.encode()


def links_name(source):
    folder, _slash, name = source.rpartition("/")
    return posixpath.join(folder, "_rels", name + ".rels")


def links_in(xml):
    return [
        Link(
            item.get("Id", ""),
            item.get("Type", ""),
            item.get("Target", ""),
            item.get("TargetMode") == "External",
        )
        for item in tree_of(xml)
    ]


def written_links(links):
    """Each a link of the old document with its new target."""
    lines = [
        f"<Relationship Id={quoteattr(link.id)} Type={quoteattr(link.type)} "
        f"Target={quoteattr(target)}{' TargetMode=' + EXTERNAL if link.is_external else ''}/>"
        for link, target in links
    ]
    return f'{HEAD}<Relationships xmlns="{PACKAGE}relationships">{"".join(lines)}</Relationships>'.encode()
