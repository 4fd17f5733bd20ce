"""The zip around an office document: read with suspicion, written anew with one date (UPL-2)."""

import io
import stat
import zipfile
import zlib

from dialogue.attachments.findings import CannotClean

MOST_MEMBERS = 3000
MOST_UNPACKED = 60_000_000
# Text with much repetition reaches 1:100; a bomb begins at 1:1000.
MOST_RATIO = 300
TOO_SMALL_TO_BE_A_BOMB = 1_000_000

LOCKED = 0x1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")

# The first moment that a zip can tell.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def members_of(content):
    """Every file in the archive by its name. What is odd about any of them refuses them all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            check_together(entries)
            return {entry.filename: unpacked(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, UnicodeDecodeError):
        raise CannotClean("other") from None


def check_together(entries):
    names = {entry.filename.lower() for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    if len(names) != len(entries) or len(names) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise CannotClean("unsafe")
    for entry in entries:
        check(entry)


def check(entry):
    if entry.flag_bits & LOCKED:
        raise CannotClean("password")
    if (
        leaves_its_folder(entry)
        or is_no_file(entry)
        or is_a_bomb(entry)
        or entry.compress_type not in METHODS
    ):
        raise CannotClean("unsafe")


def leaves_its_folder(entry):
    # zipfile cuts a name at a zero and turns backslashes; what was really written is orig_filename.
    name = entry.orig_filename
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or steps[0] == "" or ":" in steps[0] or "\0" in name


def is_no_file(entry):
    mode = stat.S_IFMT(entry.external_attr >> 16)
    return mode not in (0, stat.S_IFREG)


def is_a_bomb(entry):
    return (
        entry.file_size > TOO_SMALL_TO_BE_A_BOMB
        and entry.file_size > entry.compress_size * MOST_RATIO
    )


def unpacked(archive, entry):
    with archive.open(entry) as member:
        # zipfile stops at the size it was told, and then compares the checksum.
        content = member.read(entry.file_size + 1)
    # The tables behind a chart are archives too; they are never opened, and never kept.
    if content.startswith(ARCHIVES) and "/embeddings/" not in entry.filename:
        raise CannotClean("unsafe")
    return content


def packed(members, stored=()):
    """Members in the order given, all of the same date, made on no machine in particular."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()
