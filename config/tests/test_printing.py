"""Files and QR codes are made here alone: nothing in a letter makes this computer ask elsewhere."""

import http.server
import io
import logging
import re
import threading

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from config import printing
from config.environment import HOUSE
from config.printing import COMMAND, CannotPrint, as_pdf, qr_code


@pytest.fixture
def can_print():
    try:
        printing._weasyprint()
    except CannotPrint as missing:
        pytest.skip(f"{missing} Run: {COMMAND}")


@pytest.fixture
def no_pango(monkeypatch):
    """A computer without the system packages: the library fails while it is imported."""

    def fails():
        raise CannotPrint("A PDF cannot be made here: the system packages X are missing.")

    monkeypatch.setattr(printing, "_weasyprint", fails)


def sheet(html, language="en", direction="ltr"):
    sheets = [{"html": html, "language": language, "direction": direction}]
    return render_to_string(
        "print/sheets.html", {"sheets": sheets, "language": language, "direction": direction}
    )


def opened(pdf):
    assert pdf.startswith(b"%PDF")
    return pikepdf.open(io.BytesIO(pdf))


def typefaces(pdf):
    return {
        str(font.BaseFont).partition("+")[2]
        for page in opened(pdf).pages
        for font in page.Resources.get("/Font", {}).values()
    }


def test_a_sheet_becomes_pages_in_our_typeface(can_print):
    pdf = as_pdf(sheet("<h1>What we did</h1>"))
    assert len(opened(pdf).pages) == 1
    assert any("Atkinson" in name for name in typefaces(pdf))


def test_what_is_for_the_screen_is_not_printed(can_print):
    bare = sheet("<h1>What we did</h1>")
    with_bar = bare.replace(
        "<main>", '<header class="screen">' + "<p>Bar</p>" * 200 + "</header><main>"
    )
    assert len(opened(as_pdf(with_bar)).pages) == 1


def test_a_file_says_its_language_and_its_headings_to_who_reads_it_aloud(can_print):
    document = opened(as_pdf(sheet("<h1>ماذا فعلنا</h1>", "ar", "rtl")))
    assert str(document.Root.Lang) == "ar" and "/StructTreeRoot" in document.Root


def test_letters_for_which_there_is_no_typeface_are_counted(can_print):
    system = printing._weasyprint().text.ffi
    in_no_typeface = "\U000f0000"  # kept free for private use
    counted = [
        printing._how_many_have_no_shape(system, text.encode())
        for text in ("What we did", in_no_typeface, f"What {in_no_typeface} did")
    ]
    assert counted == [0, 1, 1]


def test_a_letter_is_refused_rather_than_printed_in_boxes(can_print, monkeypatch):
    monkeypatch.setattr(printing, "_how_many_have_no_shape", lambda *_letters: 1)
    with pytest.raises(CannotPrint, match="typeface") as refused:
        as_pdf(sheet("<p>हमने क्या किया</p>", "hi"))
    assert "fonts-noto" in refused.value.command


def test_a_picture_among_the_words_is_no_reason_to_refuse(can_print):
    assert as_pdf(sheet("<p>Thank you \U0001fae8</p>"))


class Listener(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_line):
        pass


@pytest.fixture
def elsewhere():
    """A server that hears who asks it for something."""
    Listener.asked.clear()
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", Listener.asked
        server.shutdown()


def test_nothing_in_a_letter_makes_us_open_an_address(can_print, elsewhere):
    address, asked = elsewhere
    html = sheet(
        f'<img src="{address}/img"><link rel="stylesheet" href="{address}/css">'
        f'<style>@import "{address}/import"; p {{background: url({address}/bg)}}</style>'
        f'<object data="{address}/object"></object><p>Still here</p>'
        f'<link rel="attachment" href="{address}/attached">'
        f'<svg><image href="{address}/svg"/></svg>'
    )
    assert len(opened(as_pdf(html)).pages) == 1
    assert asked == []


def test_nothing_in_a_letter_makes_us_open_a_file(can_print, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of this computer")
    links = "".join(
        f'<link rel="attachment" href="{path}">'
        for path in (secret.as_uri(), "file:///etc/passwd", "/static/../config/settings.py")
    )
    document = opened(as_pdf(sheet(f"{links}<p>Still here</p>")))
    assert "/AF" not in document.Root and len(document.attachments) == 0


def test_the_style_of_a_letter_names_only_files_that_may_be_fetched():
    css = (HOUSE / "static/css/letter.css").read_text()
    named = {address.removeprefix("../") for address in re.findall(r"url\(([^)]+)\)", css)}
    assert named <= set(printing.OURS) and "css/letter.css" in printing.OURS


def test_making_a_file_says_nothing_in_the_log(can_print, caplog):
    with caplog.at_level(logging.INFO):
        as_pdf(sheet("<p>The dust makes us cough</p>"))
    assert caplog.records == []


# --- Where no file can be made ----------------------------------------------------------------------


def test_who_asks_for_a_file_hears_what_is_missing_and_can_print_the_page(
    client, amina, meeting, participation, no_pango
):
    client.force_login(amina)
    asked = client.get(
        reverse("dialogue:letter_pdf", args=[meeting.pk, participation.pk]), {"language": "nl"}
    )
    html = asked.content.decode()
    assert asked.status_code == 200 and asked["Content-Type"].startswith("text/html")
    assert COMMAND in html and "are missing" in html
    page = reverse("dialogue:letter", args=[meeting.pk, participation.pk])
    assert f'href="{page}?language=nl"' in html


def test_a_library_that_does_not_load_is_a_sentence_and_no_error(monkeypatch):
    printing._weasyprint.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(CannotPrint, match="libpango"):
        as_pdf("<p>Anything</p>")
    printing._weasyprint.cache_clear()


def test_a_letter_comes_as_a_file_without_a_name_in_its_own(
    client, amina, meeting, participation, can_print
):
    client.force_login(amina)
    for name, args in (("letter_pdf", [participation.pk]), ("letters_pdf", [])):
        file = client.get(reverse(f"dialogue:{name}", args=[meeting.pk, *args]))
        assert file["Content-Type"] == "application/pdf"
        assert re.fullmatch(r'inline; filename="letters?-[\d-]+\.pdf"', file["Content-Disposition"])
        assert len(opened(file.content).pages) >= 1
        assert "no-store" in file["Cache-Control"]


# --- QR codes ---------------------------------------------------------------------------------------


def test_a_qr_code_needs_no_style_that_our_pages_forbid():
    code = qr_code("http://localhost:8001/r#123412341234")
    assert code.startswith("<svg") and 'class="qr"' in code and "style=" not in code


def test_the_title_of_a_qr_code_is_text():
    assert "<b>" not in qr_code("x", title="<b>Bold</b>")
