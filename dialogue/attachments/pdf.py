"""PDF: rewritten from what its pages need. Earlier versions, and all that hides, stay behind (UPL-5).

What is kept of the document, of a page and of a form is a list; of everything below them what is
known to tell on somebody is dropped, wherever it hangs.
"""

import io
import os

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from dialogue.attachments.findings import CannotClean
from dialogue.attachments.paths import is_a_file, is_a_safe_link
from dialogue.attachments.pdf_pictures import clean_picture
from dialogue.attachments.property_names import said_by, said_by_xmp

KEPT_IN_TRAILER = {"/Root", "/Size", "/ID"}
KEPT_IN_DOCUMENT = {
    *["/Type", "/Version", "/Pages", "/PageLabels", "/PageLayout", "/PageMode", "/Outlines"],
    *["/Dests", "/Names", "/Lang", "/MarkInfo", "/StructTreeRoot", "/ViewerPreferences"],
    *["/OCProperties", "/AcroForm"],
}
KEPT_IN_NAMES = {"/Dests"}
KEPT_IN_FORM = {"/Fields", "/NeedAppearances", "/DA", "/DR", "/Q"}
KEPT_IN_PAGE = {
    *["/Type", "/Parent", "/Resources", "/Contents", "/Rotate", "/Group", "/Annots", "/Tabs"],
    *["/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/UserUnit", "/StructParents"],
}
DROPPED = {
    "/Metadata": "hidden_data",
    "/PieceInfo": "hidden_data",
    "/SpiderInfo": "hidden_data",
    "/XFA": "hidden_data",
    "/LastModified": "times",
    "/Thumb": "preview",
    "/AA": "actions",
    "/OpenAction": "actions",
    "/JavaScript": "actions",
    "/EF": "files",
    "/EmbeddedFiles": "files",
    "/AF": "files",
    "/Collection": "files",
    "/VP": "place",
    "/Measure": "place",
    "/PtData": "place",
    "/LGIDict": "place",
    "/OPI": "links",
    "/Ref": "links",
    "/Creator": "device",
    "/CreatorInfo": "device",
    "/User": "author",
    "/Perms": "author",
}
# Here the keys are names that a program chose, so that none of them means anything to us.
NAMED_FREELY = {
    *["/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"],
    *["/CharProcs", "/Dests", "/ClassMap", "/RoleMap"],
}
ACTIONS_KEPT = {"/GoTo", "/URI"}
ABOUT_A_NOTE = {
    "/T": "comments_authors",
    "/M": "times",
    "/CreationDate": "times",
    "/NM": "hidden_data",
    "/RC": "hidden_data",
    "/Subj": "hidden_data",
    "/ExData": "hidden_data",
}
CARRIES_A_FILE = {"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"}
LIES_ELSEWHERE = {"/F", "/FFilter", "/FDecodeParms"}


def find_chance():
    """Even to read a PDF that is only locked for copying, qpdf wants a source of chance.

    It opens one here; once the room is locked no device can be opened.
    """
    with pikepdf.new() as empty:
        empty.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="anybody", user=""))


find_chance()


def clean(content, _code):
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            removed = clean_document(pdf)
            return rewritten(pdf), removed
    except pikepdf.PasswordError:
        raise CannotClean("password") from None
    except pikepdf.PdfError:
        raise CannotClean("other") from None


def clean_document(pdf):
    if not len(pdf.pages):
        raise CannotClean
    removed = said_by_properties(pdf)
    if is_only_a_view(pdf.Root.get("/OpenAction")):
        drop(pdf.Root, {"/OpenAction"}, None, removed)
    keep_only(pdf.trailer, KEPT_IN_TRAILER, removed)
    keep_only(pdf.Root, KEPT_IN_DOCUMENT, removed)
    keep_only(pdf.Root.get("/Names"), KEPT_IN_NAMES, removed)
    keep_only(pdf.Root.get("/AcroForm"), KEPT_IN_FORM, removed)
    for page in pdf.pages:
        keep_only(page.obj, KEPT_IN_PAGE, removed)
        leave_out_carriers(page.obj, removed)
    for holder, called in everything_in(pdf.Root):
        if called not in NAMED_FREELY:
            clean_one(holder, removed)
        if isinstance(holder, Stream):
            drop(holder, LIES_ELSEWHERE, "links", removed)
            removed |= clean_picture(holder)
    return removed


def is_only_a_view(action):
    """Most programs say which page to show first; nobody needs to hear that we removed it."""
    if isinstance(action, Dictionary):
        return action.get("/S") == Name.GoTo and "/Next" not in action
    return isinstance(action, Array)


