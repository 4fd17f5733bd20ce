"""A file that somebody sends says nothing about who made it, or is not taken (UPL-1..8, TH10).

Every test plants a value, has the file cleaned in the closed room as in real life, and looks for
the value everywhere: in the bytes, in the parts of an archive, in the streams of a PDF.
"""

import io
import json
import re
import resource
import struct
import subprocess
import sys
import threading
import time
import wave
import zipfile
import zlib
from contextlib import suppress
from xml.etree import ElementTree

import mutagen
import pikepdf
import pytest
from mutagen.id3 import COMM, ID3, TPE1
from mutagen.ogg import OggPage
from PIL import Image, ImageCms, PngImagePlugin

from dialogue import attachments
from dialogue.attachments import Refused, findings, kinds, sentences, workshop

NAME = "Ravindran Planted"
PLACE = "Dhaka Planted Gate 4"
SERIAL = "SN-4711-PLANTED"
MOMENT = "2024:03:02 14:12:05"


def clean(content, name, takes_audio=True):
    return attachments.cleaned(content, name, takes_audio=takes_audio)


def refusal(content, name, takes_audio=True):
    with pytest.raises(Refused) as refused:
        clean(content, name, takes_audio)
    return str(refused.value)


def sentence(reason):
    return sentences.of_refusal(reason)


def all_in(content):
    """The bytes, and whatever can be unpacked from them."""
    yield content
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        for name in archive.namelist():
            yield name.encode()
            yield archive.read(name)
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            yield str(pdf.trailer).encode()
            for thing in pdf.objects:
                yield repr(thing).encode()
                if isinstance(thing, pikepdf.Stream):
                    yield thing.read_raw_bytes()
                    # A photo is not unpacked, and is not packed again either.
                    with suppress(pikepdf.PdfError):
                        yield thing.get_stream_buffer(pikepdf.StreamDecodeLevel.generalized)


def assert_nowhere(planted, content):
    forms = [planted] if isinstance(planted, bytes) else written_forms(planted)
    for piece in all_in(content):
        for form in forms:
            assert form not in bytes(piece)


