"""Somebody with a browser and no JavaScript: reads a page, fills in what is on it, presses a button."""

import re
from html.parser import HTMLParser
from urllib.parse import quote, quote_from_bytes

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

PLAIN = "application/x-www-form-urlencoded"


class FormReader(HTMLParser):
    """What a browser would send of the one form that is on each page."""

    def __init__(self, html):
        super().__init__()
        self.fields, self.buttons, self._box = {}, [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs["type"] == "radio":
            if "checked" in attrs:
                self.fields[attrs["name"]] = attrs.get("value", "")
        elif tag == "input" and attrs["type"] != "file":
            self.fields[attrs["name"]] = attrs.get("value", "")
        elif tag == "textarea" and "name" in attrs:
            self._box = attrs["name"]
            self.fields[self._box] = ""
        elif tag == "button" and "aria-hidden" not in attrs:
            self.buttons.append(attrs.get("value", ""))

    def handle_data(self, data):
        if self._box:
            # A browser drops the new line right after <textarea>, and so do we.
            self.fields[self._box] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._box = None


class Browser:
    def __init__(self, **client):
        self.client = Client(**client)
        self.answer = None

    def look(self, path="/r", **headers):
        self.answer = self.client.get(path, headers=headers)
        return self.text

    def open(self, code, **fields):
        return self.post({"code": code, **fields})

    def press(self, verb="", *, files=(), **fields):
        """Press the button of a verb on the page that is shown, with these fields filled in."""
        if verb:
            assert verb in FormReader(self.html).buttons, f"there is no button “{verb}”"
        sent = self.fields | fields | ({"do": verb} if verb else {})
        return self.post_with_files(sent, files) if files else self.post(sent)

    def post_with_files(self, fields, files):
        """As multipart/form-data. `files`: (name, content) pairs."""
        uploads = [SimpleUploadedFile(name, content) for name, content in files]
        self.answer = self.client.post("/r", fields | {"files": uploads})
        return self.text

    def post(self, fields, path="/r"):
        self.answer = self.client.post(path, "&".join(encoded(fields)), content_type=PLAIN)
        return self.text

    @property
    def html(self):
        return self.answer.content.decode()

    @property
    def fields(self):
        return FormReader(self.html).fields

    @property
    def text(self):
        """What is there to read, without what only the browser sees."""
        shown = re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", " ", self.html, flags=re.DOTALL)
        return " ".join(shown.split())


def encoded(fields):
    """Percent-encoding of text, and of bytes that are no text."""
    for name, value in fields.items():
        safe = quote_from_bytes(value) if isinstance(value, bytes) else quote(value, safe="")
        yield f"{name}={safe}"


def as_the_portal(changed):
    """Have this test run with the portal's URLs, middleware and looks. `changed`: pytest's settings."""
    folder = settings.HOUSE / "templates" / "portal"
    changed.ROOT_URLCONF = "config.portal_urls"
    changed.MIDDLEWARE = settings.PORTAL_MIDDLEWARE
    changed.LANGUAGES = settings.PORTAL_LANGUAGES
    changed.PORTAL_CSS = (folder / "portal.css").read_text()
    changed.PORTAL_JS = (folder / "portal.js").read_text()
