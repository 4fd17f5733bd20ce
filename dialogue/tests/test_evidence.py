"""Files that show that a promise was kept: who sees them, and what the database makes of them (S15)."""

import io
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image

from accounts.models import Role
from config.tests.tabs import Tab, signed_in
from dialogue.actions import promises
from dialogue.actions.erasing import erase_file
from dialogue.actions.links import mint_link
from dialogue.models import ChainEntry, Evidence, EvidenceFile, PromiseChange
from dialogue.tests.answering import PHOTO
from dialogue.tests.portal_browser import PLAIN, Browser, as_the_portal
from dialogue.tests.rights import is_refused
from dialogue.verifier import verify
from stakeholders.tests.cast import NOON, TODAY, make_user


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def kept(promise, amina):
    promises.keep_promise(promise, files=[PHOTO], remark="See the photo", by=amina, on=TODAY)
    return promise


def photo(name="wall.jpg"):
    """A real one, that says where it was made."""
    image, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "PlantedCamera"
    Image.new("RGB", (40, 30), "red").save(image, "JPEG", exif=exif)
    return SimpleUploadedFile(name, image.getvalue(), "image/jpeg")


# --- Adding it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "words"),
    [("promise_keep", {"remark": "Look"}), ("promise_mend", {"reason": "We paid it"})],
)
def test_a_photo_is_cleaned_and_stands_with_its_line(promise, amina, page, words):
    tab = Tab(amina, f"dialogue:{page}", promise.pk)
    assert tab.send(files=[photo()], **words) == 302
    file = Evidence.objects.get()
    assert file.change == promise.changes.last() and file.extension == "jpg"
    assert b"PlantedCamera" not in bytes(file.file.content)
    shown = signed_in(amina).get(promise.get_absolute_url()).content.decode()
    assert reverse("dialogue:evidence", args=[file.pk]) in shown


def test_a_photo_is_not_needed(promise, amina):
    assert Tab(amina, "dialogue:promise_keep", promise.pk).send(remark="They know") == 302
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([SimpleUploadedFile("run.exe", b"MZ")], "run.exe: "),
        ([SimpleUploadedFile("empty.jpg", b"")], "empty"),
        ([photo(f"{number}.jpg") for number in range(4)], "Send 3 files at most"),
    ],
)
def test_a_file_that_we_do_not_take_is_said_at_its_field_and_nothing_is_kept(
    promise, amina, files, sentence
):
    tab = Tab(amina, "dialogue:promise_keep", promise.pk)
    assert tab.send(remark="See the photo", files=files) == 422
    assert sentence in tab.page and "See the photo" in tab.page
    assert promise.changes.last().kind == PromiseChange.Kind.ACCEPTED


def test_when_something_else_is_wrong_the_files_are_asked_for_again(promise, amina):
    tab = Tab(amina, "dialogue:promise_keep", promise.pk)
    assert tab.send(on="2099-01-01", files=[photo()]) == 422
    assert "choose your files again" in tab.page


# --- Seeing it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 200), (Role.AUDITOR, 404)])
def test_who_sees_the_promise_may_take_the_file(kept, role, status):
    page = reverse("dialogue:evidence", args=[Evidence.objects.get().pk])
    answer = signed_in(make_user("Somebody Else", role)).get(page)
    assert answer.status_code == status
    if status == 200:
        assert answer.content == PHOTO.content
        assert answer.headers["Content-Disposition"].startswith("attachment; ")


def test_they_read_how_they_can_see_it_and_take_the_file(kept, participation, settings):
    as_the_portal(settings)
    browser = Browser()
    page = browser.open(mint_link(participation, at=NOON))
    assert "See the photo" in page and "This shows it" in page
    file = Evidence.objects.get()
    pressed = urlencode(browser.fields | {"do": f"file {file.pk}"})
    answer = browser.client.post("/r", pressed, content_type=PLAIN)
    assert answer.content == PHOTO.content
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file.name}"'


def test_the_file_of_somebody_elses_promise_is_not_there(
    promise_to_another, participation, amina, settings
):
    promises.keep_promise(promise_to_another, files=[PHOTO], by=amina, on=TODAY)
    as_the_portal(settings)
    browser = Browser()
    browser.open(mint_link(participation, at=NOON))
    file = Evidence.objects.get()
    page = browser.post(browser.fields | {"do": f"file {file.pk}"})
    assert "This file is not here any more" in page


# --- What the database makes of it -------------------------------------------------------------------


def test_the_record_holds_its_fingerprint_and_fits(kept):
    file = Evidence.objects.get()
    entry = ChainEntry.objects.get(subject="dialogue_evidence", subject_id=file.pk)
    assert entry.content["fingerprint"] == file.fingerprint
    assert not [str(fault) for fault in verify().faults if "dialogue_evidence" in str(fault)]


def test_an_erased_file_leaves_the_record_whole(kept, amina):
    file = Evidence.objects.get()
    erase_file(file)
    assert not [str(fault) for fault in verify().faults if "dialogue_evidence" in str(fault)]
    assert "a file, erased since" in signed_in(amina).get(kept.get_absolute_url()).content.decode()
    assert signed_in(amina).get(reverse("dialogue:evidence", args=[file.pk])).status_code == 404


def test_another_file_is_refused_also_in_the_place_of_an_erased_one(kept):
    file = Evidence.objects.get()
    salt = file.file.salt
    erase_file(file)
    with pytest.raises(IntegrityError, match="not the file that was recorded"):
        EvidenceFile.objects.create(evidence=file, salt=salt, content=b"Another")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dialogue_evidence SET fingerprint = ''",
        "DELETE FROM dialogue_evidence",
        "TRUNCATE dialogue_evidence CASCADE",
        "UPDATE dialogue_evidencefile SET content = ''",
    ],
)
def test_the_program_may_not_change_it(kept, statement):
    assert is_refused(statement)


def test_a_file_comes_with_a_line_that_says_it_was_kept(promise, amina):
    with pytest.raises(IntegrityError, match="shows that a promise was kept"):
        Evidence.objects.create(promise=promise, change=promise.changes.get(), size=1)