def written_forms(word):
    plain = [word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return plain + [form.hex().encode() for form in plain]


# Photos


def picture(size=(60, 40), mode="RGB"):
    return Image.effect_noise(size, 50).convert(mode)


def saved(image, form, **options):
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def telling_exif():
    exif = Image.Exif()
    exif[271], exif[305], exif[315], exif[306] = "PlantedPhone", "PlantedOS 9", NAME, MOMENT
    exif[0x8769] = {36867: MOMENT, 42033: SERIAL, 37510: b"UNICODE\0planted comment"}
    exif[0x8825] = {1: "N", 2: (23.0, 48.0, 37.0), 3: "E", 4: (90.0, 24.0, 45.0), 28: PLACE}
    return exif


def telling_photo(size=(60, 40)):
    return saved(picture(size), "JPEG", exif=telling_exif(), comment=NAME.encode())


def test_a_photo_loses_the_place_where_it_was_taken():
    cleaned = clean(telling_photo(), "photo.jpg")
    assert_nowhere(PLACE, cleaned.content)
    assert "place" in cleaned.removed
    assert not Image.open(io.BytesIO(cleaned.content)).getexif()


@pytest.mark.parametrize(
    "planted, code",
    [(SERIAL, "device"), ("PlantedPhone", "device"), (NAME, "author"), (MOMENT, "times")],
)
def test_a_photo_loses_who_took_it_when_and_with_what(planted, code):
    cleaned = clean(telling_photo(), "photo.jpg")
    assert_nowhere(planted, cleaned.content)
    assert code in cleaned.removed


def test_a_photo_of_any_form_carries_no_metadata_at_all():
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{NAME}</dc:creator></x:xmpmeta>'
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for form, name in [("JPEG", "a.jpeg"), ("PNG", "a.png"), ("WEBP", "a.webp")]:
        told = {"exif": telling_exif(), "xmp": xmp.encode(), "icc_profile": profile}
        cleaned = clean(saved(picture(), form, **told), name)
        image = Image.open(io.BytesIO(cleaned.content))
        image.load()
        assert image.format == form
        assert {"exif", "xmp", "icc_profile", "comment"}.isdisjoint(image.info)
        assert_nowhere(NAME, cleaned.content)
        assert_nowhere("xmpmeta", cleaned.content)
        assert {"author", "place"} <= set(cleaned.removed)


def test_a_picture_loses_the_words_written_into_it():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", NAME)
    words.add_text("Comment", PLACE, zip=True)
    words.add_itxt("Title", SERIAL)
    cleaned = clean(saved(picture(), "PNG", pnginfo=words), "screen.png")
    assert Image.open(io.BytesIO(cleaned.content)).text == {}
    assert not re.search(rb"[tiz]TXt", cleaned.content)
    assert_nowhere(NAME, cleaned.content)
    assert {"author", "title"} <= set(cleaned.removed)


def test_a_photo_that_says_nothing_loses_nothing():
    assert clean(saved(picture(), "JPEG"), "photo.jpg").removed == ()


def test_a_photo_keeps_standing_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    halves = Image.new("RGB", (60, 40), "white")
    halves.paste("black", (0, 0, 60, 20))
    image = Image.open(io.BytesIO(clean(saved(halves, "JPEG", exif=exif), "a.jpg").content))
    assert image.size == (40, 60)
    # What was the upper side is now on the right.
    assert image.getpixel((35, 30))[0] < 60 and image.getpixel((5, 30))[0] > 200


def test_a_photo_keeps_its_colours_without_the_profile_of_the_device():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red = saved(Image.new("RGB", (30, 30), (200, 30, 40)), "PNG", icc_profile=profile)
    pixel = Image.open(io.BytesIO(clean(red, "a.png").content)).getpixel((5, 5))
    assert all(abs(a - b) <= 2 for a, b in zip(pixel, (200, 30, 40), strict=True))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_all_modes_are_taken(mode):
    image = (
        Image.new("I;16", (20, 10), 40_000) if mode == "I;16" else picture((20, 10)).convert(mode)
    )
    assert Image.open(io.BytesIO(clean(saved(image, "PNG"), "a.png").content)).size == (20, 10)


def test_a_photo_for_print_is_taken():
    content = clean(saved(picture(mode="CMYK"), "JPEG"), "a.jpg").content
    assert Image.open(io.BytesIO(content)).mode == "RGB"


def test_a_large_photo_becomes_three_thousand_dots_wide():
    content = clean(saved(Image.new("RGB", (4000, 3000)), "JPEG"), "photo.jpg").content
    assert Image.open(io.BytesIO(content)).size == (3000, 2250)


def png_chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_picture_that_unpacks_to_more_than_forty_megapixels_is_refused_unread():
    header = struct.pack(">IIBBBBB", 8200, 5001, 8, 6, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IEND", b"")
    assert refusal(bomb, "a.png") == sentence("pixels")


def test_a_photo_of_an_apple_phone_is_refused_with_what_to_do():
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
    assert "JPEG" in refusal(heic, "IMG_0001.HEIC")
    assert refusal(heic, "IMG_0001.jpg") == sentence("heic")


def test_what_hangs_behind_a_photo_stays_behind():
    archive = zipped({"evil.class": b"planted program"})
    cleaned = clean(saved(picture(), "JPEG") + archive, "photo.jpg")
    assert not zipfile.is_zipfile(io.BytesIO(cleaned.content))
    assert_nowhere(b"evil.class", cleaned.content)
    assert cleaned.removed == ("hidden_data",)


def test_of_a_photo_with_two_views_the_first_is_kept():
    views = saved(picture(), "MPO", save_all=True, append_images=[picture((30, 20))])
    cleaned = clean(views, "photo.jpg")
    image = Image.open(io.BytesIO(cleaned.content))
    assert image.format == "JPEG" and image.size == (60, 40)
    assert "preview" in cleaned.removed


def test_a_photo_cut_off_in_the_middle_is_refused():
    photo = telling_photo((400, 300))
    assert refusal(photo[: len(photo) // 2], "photo.jpg") == sentence("failed")


# What a file says it is


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GIF = b"GIF89a\x01\0\x01\0\0\0\0;"


@pytest.mark.parametrize(
    "name", ["a.svg", "a.html", "a.gif", "a.zip", "a.mp4", "a.exe", "a", ".jpg."]
)
def test_other_kinds_of_file_are_not_taken(name):
    assert refusal(SVG, name) == sentence("kind_or_sound")
    assert refusal(SVG, name, takes_audio=False) == sentence("kind")


@pytest.mark.parametrize("content", [SVG, HTML, EICAR, GIF, b"MZ\x90\0", b"\x7fELF", b"text"])
@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.code)
def test_a_file_that_is_not_what_its_name_says_is_refused(kind, content, nobody_at_work):
    assert refusal(content, f"report.{kind.code}") == sentence("other")


@pytest.fixture
def nobody_at_work(monkeypatch):
    """These are refused at the door, without opening a room."""
    monkeypatch.setattr(workshop, "clean", None)


def test_each_kind_of_file_is_taken_under_its_own_name_only():
    files = {
        "jpg": saved(picture(), "JPEG"),
        "png": saved(picture(), "PNG"),
        "webp": saved(picture(), "WEBP"),
        "pdf": pdf_file(),
        "docx": zipped(word_parts()),
        "odt": text_document(),
        "wav": wav(),
        "mp3": mp3_frames(),
        "ogg": opus(),
        "m4a": m4a(),
    }
    for code, content in files.items():
        assert clean(content, f"A Name.{code.upper()}").extension == code
        for other in set(files) - {code}:
            assert refusal(content, f"a.{other}")


def test_a_word_document_is_not_taken_as_a_spreadsheet():
    for name in ("a.xlsx", "a.pptx", "a.odt"):
        assert refusal(zipped(word_parts()), name) == sentence("other")
    assert refusal(text_document(), "a.ods") == sentence("other")


@pytest.mark.parametrize("name", ["a.docm", "a.xlsm", "a.pptm", "a.xlsb"])
def test_documents_with_macros_are_not_taken(name):
    assert refusal(zipped(word_parts()), name) == sentence("macros")


def test_an_empty_file_and_a_large_file_are_refused(nobody_at_work):
    assert refusal(b"", "a.jpg") == sentence("empty")
    assert refusal(b"\xff\xd8\xff" + bytes(attachments.LARGEST), "a.jpg") == sentence("large")


def test_the_name_of_a_file_appears_nowhere():
    name = "Ravi Planted from line 7.jpg"
    cleaned = clean(telling_photo(), name)
    assert_nowhere("Ravi", cleaned.content)
    assert "Ravi" not in repr(cleaned) and cleaned.extension == "jpg"
    assert cleaned.media_type == "image/jpeg"
    assert "Ravi" not in refusal(b"nonsense", name)


def test_the_field_names_what_is_taken():
    assert ".docx" in attachments.accepts(True).split(",")
    assert "image/jpeg" in attachments.accepts(False).split(",")
    assert "audio/mpeg" in attachments.accepts(True) and ".mp3" in attachments.accepts(True)
    assert "audio" not in attachments.accepts(False) and ".mp3" not in attachments.accepts(False)


def test_what_was_removed_can_be_said_in_words():
    assert len(attachments.in_words(findings.REMOVED)) == len(findings.REMOVED)
    assert attachments.in_words(["times", "place", "unheard of"]) == [
        "the place where it was made",
        "when it was made and changed",
    ]
    assert attachments.in_words([]) == []


# PDF


def pdf_file(change=lambda pdf: None, **options):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].Contents = pdf.make_stream(b"BT (the words that stay) Tj ET")
    change(pdf)
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def telling_pdf():
    def tell(pdf):
        with pdf.open_metadata() as xmp:
            xmp["dc:creator"] = [NAME]
            xmp["xmp:CreatorTool"] = SERIAL
        pdf.docinfo["/Author"] = NAME
        pdf.docinfo["/CreationDate"] = "D:20240302141205+06'00'"
        pdf.docinfo["/Producer"] = SERIAL
        page = pdf.pages[0].obj
        page.PieceInfo = pikepdf.Dictionary(Planted=pikepdf.Dictionary(Private=NAME))
        page.LastModified = pikepdf.String("D:20240302141205")
        page.Thumb = pdf.make_stream(PLACE.encode())
        page.VP = pikepdf.Array([pikepdf.Dictionary(Measure=pikepdf.Dictionary(GPTS=PLACE))])

    return pdf_file(tell)


def opened_pdf(content):
    return pikepdf.open(io.BytesIO(content))


def test_a_pdf_loses_its_author_and_its_dates():
    cleaned = clean(telling_pdf(), "letter.pdf")
    for planted in (NAME, SERIAL, PLACE, "20240302141205", "xmpmeta"):
        assert_nowhere(planted, cleaned.content)
    assert {"author", "device", "times", "place", "preview"} <= set(cleaned.removed)
    pdf = opened_pdf(cleaned.content)
    assert "/Info" not in pdf.trailer and "/Metadata" not in pdf.Root


def test_a_pdf_keeps_its_pages():
    with opened_pdf(clean(telling_pdf(), "letter.pdf").content) as pdf:
        assert b"the words that stay" in pdf.pages[0].Contents.read_bytes()


def test_a_pdf_gets_a_number_of_chance():
    numbers = set()
    for _time in range(2):
        pdf = opened_pdf(clean(pdf_file(static_id=True), "a.pdf").content)
        numbers.add(bytes(pdf.trailer.ID[0]))
    assert len(numbers) == 2


def test_a_pdf_that_acts_by_itself_does_nothing_any_more():
    def plant(pdf):
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('planted')")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        pdf.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", script]))
        )
        page = pdf.pages[0].obj
        page.AA = pikepdf.Dictionary(O=script)
        page.Annots = pikepdf.Array(
            [link(S=pikepdf.Name(name), F="planted.exe") for name in ("/Launch", "/GoToR")]
        )

    cleaned = clean(pdf_file(plant), "a.pdf")
    for planted in ("app.alert", "planted", "JavaScript", "Launch", "GoToR"):
        assert_nowhere(planted, cleaned.content)
    assert cleaned.removed == ("actions",)


