"""Somebody with a form open in a browser, as often as a test needs: what was served, and what is sent."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django import forms
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from config.testing.running import eventually


def signed_in(person):
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def served(form):
    """What a browser would send of a form, untouched."""
    sent = {}
    for box in form:
        if isinstance(box.field.widget, forms.CheckboxInput):
            sent |= {box.html_name: "on"} if box.value() else {}
        else:
            shown = box.field.widget.format_value(box.value())
            sent[box.html_name] = shown[0] if isinstance(shown, list) else shown or ""
    return sent


class Tab:
    """A form that somebody opened, and may send later."""

    def __init__(self, person, name, *args):
        self.client, self.url = signed_in(person), reverse(name, args=args)
        self.open_anew()

    def open_anew(self):
        answer = self.client.get(self.url)
        self.fields = served(answer.context["form"]) | {"once": str(answer.context["once"]())}

    def send(self, **typed):
        self.answer = self.client.post(self.url, self.fields | typed)
        self.page = self.answer.content.decode()
        return self.answer.status_code

    def send_what_is_offered(self, **typed):
        self.fields = served(self.answer.context["form"])
        return self.send(**typed)


def at_once(*acts):
    """Do all of it in the same moment, each in a thread and a connection of its own; what each gave."""
    start = Barrier(len(acts))

    def do(act):
        start.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def while_holding(act, *, then):
    """Begin `act` in a thread, do `then` when it waits for us; call it inside a transaction.

    Returns the future of `act`: what it gives is known when the transaction has ended.
    """
    pool = ThreadPoolExecutor(1)

    def do():
        try:
            return act()
        finally:
            connections.close_all()

    waiting = pool.submit(do)
    eventually(_somebody_waits_for_a_lock, "the other to wait for us")
    then()
    return waiting


def _somebody_waits_for_a_lock():
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]
