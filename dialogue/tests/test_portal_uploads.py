"""Files: in memory only, cleaned or refused in a sentence, and never more than fits."""

import base64
import io
import os
import tracemalloc
from datetime import timedelta

import pytest
import time_machine
from PIL import Image

from dialogue import attachments
from dialogue.actions.links import mint_link
from dialogue.models import Attachment, Expectation
from dialogue.portal import turns, uploads
from dialogue.tests.portal_browser import Browser, as_the_portal
from stakeholders.tests.cast import NOON

MB = 1024 * 1024


def photo(place=True):
    """A picture that knows where it was made."""
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Phone of R. Meena"
        exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(file, "JPEG", exif=exif)
    return file.getvalue()


@pytest.fixture(autouse=True)
def portal(settings):
    as_the_portal(settings)
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def inside(participation, open_questions):
    browser = Browser(raise_request_exception=False)
    browser.open(mint_link(participation, at=NOON))
    return browser


@pytest.fixture
def box(open_questions):
    return f"q{open_questions.questions.first().pk}"


def test_a_photo_comes_with_a_point_and_the_page_says_what_was_removed(inside, box, participation):
    page = inside.press("send", files=[("IMG 1.jpg", photo())], **{box: "Look"})
    assert "it has arrived" in page
    assert "File 1 (JPG) : we removed" in page
    file = Attachment.objects.get()
    assert file.participation == participation
    assert b"Meena" not in bytes(file.content)
    assert "IMG 1" not in inside.html


def test_text_sent_with_a_file_is_stored_exactly(inside, box):
    text = "  Wet saws\r\n\r\nनमस्ते 👩🏽‍🏭"
    inside.press("send", files=[("a.jpg", photo())], **{box: text})
    assert Expectation.objects.get().wording == text


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ([("a.exe", b"MZ")], "We cannot take this kind of file"),
        ([("a.jpg", b"not a picture")], "not what its name says"),
        ([("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")], "cannot take this kind"),
        ([("a.jpg", b"\xff\xd8" + b"x" * (attachments.LARGEST + 1))], "This file is too large"),
        ([("a.jpg", photo())] * 4, "Send 3 files at most"),
        ([("a.jpg", photo())] * 30, "Send 3 files at most"),
    ],
    ids=["program", "no picture", "svg", "too large", "four", "thirty"],
)
def test_a_wrong_file_is_refused_beside_its_field_and_the_text_stays(inside, box, files, complaint):
    page = inside.press("send", files=files, **{box: "Look"})
    assert inside.answer.status_code == 400
    assert complaint in page
    assert 'id="files_error"' in inside.html
    assert inside.fields[box] == "Look"
    assert not Expectation.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_without_a_word_asks_for_one(inside):
    assert "Write at least one point" in inside.press("send", files=[("a.jpg", photo())])
    assert not Attachment.objects.exists()


def test_files_in_another_field_are_not_read(inside, box):
    fields = inside.fields | {"do": "send", box: "Look"}
    upload = io.BytesIO(photo())
    upload.name = "a.jpg"
    inside.answer = inside.client.post("/r", fields | {"new_pin_file": upload})
    assert "it has arrived" in inside.text
    assert not Attachment.objects.exists()


def test_a_form_with_files_that_is_sent_twice_makes_one(inside, box):
    form = inside.fields | {"do": "send", box: "Once"}
    pages = {inside.post_with_files(form, [("a.jpg", photo())]) for _twice in range(2)}
    assert len(pages) == 1
    assert Attachment.objects.count() == Expectation.objects.count() == 1


def test_no_file_ever_touches_a_disk(inside, box, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(os.listdir(tmp_path))
    inside.press("send", files=[("a.jpg", photo() + b"\0" * 5 * MB)], **{box: "Look"})
    assert set(os.listdir(tmp_path)) == before


# --- Too much -------------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A body that is read and counted, but was never made."""

    def __init__(self, head, size):
        self.head, self.size, self.read_so_far = head, size, 0

    def readable(self):
        return True

    def __len__(self):
        return self.size

    def read(self, size=-1):
        size = min(size if size >= 0 else 65536, self.size - self.read_so_far)
        self.read_so_far += size
        piece, self.head = self.head[:size], self.head[size:]
        return piece + b"x" * (size - len(piece))


def send_raw(client, size, content_type="multipart/form-data; boundary=x"):
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    body = Endless(head, size)
    about = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(size), "wsgi.input": body}
    answer = client.generic("POST", "/r", **about)
    return answer, body


def test_fifty_megabytes_get_a_plain_page_and_are_not_kept(inside):
    tracemalloc.start()
    answer, body = send_raw(inside.client, 50 * MB)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    assert "Three files fit, of 10 MB each" in answer.content.decode()
    assert body.read_so_far == 50 * MB
    assert most < 5 * MB


def test_further_than_that_nobody_listens(inside):
    answer, body = send_raw(inside.client, 5000 * MB)
    assert answer.status_code == 413
    assert body.read_so_far == uploads.LARGEST_DRAINED


def test_a_large_text_form_is_refused_without_being_kept(inside):
    answer, body = send_raw(inside.client, 20 * MB, "application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert body.read_so_far == 20 * MB


def test_the_landing_page_takes_no_files(inside):
    answer = inside.client.post("/", {"language": "nl", "files": io.BytesIO(b"x")})
    assert answer.status_code == 400


def test_when_many_send_files_at_once_the_text_comes_back(inside, box, monkeypatch):
    busy = turns.Turns(at_once=1, seconds=0.01)
    monkeypatch.setattr(uploads, "taking_in_files", busy.one)
    form = inside.fields | {"do": "send", box: "A long story"}
    large = [("a.jpg", photo() + b"\0" * 3 * MB)]
    with busy.one():
        page = inside.post_with_files(form, large)
        assert inside.answer.status_code == 503
        assert "Many people are here at this moment" in page
        # Somebody without files is not kept waiting.
        other = Browser()
        assert "Open your page" in other.look("/r")
    assert inside.fields[box] == "A long story"
    assert "it has arrived" in inside.press()
    assert Expectation.objects.get().wording == "A long story"


def test_base64_inside_the_form_is_no_way_around(inside):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(b"x" * 1000)[:-3]
        + b"\r\n--x--\r\n"
    )
    answer = inside.client.post("/r", body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400


def test_after_two_hours_the_text_goes_on_and_the_files_are_asked_again(inside, box):
    form = inside.fields | {"do": "send", box: "A long story"}
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        page = inside.post_with_files(form, [("a.jpg", photo())])
    assert "A long story" in page
    assert not Attachment.objects.exists()