def note(subtype, **more):
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name(f"/{subtype}"),
        Rect=pikepdf.Array([0, 0, 9, 9]),
        **more,
    )


def link(**action):
    return note("Link", A=pikepdf.Dictionary(**action))


def test_a_pdf_keeps_links_to_the_web_and_loses_those_to_a_computer():
    def plant(pdf):
        addresses = ["https://example.org/law", "file:///C:/Users/Ravi/law.pdf"]
        links = [link(S=pikepdf.Name.URI, URI=address) for address in addresses]
        pdf.pages[0].obj.Annots = pikepdf.Array(links)

    content = clean(pdf_file(plant), "a.pdf").content
    with opened_pdf(content) as pdf:
        assert str(pdf.pages[0].Annots[0].A.URI) == "https://example.org/law"
    assert_nowhere("Ravi", content)


def test_a_note_in_a_pdf_keeps_its_words_and_loses_its_author():
    def plant(pdf):
        when = "D:20240302141205"
        words = note("Text", Contents="too dangerous", T=NAME, M=when, CreationDate=when)
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(words)])

    cleaned = clean(pdf_file(plant), "a.pdf")
    assert_nowhere(NAME, cleaned.content)
    assert_nowhere("20240302141205", cleaned.content)
    assert "comments_authors" in cleaned.removed
    with opened_pdf(cleaned.content) as pdf:
        assert str(pdf.pages[0].Annots[0].Contents) == "too dangerous"


def test_a_pdf_loses_the_files_hidden_in_it():
    def plant(pdf):
        pdf.attachments["Ravi.txt"] = pikepdf.AttachedFileSpec(pdf, PLACE.encode())
        carrier = note("FileAttachment", FS=pdf.attachments["Ravi.txt"].obj)
        pdf.pages[0].obj.Annots = pikepdf.Array([carrier])

    cleaned = clean(pdf_file(plant), "a.pdf")
    assert_nowhere(PLACE, cleaned.content)
    assert_nowhere("Ravi", cleaned.content)
    assert "files" in cleaned.removed


def test_a_signed_pdf_loses_the_name_of_the_signer():
    def plant(pdf):
        seal = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, Name=NAME, ByteRange=pikepdf.Array([0, 1]), M="D:2024"
        )
        look = pikepdf.Dictionary(N=pdf.make_stream(NAME.encode()))
        field = pdf.make_indirect(note("Widget", FT=pikepdf.Name.Sig, T="Signature1", AP=look))
        field.V = pdf.make_indirect(seal)
        pdf.pages[0].obj.Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    assert_nowhere(NAME, clean(pdf_file(plant), "a.pdf").content)


def photo_in(pdf, content, filters):
    image = pdf.make_stream(content)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = 60, 40, 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, filters
    image.Metadata = pdf.make_stream(PLACE.encode())
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))


@pytest.mark.parametrize("is_packed_twice", [False, True])
def test_a_photo_in_a_pdf_loses_its_place_and_no_pixel(is_packed_twice):
    photo = telling_photo()
    jpeg = pikepdf.Name.DCTDecode

    def plant(pdf):
        if is_packed_twice:
            both = pikepdf.Array([pikepdf.Name.FlateDecode, jpeg])
            photo_in(pdf, zlib.compress(photo), both)
        else:
            photo_in(pdf, photo, jpeg)

    content = clean(pdf_file(plant), "scan.pdf").content
    for planted in (PLACE, SERIAL, NAME, "PlantedPhone", "Exif"):
        assert_nowhere(planted, content)
    with opened_pdf(content) as pdf:
        found = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
    before, after = (Image.open(io.BytesIO(data)) for data in (photo, found))
    assert before.tobytes() == after.tobytes()


def test_a_finer_photo_in_a_pdf_loses_its_words_too():
    words = b"\0\0\0\x24uuid" + bytes(16) + b"PLANTED XMP "
    signature = b"\0\0\0\x0cjP  \r\n\x87\n"

    def plant(pdf):
        photo_in(pdf, signature + words + b"\0\0\0\x0cjp2c\xff\x4f\xff\x51", pikepdf.Name.JPXDecode)

    assert_nowhere("PLANTED XMP", clean(pdf_file(plant), "scan.pdf").content)


def test_an_earlier_version_inside_a_pdf_stays_behind():
    before = pdf_file(lambda pdf: pdf.docinfo.update({"/Author": pikepdf.String(NAME)}))
    assert NAME.encode() in before
    # What editors write at the end of a file to change it: here, that it has no properties.
    table = int(before[before.rindex(b"startxref") + 9 :].split()[0])
    root = re.search(rb"/Root (\d+) 0 R", before)[1]
    update = b"xref\n0 0\ntrailer << /Root %s 0 R /Size 9 /Prev %d >>\n" % (root, table)
    update += b"startxref\n%d\n%%%%EOF\n" % len(before)
    assert_nowhere(NAME, clean(before + update, "a.pdf").content)


def test_a_pdf_locked_with_a_password_is_refused():
    locked = pdf_file(encryption=pikepdf.Encryption(owner="o", user="u"))
    assert refusal(locked, "a.pdf") == sentence("password")
    for_reading = pdf_file(encryption=pikepdf.Encryption(owner="o", user=""))
    assert not opened_pdf(clean(for_reading, "a.pdf").content).is_encrypted


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n" + b"junk " * 99, b"%PDF-" + GIF])
def test_a_broken_pdf_is_refused(content):
    assert refusal(content, "a.pdf") in (sentence("other"), sentence("failed"))


# Documents


