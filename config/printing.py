"""Paper: PDF files and QR codes, made here, without asking anybody else for anything.

WeasyPrint is imported when the first file is made: it is slow to load, and needs system libraries
that a small computer may not have. Whoever has no PDF still has the page, and its browser prints.
"""

import logging
import unicodedata
from functools import cache
from html import unescape
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from config.environment import HOUSE

# A host that does not exist: what a page asks of it is looked up among our own files, or refused.
NOWHERE = "http://te-voet.invalid/"
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
OURS = (
    "css/print.css",
    "css/letter.css",
    "vendor/atkinson-hyperlegible-next-latin.woff2",
    "vendor/atkinson-hyperlegible-next-latin-ext.woff2",
)
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0"
COMMAND = f"sudo apt-get install {PACKAGES}"
TYPEFACES = "sudo apt-get install fonts-noto-core fonts-noto-cjk"


class CannotPrint(Exception):
    """Said to the person who asked for a file; `command` is what the administrator runs."""

    def __init__(self, sentence, command=COMMAND):
        super().__init__(sentence)
        self.command = command


def as_pdf(html):
    """A page as a PDF with its headings and languages marked, for who reads it aloud (PDF/UA)."""
    weasyprint = _weasyprint()
    _insist_on_typefaces(weasyprint, unescape(strip_tags(html)))
    page = weasyprint.HTML(string=html, base_url=NOWHERE, url_fetcher=_only_our_files(weasyprint))
    return page.write_pdf(pdf_variant="pdf/ua-1")


def qr_code(text, *, title=""):
    """A QR code as inline SVG. It is sized and coloured by the class `qr`, never by a style."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(  # noqa: S308 (segno escapes the title; the rest is a path)
        code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2, title=title or None)
    )


@cache
def _weasyprint():
    # They tell each step of the way, and which rules they leave to browsers.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        raise CannotPrint(
            _("A PDF cannot be made here: the system packages %(packages)s are missing.")
            % {"packages": PACKAGES}
        ) from missing
    return weasyprint


def _insist_on_typefaces(weasyprint, text):
    """Refuse rather than print boxes that the sender cannot tell from a script they cannot read."""
    letters = "".join(each for each in text if unicodedata.category(each)[0] in "LMZ")
    if _how_many_have_no_shape(weasyprint.text.ffi, letters.encode()):
        raise CannotPrint(
            _("A PDF cannot be made here: a typeface for one of its languages is missing."),
            TYPEFACES,
        )


def _how_many_have_no_shape(system, letters):
    """Pango lays the text out with the typefaces that are there, and counts what none of them has."""
    ffi, pango = system.ffi, system.pango
    ffi.cdef("int pango_layout_get_unknown_glyphs_count (PangoLayout *layout);", override=True)
    typefaces = ffi.gc(system.pangoft2.pango_ft2_font_map_new(), system.gobject.g_object_unref)
    context = ffi.gc(
        pango.pango_font_map_create_context(ffi.cast("PangoFontMap *", typefaces)),
        system.gobject.g_object_unref,
    )
    layout = ffi.gc(pango.pango_layout_new(context), system.gobject.g_object_unref)
    pango.pango_layout_set_text(layout, letters, len(letters))
    return pango.pango_layout_get_unknown_glyphs_count(layout)


def _only_our_files(weasyprint):
    """Nothing that stands in a letter makes this server open an address or a file (security.md)."""
    urls = weasyprint.urls

    class OnlyOurFiles(urls.URLFetcher):
        def fetch(self, url, headers=None):
            name = _ours().get(url)
            if name is None:
                raise ValueError("Only our own styles and typefaces are fetched.")
            file = HOUSE / "static" / name
            return urls.URLFetcherResponse(
                url, file.read_bytes(), {"Content-Type": TYPES[file.suffix]}
            )

    return OnlyOurFiles()


def _ours():
    """Address → file, as a page asks for it and as a stylesheet beside it does."""
    plain = {urljoin(urljoin(NOWHERE, settings.STATIC_URL), name): name for name in OURS}
    return plain | {urljoin(NOWHERE, static(name)): name for name in OURS if _is_there(name)}


def _is_there(name):
    return (HOUSE / "static" / name).exists()
