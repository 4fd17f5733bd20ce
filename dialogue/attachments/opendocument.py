"""LibreOffice: one text of contents, one of styles, pictures, and objects that are the same again.

Only these are written; settings (printers, paths), thumbnails, older versions, signatures and
whatever else lies in the archive do not come along.
"""

import posixpath
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from dialogue.attachments import archive, images, kinds
from dialogue.attachments.findings import CannotClean
from dialogue.attachments.markup import HEAD, local, rewritten, tree_of
from dialogue.attachments.opendocument_rules import Rules
from dialogue.attachments.property_names import said_by

CODES = {"odt", "ods", "odp"}
TEXTS = ("content.xml", "styles.xml")
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
NO_PROPERTIES = (
    f'{HEAD}<office:document-meta xmlns:office="{SPACE}office:1.0" office:version="1.3">'
    "<office:meta/></office:document-meta>"
).encode()

PROGRAMS = ("Basic/", "Scripts/")
EMPTY_LIBRARIES = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")
WHAT_LEAVES = {
    "Thumbnails/": "preview",
    "settings.xml": "device",
    "Versions/": "hidden_data",
    "VersionList.xml": "author",
    "META-INF/documentsignatures.xml": "author",
}
MANIFEST = "META-INF/manifest.xml"


def clean(members, code):
    kind = kinds.BY_CODE[code]
    if members.get("mimetype", b"").strip() != kind.media_type.encode():
        raise CannotClean("other")
    if any(is_a_program(name) for name in members):
        raise CannotClean("macros")
    document = Document(members, types_in(members))
    document.add_from("")
    written = {"mimetype": kind.media_type.encode(), **document.parts, "meta.xml": NO_PROPERTIES}
    written[MANIFEST] = manifest(kind.media_type, written, document.types)
    return archive.packed(written, stored=["mimetype"]), document.removed | said_beside(members)


def is_a_program(name):
    return name.startswith(PROGRAMS) and not name.endswith(EMPTY_LIBRARIES)


def said_beside(members):
    """What we removed by not taking it along."""
    codes = {
        code for start, code in WHAT_LEAVES.items() if any(n.startswith(start) for n in members)
    }
    if "meta.xml" in members:
        told = tree_of(members["meta.xml"]).iter()
        codes |= said_by({local(item.tag) for item in told if (item.text or "").strip()})
    return codes


def types_in(members):
    """What the manifest says about objects, and that nothing is locked."""
    if MANIFEST not in members:
        return {}
    items = list(tree_of(members[MANIFEST]).iter())
    if any(local(item.tag) == "encryption-data" for item in items):
        raise CannotClean("password")
    entries = [{local(key): value for key, value in item.attrib.items()} for item in items]
    return {entry.get("full-path", ""): entry.get("media-type", "") for entry in entries}


class Document:
    """The document as it is taken apart (`members`) and as it is built again (`parts`)."""

    def __init__(self, members, types):
        self.members = members
        self.types_before = types
        self.parts = {}
        self.types = {}
        self.pictures = {}
        self.waiting = []
        self.removed = set()

    def add_from(self, folder):
        self.waiting.append(folder)
        seen = set()
        while self.waiting:
            folder = self.waiting.pop()
            if folder not in seen:
                seen.add(folder)
                self.add(folder)

    def add(self, folder):
        """A document, or an object in one: a chart, a formula, a table."""
        if folder + "content.xml" not in self.members:
            raise CannotClean("inside" if folder else "other")
        if folder:
            self.types[folder] = self.types_before.get(folder, "")
        for name in TEXTS:
            if folder + name in self.members:
                rules = Rules(lambda address: self.new_address(folder, address))
                self.parts[folder + name] = rewritten(self.members[folder + name], rules)
                self.removed |= rules.removed

    def new_address(self, folder, address):
        """Of something inside the archive. None when it does not come along."""
        name = posixpath.normpath(posixpath.join(folder, unquote(address)))
        if name.startswith("ObjectReplacements/") or "/ObjectReplacements/" in name:
            # Pictures of objects; whoever opens the document draws the object itself.
            return None
        if name in self.members:
            return posixpath.relpath(self.picture(folder, name), folder or ".")
        if any(member.startswith(name + "/") for member in self.members):
            self.waiting.append(name + "/")
            return address
        return None

    def picture(self, folder, name):
        """Cleaned once, under a name of ours."""
        if (folder, name) not in self.pictures:
            clean, code, removed = images.clean_inside(self.members[name])
            self.removed |= removed
            new = f"{folder}Pictures/image{len(self.pictures) + 1}.{code}"
            self.pictures[folder, name] = new
            self.parts[new] = clean
        return self.pictures[folder, name]


def manifest(media_type, written, types):
    lines = [entry("/", media_type)]
    lines += [entry(folder, type_) for folder, type_ in types.items()]
    lines += [entry(name, type_of(name)) for name in written if name != "mimetype"]
    return (
        f'{HEAD}<manifest:manifest xmlns:manifest="{SPACE}manifest:1.0" manifest:version="1.3">'
        f"{''.join(lines)}</manifest:manifest>"
    ).encode()


def entry(path, type_):
    return (
        f"<manifest:file-entry manifest:full-path={quoteattr(path)}"
        f" manifest:media-type={quoteattr(type_)}/>"
    )


def type_of(name):
    endings = {"xml": "text/xml", "jpg": "image/jpeg", "png": "image/png"}
    return endings[name.rpartition(".")[2]]