def zipped(members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def members_in(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def assert_well_formed(content):
    """Every part can be parsed, every link points at a part, and every part has a type."""
    members = members_in(content)
    for name, part in members.items():
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(part)
    for name in filter(lambda name: name.endswith(".rels"), members):
        folder = name.rpartition("_rels/")[0]
        for item in ElementTree.fromstring(members[name]):
            if item.get("TargetMode") != "External":
                steps = folder.rstrip("/").split("/") + item.get("Target").split("/")
                assert walked(steps) in members
    return members


def walked(steps):
    way = []
    for step in filter(None, steps):
        way = way[:-1] if step == ".." else [*way, step]
    return "/".join(way)


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)
CORE = (
    f'<cp:coreProperties xmlns:cp="{PACKAGE}metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    f"<dc:creator>{NAME}</dc:creator><cp:lastModifiedBy>{NAME}</cp:lastModifiedBy>"
    "<dcterms:created>2024-03-02T14:12:05Z</dcterms:created></cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Company>{PLACE}</Company><Application>{SERIAL}</Application></Properties>"
)


def links(*targets):
    """Relationships rId1, rId2...: pairs of a type and a target; a third word makes it external."""
    lines = [
        f'<Relationship Id="rId{number}" Target="{target}"'
        f' Type="{type_ if "/" in type_ else OFFICE + type_}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if outside else ''}/>"
        for number, (type_, target, *outside) in enumerate(targets, 1)
    ]
    return f'<Relationships xmlns="{PACKAGE}relationships">{"".join(lines)}</Relationships>'


def types(**overrides):
    lines = [
        f'<Override PartName="/{name}" ContentType="{type_}"/>' for name, type_ in overrides.items()
    ]
    return (
        f'<Types xmlns="{PACKAGE}content-types"><Default Extension="xml" ContentType='
        f'"application/xml"/>{"".join(lines)}</Types>'
    )


def office_parts(code, main, content, targets=(), **more):
    type_ = kinds.BY_CODE[code].media_type + ".main+xml"
    folder, _slash, name = main.rpartition("/")
    parts = {
        "[Content_Types].xml": types(**{main: type_}),
        "_rels/.rels": links(
            ("officeDocument", main),
            (PACKAGE + "relationships/metadata/core-properties", "docProps/core.xml"),
            ("extended-properties", "docProps/app.xml"),
            (PACKAGE + "relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"),
        ),
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
        "docProps/thumbnail.jpeg": telling_photo(),
        main: content,
        f"{folder}/_rels/{name}.rels": links(*targets),
    }
    return parts | more


def word_parts(body="<w:p><w:r><w:t>words that stay</w:t></w:r></w:p>", targets=(), **more):
    content = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    return office_parts("docx", "word/document.xml", content, targets, **more)


def cleaned_word(*args, **more):
    """The members of a cleaned document, of which every byte was searched for the usual names."""
    cleaned = clean(zipped(word_parts(*args, **more)), "letter.docx")
    for planted in (NAME, PLACE, SERIAL, "2024-03-02"):
        assert_nowhere(planted, cleaned.content)
    return assert_well_formed(cleaned.content), cleaned.removed


def test_a_document_loses_its_author_its_company_and_its_preview():
    members, removed = cleaned_word()
    assert b"words that stay" in members["word/document.xml"]
    assert {"author", "device", "times", "preview"} <= set(removed)
    assert "docProps/thumbnail.jpeg" not in members
    assert len(ElementTree.fromstring(members["docProps/core.xml"])) == 0


def test_a_document_loses_who_changed_it_and_when():
    body = (
        f'<w:p w:rsidR="00PLANTD"><w:ins w:id="1" w:author="{NAME}" w:date="2024-03-02T14:12:05Z">'
        f'<w:r><w:t>added words</w:t></w:r></w:ins><w:del w:id="2" w:author="{NAME}" '
        'w:date="2024-03-02T14:12:05Z"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>'
    )
    members, removed = cleaned_word(body)
    document = members["word/document.xml"]
    assert b"added words" in document and b'w:author="Author"' in document
    assert b"w:date" not in document and b"rsid" not in document
    assert "comments_authors" in removed


def test_a_document_loses_who_commented():
    comments = (
        f'<w:comments {SPACES}><w:comment w:id="0" w:author="{NAME}" w:initials="RPL" '
        'w:date="2024-03-02T14:12:05Z"><w:p><w:r><w:t>not safe</w:t></w:r></w:p></w:comment>'
        "</w:comments>"
    )
    people = (
        '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        f'<w15:person w15:author="{NAME}"><w15:presenceInfo w15:userId="S::ravi@planted.org"/>'
        "</w15:person></w15:people>"
    )
    members, _removed = cleaned_word(
        targets=[
            ("comments", "comments.xml"),
            ("http://schemas.microsoft.com/office/2011/relationships/people", "people.xml"),
        ],
        **{"word/comments.xml": comments, "word/people.xml": people},
    )
    assert b"not safe" in members["word/comments.xml"]
    assert b"RPL" not in members["word/comments.xml"]
    assert "word/people.xml" not in members


def test_a_document_loses_its_template_and_what_was_noted_in_its_settings():
    settings = (
        f'<w:settings {SPACES}><w:attachedTemplate r:id="rId1"/><w:zoom w:percent="100"/>'
        f'<w:rsids><w:rsidRoot w:val="00PLANTD"/></w:rsids><w:docVars><w:docVar w:name="a" '
        f'w:val="{NAME}"/></w:docVars></w:settings>'
    )
    template = ("attachedTemplate", "file:///C:/Users/Ravi/Normal.dotm", "outside")
    members, removed = cleaned_word(
        targets=[("settings", "settings.xml")],
        **{"word/settings.xml": settings, "word/_rels/settings.xml.rels": links(template)},
    )
    assert b"zoom" in members["word/settings.xml"]
    assert b"attachedTemplate" not in members["word/settings.xml"]
    assert all(b"Ravi" not in part for part in members.values())
    assert "links" in removed


def test_a_document_keeps_links_to_the_web_and_loses_those_to_a_computer():
    body = (
        '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>the law</w:t></w:r></w:hyperlink>'
        '<w:hyperlink r:id="rId2"><w:r><w:t>my file</w:t></w:r></w:hyperlink></w:p>'
    )
    members, removed = cleaned_word(
        body,
        [
            ("hyperlink", "https://example.org/law", "outside"),
            ("hyperlink", "file:///C:/Users/Ravi/law.docx", "outside"),
        ],
    )
    assert b"https://example.org/law" in members["word/_rels/document.xml.rels"]
    assert b"Ravi" not in members["word/_rels/document.xml.rels"]
    assert (
        b"my file" in members["word/document.xml"] and b"rId2" not in members["word/document.xml"]
    )
    assert "links" in removed


def field(code, shown):
    parts = [
        '<w:fldChar w:fldCharType="begin"/>',
        *[f"<w:instrText>{piece}</w:instrText>" for piece in code],
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{shown}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ]
    return "".join(f"<w:r>{part}</w:r>" for part in parts)


def test_fields_that_show_the_author_or_the_file_show_nothing():
    bound = (
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:creator[1]"/></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{NAME}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    simple = f'<w:fldSimple w:instr=" AUTHOR "><w:r><w:t>{NAME}</w:t></w:r></w:fldSimple>'
    path = field([" FILENAME", " \\p "], "C:\\Users\\Ravi\\letter.docx")
    page = field([" PAGE "], "seven")
    members, _removed = cleaned_word(
        f"<w:p>{bound}{simple}{path}{page}<w:r><w:t>end</w:t></w:r></w:p>"
    )
    document = members["word/document.xml"]
    assert b"Ravi" not in document
    assert b"seven" in document and b"PAGE" in document and b"<w:t>end</w:t>" in document


def test_fields_that_fetch_something_fetch_nothing():
    linked = field([' LINK Excel.Sheet.12 "C:', '\\\\Users\\\\Ravi\\\\pay.xlsx" '], "42")
    dde = field([' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" '], "shown")
    members, _removed = cleaned_word(f"<w:p>{linked}{dde}</w:p>")
    document = members["word/document.xml"]
    assert b"Ravi" not in document and b"DDE" not in document and b"cmd" not in document
    assert b"42" in document


def word_with_photo(content, target="media/IMG_20240302_141205.jpg"):
    drawing = (
        '<w:p><w:drawing><wp:docPr xmlns:wp="urn:wp" id="1" name="IMG_20240302_141205.jpg" '
        'descr="C:\\Users\\Ravi\\IMG_1.jpg"/><a:blip xmlns:a="urn:a" r:embed="rId1"/></w:drawing></w:p>'
    )
    return word_parts(drawing, [("image", target)], **{"word/" + target: content})


def test_a_photo_in_a_document_is_cleaned_too_and_loses_its_name():
    cleaned = clean(zipped(word_with_photo(telling_photo())), "letter.docx")
    for planted in (PLACE, SERIAL, NAME, "20240302", "Ravi"):
        assert_nowhere(planted, cleaned.content)
    members = assert_well_formed(cleaned.content)
    assert Image.open(io.BytesIO(members["word/media/image1.jpg"])).size == (60, 40)
    assert b'r:embed="rId1"' in members["word/document.xml"]
    assert "place" in cleaned.removed


def test_what_cannot_be_cleaned_in_a_document_refuses_it_with_what_to_do():
    emf = word_with_photo(b"\x01\0\0\0" + bytes(100), "media/image1.emf")
    assert refusal(zipped(emf), "a.docx") == sentence("inside")
    for kind in ("oleObject", "control", "video", "aFChunk", "package"):
        parts = word_parts(targets=[(kind, "thing.bin")], **{"word/thing.bin": b"planted"})
        assert refusal(zipped(parts), "a.docx") == sentence("inside")
    assert "PDF" in sentence("inside")


def test_a_document_with_a_program_in_it_is_refused():
    program = [
        ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin")
    ]
    parts = word_parts(targets=program, **{"word/vbaProject.bin": b"planted"})
    assert refusal(zipped(parts), "a.docx") == sentence("macros")
    parts = word_parts()
    type_ = "application/vnd.ms-word.document.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = types(**{"word/document.xml": type_})
    assert refusal(zipped(parts), "a.docx") == sentence("macros")


def test_parts_that_no_document_needs_stay_behind():
    members, removed = cleaned_word(
        targets=[("customXml", "../customXml/item1.xml"), ("printerSettings", "printer.bin")],
        **{
            "customXml/item1.xml": f"<a>{NAME}</a>",
            "word/printer.bin": SERIAL.encode("utf-16-le"),
            "word/unknown.xml": f"<a>{NAME}</a>",
        },
    )
    assert not any("custom" in name or "unknown" in name or "printer" in name for name in members)
    assert {"hidden_data", "device"} <= set(removed)


def test_comments_in_the_code_of_a_document_stay_behind():
    members, _removed = cleaned_word(f"<!-- {NAME} --><?planted {NAME}?><w:p/>")
    assert b"<w:p/>" in members["word/document.xml"]


def test_a_document_keeps_its_prefixes_and_its_signs():
    body = '<w:p w14:paraId="1"><w:r><w:t xml:space="preserve"> a &lt;b&gt; &amp; ünï\u2019 </w:t></w:r></w:p>'
    members, _removed = cleaned_word(body)
    document = members["word/document.xml"].decode()
    assert body in document and 'mc:Ignorable="w14"' in document


def test_all_parts_of_a_document_have_the_same_old_date():
    content = clean(zipped(word_parts()), "a.docx").content
    dates = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_a_spreadsheet_loses_who_made_it_where_and_on_which_printer():
    workbook = (
        f'<workbook {SHEET} xmlns:r="{OFFICE[:-1]}" xmlns:x15ac="urn:x15ac">'
        f'<fileSharing userName="{NAME}"/><x15ac:absPath url="C:\\Users\\Ravi\\"/>'
        '<sheets><sheet name="Wages" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    sheet = (
        f'<worksheet {SHEET} xmlns:r="{OFFICE[:-1]}"><sheetData><row><c><v>42</v></c></row>'
        '</sheetData><pageSetup orientation="portrait" r:id="rId1"/></worksheet>'
    )
    comments = (
        f"<comments {SHEET}><authors><author>{NAME}</author></authors><commentList>"
        f'<comment ref="A1" authorId="0"><text><r><t>{NAME}:</t></r><r><t> too low</t></r></text>'
        "</comment></commentList></comments>"
    )
    person = "http://schemas.microsoft.com/office/2017/10/relationships/person"
    parts = office_parts(
        "xlsx",
        "xl/workbook.xml",
        workbook,
        [("worksheet", "worksheets/sheet1.xml"), (person, "persons/person.xml")],
    )
    parts |= {
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/_rels/sheet1.xml.rels": links(
            ("printerSettings", "../printerSettings1.bin"), ("comments", "../comments1.xml")
        ),
        "xl/printerSettings1.bin": SERIAL.encode("utf-16-le"),
        "xl/comments1.xml": comments,
        "xl/persons/person.xml": f'<personList><person displayName="{NAME}"/></personList>',
    }
    cleaned = clean(zipped(parts), "wages.xlsx")
    for planted in (NAME, SERIAL, PLACE, "Ravi"):
        assert_nowhere(planted, cleaned.content)
    members = assert_well_formed(cleaned.content)
    assert b"<v>42</v>" in members["xl/worksheets/sheet1.xml"]
    assert b'orientation="portrait"/>' in members["xl/worksheets/sheet1.xml"]
    assert b"too low" in members["xl/comments1.xml"]


def test_a_presentation_loses_who_commented():
    space = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    authors = (
        f'<p:cmAuthorLst {space}><p:cmAuthor id="0" name="{NAME}" initials="RPL"/></p:cmAuthorLst>'
    )
    modern = f'<p188:authorLst xmlns:p188="urn:p188"><p188:author id="{{1}}" name="{NAME}" userId="ravi@planted.org" providerId="AD"/></p188:authorLst>'
    changes = "http://schemas.microsoft.com/office/2016/11/relationships/changesInfo"
    parts = office_parts(
        "pptx",
        "ppt/presentation.xml",
        f"<p:presentation {space}/>",
        [
            ("commentAuthors", "commentAuthors.xml"),
            ("http://schemas.microsoft.com/office/2018/10/relationships/authors", "authors.xml"),
            (changes, "changes.xml"),
        ],
    )
    parts |= {
        "ppt/commentAuthors.xml": authors,
        "ppt/authors.xml": modern,
        "ppt/changes.xml": f"<a>{NAME}</a>",
    }
    content = clean(zipped(parts), "talk.pptx").content
    for planted in (NAME, "RPL", "ravi@planted.org"):
        assert_nowhere(planted, content)
    assert_well_formed(content)


def test_the_table_behind_a_chart_stays_behind():
    chart = (
        f'<c:chart xmlns:c="urn:c" xmlns:r="{OFFICE[:-1]}"><c:v>42</c:v>'
        '<c:externalData r:id="rId1"/></c:chart>'
    )
    members, removed = cleaned_word(
        '<w:p><c:chart xmlns:c="urn:c" r:id="rId1"/></w:p>',
        [("chart", "charts/chart1.xml")],
        **{
            "word/charts/chart1.xml": chart,
            "word/charts/_rels/chart1.xml.rels": links(("package", "../embeddings/a.xlsx")),
            "word/embeddings/a.xlsx": zipped({"docProps/core.xml": CORE}),
        },
    )
    assert b"<c:v>42</c:v>" in members["word/charts/chart1.xml"]
    assert b"externalData" not in members["word/charts/chart1.xml"]
    assert "files" in removed


# LibreOffice


TEXT_SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
TEXT_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"/>{}</manifest:manifest>'
)


