"""What a browser sends us, kept in memory only and bounded; files are cleaned before anything else.

A temporary file would outlive the request on a disk, so none is ever made (security.md ANO-1, UPL-1).
"""

from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialogue import attachments
from dialogue.attachments.several import all_cleaned
from dialogue.portal.turns import taking_in_files

PLAIN_FORM, FORM_WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"
FIELD = "files"
MB = 1024 * 1024
# Three of the largest files, with everything that may be written beside them.
LARGEST_BODY = attachments.MOST * attachments.LARGEST + MB
# A browser shows our answer only when it could send everything; further than this we do not listen.
LARGEST_DRAINED, DRAINED_AT_ONCE = 64 * MB, 64 * 1024


class TooLarge(Exception):
    """A body that is larger than all that may be sent at once."""


def takes(*kinds):
    """Anything else is refused unread, and so is what is too large for what we offer."""

    def decorate(view):
        @wraps(view)
        def wrapper(request):
            if request.method == "POST":
                _insist_on(request, kinds)
                # Whoever gets no turn in time has the text back, without the files.
                request.upload_handlers = [InMemory(most=0)]
            with _turn_for(request):
                request.upload_handlers = [InMemory(most=attachments.MOST + 1)]
                return view(request)

        return require_http_methods(["GET", "HEAD", "POST"])(wrapper)

    return decorate


def _insist_on(request, kinds):
    length = _length_of(request)
    if request.content_type not in kinds:
        _drain(request, length)
        raise BadRequest("Only our own forms are taken here.")
    if request.content_type == FORM_WITH_FILES and length > LARGEST_BODY:
        _drain(request, length)
        raise TooLarge
    if request.content_type == PLAIN_FORM and length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        _drain(request, length)
        raise RequestDataTooBig("This form has more text than its boxes hold.")


def _length_of(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request, length):
    """Read it to the end and keep nothing, so that the browser gets to read our answer."""
    left = min(length, LARGEST_DRAINED)
    while left > 0:
        chunk = request.read(min(left, DRAINED_AT_ONCE))
        if not chunk:
            return
        left -= len(chunk)


def _turn_for(request):
    """Only what is as large as a file has to wait for others."""
    is_large = _length_of(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return taking_in_files() if is_large else nullcontext()


@dataclass
class Sent:
    """A file as it came. `content` is None when it is too large."""

    name: str
    content: bytes | None

    def close(self):
        """Django closes what it was given; there is nothing open."""


class InMemory(FileUploadHandler):
    """Of our one field, at most one file more than may be sent, so that we can say it is too many."""

    def __init__(self, most):
        super().__init__()
        self.most, self.files = most, 0

    def new_file(self, field_name, *args, **kwargs):
        super().new_file(field_name, *args, **kwargs)
        if field_name != FIELD or self.files == self.most:
            raise SkipFile
        self.files += 1
        self.chunks, self.size = [], 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > attachments.LARGEST or self.files > attachments.MOST:
            self.chunks = []
        else:
            self.chunks.append(raw_data)

    def file_complete(self, file_size):
        fits = self.size <= attachments.LARGEST
        return Sent(self.file_name, b"".join(self.chunks) if fits else None)


# --- Cleaning -------------------------------------------------------------------------------------


@dataclass
class FilesField:
    """The one field for files, with what is wrong with those that were sent."""

    takes_audio: bool
    errors: tuple[str, ...] = ()

    auto_id = "id_files"
    id_for_label = auto_id

    @property
    def label(self):
        return _("Photos or documents (optional)")

    @property
    def accept(self):
        return attachments.accepts(self.takes_audio)


def cleaned(files, *, takes_audio):
    """(the cleaned files, the field with what is wrong with them)."""
    sent = [(file.name, file.content) for file in files]
    clean, errors = all_cleaned(sent, takes_audio=takes_audio)
    if errors and len(files) <= attachments.MOST:
        errors.append(_("Your text is still here; choose your files again."))
    return clean, FilesField(takes_audio, tuple(errors))


def what_was_removed(files):
    """For the page after sending: which file, and what we took out of it."""
    return [(file.extension.upper(), attachments.in_words(file.removed)) for file in files]