def rewritten(pdf):
    # The first half of the number is chance; the second, which qpdf would otherwise make from the
    # clock, comes from the cleaned content.
    chance = String(os.urandom(16))
    pdf.trailer["/ID"] = Array([chance, chance])
    written = io.BytesIO()
    pdf.save(
        written,
        deterministic_id=True,
        encryption=False,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return written.getvalue()


def said_by_properties(pdf):
    """The two places in which a PDF describes itself: its properties and its XMP."""
    codes = set()
    if isinstance(info := pdf.trailer.get("/Info"), Dictionary):
        names = {name.strip("/") for name in info.keys()}  # noqa: SIM118 - a pikepdf object
        # Here Creator is a program; everywhere else it is a person.
        codes |= said_by({"Producer" if name == "Creator" else name for name in names})
    if isinstance(xmp := pdf.Root.get("/Metadata"), Stream):
        try:
            codes |= said_by_xmp(xmp.read_bytes())
        except pikepdf.PdfError:
            codes.add("hidden_data")
    return codes


def keep_only(holder, kept, removed):
    if isinstance(holder, Dictionary):
        for key in set(holder.keys()) - kept:
            drop(holder, {key}, DROPPED.get(key), removed)


def drop(holder, keys, code, removed):
    for key in keys & set(holder.keys()):
        del holder[key]
        if code:
            removed.add(code)


def word(holder, key):
    """A name as Python compares it."""
    return str(holder.get(key, ""))


def leave_out_carriers(page, removed):
    """Notes that are there to carry a file, a sound or a film, with the windows that belong to them."""
    notes = page.get("/Annots")
    if not isinstance(notes, Array):
        drop(page, {"/Annots"}, None, removed)
        return
    kept = [note for note in notes if isinstance(note, Dictionary) and not carries_a_file(note)]
    if len(kept) < len(notes):
        removed.add("files")
        page["/Annots"] = Array(kept)


def carries_a_file(note):
    parent = note.get("/Parent")
    is_a_window = note.get("/Subtype") == Name.Popup and isinstance(parent, Dictionary)
    return word(parent if is_a_window else note, "/Subtype") in CARRIES_A_FILE


def everything_in(root):
    """Every dictionary and stream that would be written, with the key under which it was found.

    What is deleted from one before the next is asked for, is not visited.
    """
    seen, waiting = set(), [(root, "/Root")]
    while waiting:
        thing, called = waiting.pop()
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, Array):
            inside = [(child, None) for child in thing]
        else:
            yield thing, called
            inside = [(thing[key], key) for key in thing.keys()]  # noqa: SIM118 - a pikepdf object
        waiting += [pair for pair in inside if isinstance(pair[0], (Dictionary, Array, Stream))]


def clean_one(holder, removed):
    for key in set(DROPPED) & set(holder.keys()):
        drop(holder, {key}, DROPPED[key], removed)
    clean_actions(holder, removed)
    clean_signature(holder, removed)
    if is_a_file(str(holder.get("/Alt", ""))):
        drop(holder, {"/Alt"}, "links", removed)
    if "/Rect" in holder:
        clean_note(holder, removed)


def clean_actions(holder, removed):
    for key in ("/A", "/PA"):
        action = holder.get(key)
        if isinstance(action, Dictionary) and "/S" in action and not is_harmless(action):
            drop(holder, {key}, "actions", removed)
    if word(holder, "/S") in ACTIONS_KEPT:
        drop(holder, {"/Next"}, "actions", removed)


def is_harmless(action):
    if word(action, "/S") == "/URI":
        return is_a_safe_link(str(action.get("/URI", "")))
    return word(action, "/S") in ACTIONS_KEPT


def clean_signature(holder, removed):
    """It names the signer, and could not be valid any more."""
    value = holder.get("/V")
    if isinstance(value, Dictionary) and ("/ByteRange" in value or "/Cert" in value):
        drop(holder, {"/V"}, "author", removed)
    parent = holder.get("/Parent")
    field = parent if isinstance(parent, Dictionary) and "/FT" in parent else holder
    if field.get("/FT") == Name.Sig:
        drop(holder, {"/V", "/AP", "/SV", "/Lock"}, "author", removed)


def clean_note(note, removed):
    """A note keeps its words and loses its author; in a form, T is the name of the field."""
    if word(note, "/Subtype") in CARRIES_A_FILE:
        keep_only(note, {"/Type", "/Subtype", "/Rect"}, removed)
    for key, code in ABOUT_A_NOTE.items():
        if key != "/T" or note.get("/Subtype") != Name.Widget:
            drop(note, {key}, code, removed)