def text_document(body="<text:p>words that stay</text:p>", **more):
    content = f"<office:document-content {TEXT_SPACES}>{body}</office:document-content>"
    meta = (
        f"<office:document-meta {TEXT_SPACES}><meta:initial-creator>{NAME}</meta:initial-creator>"
        f"<dc:date>2024-03-02T14:12:05</dc:date><meta:generator>{SERIAL}</meta:generator>"
        "</office:document-meta>"
    )
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "meta.xml": meta,
        "settings.xml": f"<a>{SERIAL}</a>",
        "Thumbnails/thumbnail.png": saved(picture(), "PNG", exif=telling_exif()),
        "META-INF/manifest.xml": TEXT_MANIFEST.format(""),
    }
    return zipped(members | more)


def cleaned_text(*args, **more):
    cleaned = clean(text_document(*args, **more), "letter.odt")
    for planted in (NAME, PLACE, SERIAL, "2024-03-02", "Ravi"):
        assert_nowhere(planted, cleaned.content)
    members = members_in(cleaned.content)
    for name in filter(lambda name: name.endswith(".xml"), members):
        ElementTree.fromstring(members[name])
    listed = re.findall(rb'full-path="([^"]*)"', members["META-INF/manifest.xml"])
    assert {name.decode() for name in listed} <= {*members, "/", "Object 1/"}
    return members, cleaned.removed


def test_a_libreoffice_document_loses_its_author_its_printer_and_its_preview():
    members, removed = cleaned_text()
    assert b"words that stay" in members["content.xml"]
    assert {"author", "device", "times", "preview"} <= set(removed)
    assert set(members) == {"mimetype", "content.xml", "meta.xml", "META-INF/manifest.xml"}
    assert next(iter(members)) == "mimetype"


def test_a_libreoffice_document_loses_who_commented_and_changed():
    body = (
        f"<text:p><office:annotation><dc:creator>{NAME}</dc:creator><dc:date>2024-03-02T14:12:05"
        "</dc:date><meta:creator-initials>RPL</meta:creator-initials><text:p>not safe</text:p>"
        f"</office:annotation><text:author-name>{NAME}</text:author-name>"
        "<text:file-name>/home/Ravi/letter.odt</text:file-name></text:p>"
    )
    members, removed = cleaned_text(body)
    assert b"not safe" in members["content.xml"] and b"RPL" not in members["content.xml"]
    assert {"comments_authors", "author", "times", "title"} <= set(removed)


def test_a_photo_in_a_libreoffice_document_is_cleaned_too_and_loses_its_name():
    name = "Pictures/IMG_Ravi.jpg"
    body = (
        f'<draw:image xlink:href="{name}"/><draw:image xlink:href="http://planted.example/x.png"/>'
    )
    members, removed = cleaned_text(body, **{name: telling_photo()})
    assert b'xlink:href="Pictures/image1.jpg"' in members["content.xml"]
    assert b"planted.example" not in members["content.xml"]
    assert Image.open(io.BytesIO(members["Pictures/image1.jpg"])).size == (60, 40)
    assert {"place", "links"} <= set(removed)


def test_an_object_in_a_libreoffice_document_is_cleaned_like_the_document():
    inside = f"<a {TEXT_SPACES}><dc:creator>{NAME}</dc:creator><text:p>a chart</text:p></a>"
    members, _removed = cleaned_text(
        '<draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/>',
        **{
            "Object 1/content.xml": inside,
            "Object 1/meta.xml": f"<a>{NAME}</a>",
            "ObjectReplacements/Object 1": NAME.encode(),
        },
    )
    assert b"a chart" in members["Object 1/content.xml"]
    assert "Object 1/meta.xml" not in members
    assert b"ObjectReplacements" not in members["content.xml"]


def test_a_libreoffice_document_with_a_program_or_a_password_is_refused():
    program = text_document(**{"Basic/Standard/Module1.xml": "<a/>"})
    assert refusal(program, "a.odt") == sentence("macros")
    lock = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    locked = text_document(**{"META-INF/manifest.xml": TEXT_MANIFEST.format(lock)})
    assert refusal(locked, "a.odt") == sentence("password")


# Archives that mean harm


def test_an_archive_that_unpacks_to_far_too_much_is_refused():
    bomb = word_parts(**{"word/bomb.xml": b"a" * 30_000_000})
    assert refusal(zipped(bomb), "a.docx") == sentence("unsafe")
    many = word_parts(**{f"word/{number}.xml": b"a" * 900_000 for number in range(70)})
    assert refusal(zipped(many), "a.docx") == sentence("unsafe")
    crowd = word_parts(**{f"word/{number}.xml": b"" for number in range(4000)})
    assert refusal(zipped(crowd), "a.docx") == sentence("unsafe")


def test_an_archive_that_lies_about_its_size_is_refused():
    honest = zipped(word_parts())
    end = honest.index(b"PK\x01\x02")
    sizes = slice(end + 24, end + 28)
    lying = honest[: sizes.start] + struct.pack("<I", 5) + honest[sizes.stop :]
    assert refusal(lying, "a.docx") == sentence("other")


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "word/../../evil.xml", "C:/evil.xml", "..\\evil.xml"]
)
def test_an_archive_that_leaves_its_folder_is_refused(name):
    assert refusal(zipped(word_parts() | {name: b"<a/>"}), "a.docx") == sentence("unsafe")


def test_an_archive_with_a_link_to_a_disk_is_refused():
    written = io.BytesIO(zipped(word_parts()))
    with zipfile.ZipFile(written, "a") as archive:
        entry = zipfile.ZipInfo("word/passwd.xml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    assert refusal(written.getvalue(), "a.docx") == sentence("unsafe")


def test_an_archive_in_an_archive_is_refused():
    inside = word_parts(**{"word/inside.zip": zipped({"a": b"a"})})
    assert refusal(zipped(inside), "a.docx") == sentence("unsafe")


def test_an_archive_with_a_password_is_refused():
    locked = bytearray(zipped(word_parts()))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(locked), "a.docx") == sentence("password")
    assert refusal(kinds.OLD_OFFICE_OR_LOCKED + bytes(600), "a.docx") == sentence("password")


def test_entities_that_multiply_or_fetch_are_refused():
    for entity in ('"ha">', 'SYSTEM "file:///etc/passwd">'):
        parts = word_parts()
        parts["word/document.xml"] = f"<!DOCTYPE a [<!ENTITY b {entity}]><a>&b;</a>"
        assert refusal(zipped(parts), "a.docx") == sentence("unsafe")


def test_parts_that_point_at_each_other_come_to_an_end():
    members, _removed = cleaned_word(
        targets=[("header", "header1.xml")],
        **{
            "word/header1.xml": f"<w:hdr {SPACES}/>",
            "word/_rels/header1.xml.rels": links(("header", "document.xml")),
        },
    )
    assert "word/header1.xml" in members


# Sound


def wav(extra=b""):
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", "NONE"))
        sound.writeframes(bytes(range(256)) * 40)
    content = written.getvalue() + extra
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]


def mp3_frames(count=30):
    """Frames of 417 bytes at 128 kilobits and 44.1 kHz, each with a byte of its own."""
    return b"".join(b"\xff\xfb\x90\xc4" + bytes([number % 200] * 413) for number in range(count))


def opus(comments=b""):
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    words = NAME.encode() + comments
    tags = b"OpusTags" + struct.pack("<I", len(words)) + words
    comment = b"ARTIST=" + NAME.encode()
    tags += struct.pack("<II", 1, len(comment)) + comment
    pages = [*OggPage.from_packets([head]), *OggPage.from_packets([tags], sequence=1)]
    sound = OggPage.from_packets(
        [bytes([8]) + b"sound %d" % n for n in range(50)], sequence=len(pages)
    )
    for page in (pages := pages + sound):
        page.serial = 0x4711
    pages[0].first, pages[-1].last, pages[-1].position = True, True, 48_000
    return b"".join(page.write() for page in pages)


def box(name, *inside):
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + name + body


SOUND = b"the sound itself"


def m4a(handler=b"soun"):
    """A recording as a phone writes it: the sound, then the tables, with the place in udta."""
    when = struct.pack(">I", 3_792_000_000)
    place = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + PLACE.encode()))
    start = box(b"ftyp", b"M4A \0\0\0\0")
    data = box(b"mdat", b"PLANTED BESIDE" + SOUND)
    at = len(start) + 8 + len(b"PLANTED BESIDE")
    tables = box(
        b"stbl",
        box(b"stsd", bytes(8)),
        box(b"stts", struct.pack(">IIII", 0, 1, 1, 1)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stsz", struct.pack(">IIII", 0, 0, 1, len(SOUND))),
        box(b"stco", struct.pack(">III", 0, 1, at)),
    )
    media = box(
        b"mdia",
        box(b"mdhd", bytes(4) + when * 2 + struct.pack(">II", 1000, 5000) + bytes(4)),
        box(b"hdlr", bytes(8) + handler + b"appl" + bytes(8) + SERIAL.encode() + b"\0"),
        box(b"minf", box(b"smhd", bytes(8)), tables),
    )
    track = box(b"trak", box(b"tkhd", bytes(4) + when * 2 + bytes(72)), media, place)
    movie = box(b"mvhd", bytes(4) + when * 2 + struct.pack(">II", 1000, 5000) + bytes(80))
    tags = box(b"uuid", NAME.encode())
    return start + data + box(b"moov", movie, track, place, tags) + box(b"free", NAME.encode())


def test_a_recording_is_not_taken_from_somebody_without_a_name(nobody_at_work):
    for name in ("a.mp3", "a.m4a", "a.ogg", "a.opus", "a.wav", "a.amr"):
        told = refusal(mp3_frames(), name, takes_audio=False)
        assert told == sentence("voice") and "trust" in told


def test_a_recording_of_a_phone_loses_the_place_and_the_moment():
    cleaned = clean(m4a(), "voice.m4a")
    when = struct.pack(">I", 3_792_000_000)
    for planted in (PLACE.encode(), NAME.encode(), SERIAL.encode(), b"\xa9xyz", when, b"BESIDE"):
        assert_nowhere(planted, cleaned.content)
    assert SOUND in cleaned.content and cleaned.media_type == "audio/mp4"
    assert not mutagen.File(io.BytesIO(cleaned.content)).tags
    assert cleaned.removed


def test_a_film_is_not_taken_as_a_recording():
    assert refusal(m4a(handler=b"vide"), "voice.m4a") == sentence("other")


def test_an_mp3_loses_its_tags_wherever_they_stand():
    tags = ID3()
    tags.add(TPE1(encoding=1, text=NAME))
    tags.add(COMM(encoding=3, lang="eng", desc="", text=PLACE))
    file = io.BytesIO(mp3_frames())
    tags.save(file)
    old = b"TAG" + NAME.encode().ljust(125, b"\0")
    ape = b"APETAGEX" + bytes(24) + SERIAL.encode()
    cleaned = clean(file.getvalue() + ape + old, "voice.mp3")
    for planted in (NAME, PLACE, SERIAL, "APETAGEX", "TAG"):
        assert_nowhere(planted, cleaned.content)
    assert cleaned.content == mp3_frames()
    assert {"author", "title"} <= set(cleaned.removed)


def test_an_mp3_loses_the_name_of_the_program_that_made_it():
    first = b"\xff\xfb\x90\xc4" + bytes(17) + b"Info" + struct.pack(">II", 1, 30) + SERIAL.encode()
    cleaned = clean(first.ljust(417, b"\0") + mp3_frames(), "voice.mp3")
    assert_nowhere(SERIAL, cleaned.content)
    assert cleaned.content.endswith(mp3_frames())


def test_an_ogg_recording_loses_its_comments_and_its_number():
    cleaned = clean(opus(), "voice.opus")
    assert_nowhere(NAME, cleaned.content)
    assert_nowhere(struct.pack("<I", 0x4711), cleaned.content)
    assert b"sound 49" in cleaned.content
    assert not mutagen.File(io.BytesIO(cleaned.content)).tags
    assert cleaned.extension == "ogg" and "author" in cleaned.removed
    assert_nowhere(NAME, clean(opus(b"x" * 100_000), "voice.ogg").content)


def test_a_wav_recording_keeps_its_sound_only():
    letter = b"IART" + struct.pack("<I", 18) + NAME.encode() + b"\0"
    extra = b"LIST" + struct.pack("<I", 4 + len(letter)) + b"INFO" + letter
    extra += b"bext" + struct.pack("<I", 604) + PLACE.encode().ljust(604, b"\0")
    cleaned = clean(wav(extra), "voice.wav")
    assert cleaned.content == wav()
    assert cleaned.removed == ("hidden_data",)


# The closed room


def room(monkeypatch, program):
    monkeypatch.setattr(workshop, "COMMAND", [sys.executable, "-P", "-B", "-c", program])


@pytest.fixture
def in_a_hurry(monkeypatch):
    monkeypatch.setattr(workshop, "SECONDS_TO_CLEAN", 0.5)
    monkeypatch.setattr(workshop, "SECONDS_TO_WAIT", 0.2)


def test_a_file_that_hangs_is_refused_in_time(monkeypatch, in_a_hurry):
    room(monkeypatch, "import time; time.sleep(60)")
    began = time.monotonic()
    assert refusal(telling_photo(), "a.jpg") == sentence("slow")
    assert time.monotonic() - began < 5


def test_a_file_that_is_not_even_read_is_refused_in_time(monkeypatch, in_a_hurry):
    room(monkeypatch, "import time; time.sleep(60)")
    # Larger than a pipe holds: the door waits while it hands the file in.
    assert refusal(b"\xff\xd8\xff" + bytes(5_000_000), "a.jpg") == sentence("slow")


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import sys; sys.exit(3)",
        "print('hello')",
        "print('[]')",
        "print('{}')",
        'print(\'{"refused": null, "removed": [[]], "length": 0}\')',
        'print(\'{"refused": null, "removed": [], "length": 99}\')',
        "import sys; sys.stdout.write('x' * 30_000_000)",
        "x = bytearray(10**11)",
    ],
)
def test_a_room_that_breaks_is_a_sentence_and_not_an_error(monkeypatch, program):
    if "bytearray" in program:
        program = f"from dialogue.attachments import closed_room as c; c.lock()\n{program}"
    room(monkeypatch, program)
    assert refusal(telling_photo(), "a.jpg") == sentence("failed")


def test_a_file_that_computes_without_end_is_stopped(monkeypatch):
    lock = "from dialogue.attachments import closed_room as c; c.CPU_SECONDS = 1; c.lock()"
    room(monkeypatch, f"{lock}\nwhile True: pass")
    assert refusal(telling_photo(), "a.jpg") == sentence("slow")


def test_a_refusal_holds_no_word_of_the_file(monkeypatch):
    room(monkeypatch, f"""print('{{"refused": "{NAME}", "removed": [], "length": 0}}')""")
    assert refusal(telling_photo(), "a.jpg") == sentence("failed")


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname')",
        "open('/tmp/planted', 'w')",
        "__import__('socket').socket()",
        "__import__('os').pipe()",
        "__import__('subprocess').run(['true'])",
        "__import__('tempfile').TemporaryFile()",
        "bytearray(2_000_000_000)",
    ],
)
def test_from_the_closed_room_nothing_can_be_reached(attempt):
    program = (
        "import socket, subprocess, tempfile\nfrom dialogue.attachments import closed_room\n"
        f"closed_room.lock()\ntry:\n    {attempt}\nexcept (OSError, MemoryError):\n    print('no')"
    )
    said = subprocess.run(
        [sys.executable, "-P", "-B", "-c", program],
        env=workshop.ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    assert said.stdout == "no\n", said.stderr


def test_the_room_is_given_no_secret_and_no_django(monkeypatch):
    monkeypatch.setenv("PLANTED_SECRET", "planted")
    program = (
        "import os, sys, json, dialogue.attachments.closed_room, dialogue.attachments.images,"
        "dialogue.attachments.pdf, dialogue.attachments.office, dialogue.attachments.audio\n"
        "told = json.dumps([sorted(os.environ), any(n.startswith('django') for n in sys.modules)])\n"
        "said = {'refused': None, 'removed': [], 'length': len(told)}\n"
        "sys.stdin.read(); print(json.dumps(said)); sys.stdout.write(told)"
    )
    room(monkeypatch, program)
    environment, has_django = json.loads(clean(pdf_file(), "a.pdf").content)
    assert set(environment) <= {"PYTHONPATH", "LC_CTYPE"}
    assert not has_django


def test_no_file_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for content, name in [(telling_photo(), "a.jpg"), (zipped(word_parts()), "a.docx")]:
        clean(content, name)
    assert list(tmp_path.iterdir()) == []


def test_two_files_are_cleaned_at_once_and_a_third_waits_its_turn(monkeypatch, in_a_hurry):
    monkeypatch.setattr(workshop, "SECONDS_TO_CLEAN", 2)
    room(monkeypatch, "import time; time.sleep(60)")
    told = []
    busy = [
        threading.Thread(target=lambda: told.append(refusal(telling_photo(), "a.jpg")))
        for _one in range(workshop.AT_ONCE)
    ]
    for thread in busy:
        thread.start()
    time.sleep(0.5)
    assert refusal(telling_photo(), "a.jpg") == sentence("busy")
    for thread in busy:
        thread.join()
    assert told == [sentence("slow")] * workshop.AT_ONCE


def test_after_a_file_that_hung_the_next_one_is_cleaned(monkeypatch, in_a_hurry):
    with monkeypatch.context() as hanging:
        room(hanging, "import time; time.sleep(60)")
        for _time in range(workshop.AT_ONCE + 1):
            refusal(telling_photo(), "a.jpg")
    monkeypatch.setattr(workshop, "SECONDS_TO_CLEAN", 20)
    assert clean(telling_photo(), "a.jpg").content


def test_the_room_opens_at_once():
    """Measured in work, not on the clock: the machine may be busy with other things."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clean(saved(picture(), "JPEG"), "a.jpg")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5
