"""Every form of the staff site: sent twice it makes one record, and it saves over nobody (CON-1, CON-4).

Which pages there are is read from ACCESS.md, so a page that nobody thought of fails here.
"""

import uuid
from html.parser import HTMLParser

import pytest
from django import forms
from django.urls import Resolver404, resolve

from accounts.models import Submission
from config.tests.tabs import served, signed_in
from config.tests.test_access import TABLE, url_of
from config.versions import VersionedForm
from dialogue.actions.meetings import hold_meeting

PAGES = sorted({name for name, _method, _who in TABLE})
POSTS = sorted({name for name, method, _who in TABLE if method == "POST"})

# A POST without the key of a form, and why that makes no second record.
WITHOUT_A_KEY = {
    "accounts:language": "the same choice again is the same choice",
    "accounts:theme": "the same choice again is the same choice",
    "accounts:shortcuts": "the same choice again is the same choice",
    "dialogue:link_copy": "a code is shown once and kept nowhere: who asks again gets another",
    "dialogue:round_card": "a code is shown once and kept nowhere: who asks again gets another",
}
# A button of the form without which nothing is changed.
BUTTONS = {"dialogue:round_ask": {"send": "yes"}}

NEW = "makes something new and changes nothing that is there"
ONCE = "happens once; who comes second is told, or meets it done"
A_LINE = "adds a line of history; the database refuses one that cannot follow"
AS_IT_STOOD = "carries the last line of history that was on the page"
# A POST without a version, and why nobody's words are lost by it.
WITHOUT_A_VERSION = {
    "accounts:language": "about oneself",
    "accounts:settings": "about oneself",
    "accounts:shortcuts": "about oneself",
    "accounts:theme": "about oneself",
    "dialogue:agenda_add": NEW,
    "dialogue:agreements_next": "carries the version it is instead of; a newer one is shown beside it",
    "dialogue:breach_act": A_LINE,
    "dialogue:breach_heard": A_LINE,
    "dialogue:contact_new": NEW,
    "dialogue:decide": "carries the decision, the text and the translations that were on the page",
    "dialogue:decide_round": "carries the decision, the text and the translations that were on it",
    "dialogue:during": NEW,
    "dialogue:endorsement_record": "carries the text that was on the page",
    "dialogue:facilitator_heard": "carries whom the page was about",
    "dialogue:facilitator_propose": "carries who stood there before",
    "dialogue:identity_ask": NEW,
    "dialogue:identity_rule": ONCE,
    "dialogue:link_copy": NEW,
    "dialogue:meeting_cancel": ONCE,
    "dialogue:meeting_hold": ONCE,
    "dialogue:meeting_new": NEW,
    "dialogue:meeting_recap": ONCE,
    "dialogue:partner_asked": "adds an assessment that repeats the risk in force",
    "dialogue:promise_accept": A_LINE,
    "dialogue:promise_agree": "carries the proposal that was on the page",
    "dialogue:promise_ask_to_move": AS_IT_STOOD,
    "dialogue:promise_break": AS_IT_STOOD,
    "dialogue:promise_confirm": A_LINE,
    "dialogue:promise_deny": A_LINE,
    "dialogue:promise_hand_over": AS_IT_STOOD,
    "dialogue:promise_keep": AS_IT_STOOD,
    "dialogue:promise_let_know": NEW,
    "dialogue:promise_mend": AS_IT_STOOD,
    "dialogue:promise_move": AS_IT_STOOD,
    "dialogue:promise_new": NEW,
    "dialogue:promise_object": "carries the proposal that was on the page",
    "dialogue:promise_refuse": AS_IT_STOOD,
    "dialogue:purpose_told": ONCE,
    "dialogue:record_check": NEW,
    "dialogue:record_witness_end": ONCE,
    "dialogue:record_witness_new": NEW,
    "dialogue:report_breach": NEW,
    "dialogue:round_ask": "a round is new; of the purpose it carries what was on the page",
    "dialogue:round_card": NEW,
    "dialogue:round_write_down": NEW,
    "stakeholders:assign": "carries who did it when the page was opened",
    "stakeholders:new": NEW,
    "stakeholders:person_new": NEW,
}


@pytest.fixture
def house(world, people, meeting):
    """One of everything, after the conversation; and who may open a page."""
    hold_meeting(meeting, at=meeting.starts_at)

    def open_as_whoever_may(name):
        for who, person in people.items():
            if person and TABLE.get((name, "GET", who)) == "yes":
                return signed_in(person).get(url_of(name, world))
        return None

    return open_as_whoever_may


class FormsOfAPage(HTMLParser):
    """The forms that are sent, each with where to and its fields."""

    def __init__(self, answer):
        super().__init__()
        self.forms, self._is_inside = [], False
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._is_inside = attrs.get("method") == "post"
            if self._is_inside:
                self.forms.append((attrs.get("action"), {}))
        elif tag == "input" and self._is_inside:
            self.forms[-1][1][attrs.get("name")] = attrs.get("value", "")


def place_of(address):
    try:
        return resolve(address).view_name
    except Resolver404:
        return None


# --- One record ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in POSTS if name not in WITHOUT_A_KEY])
def test_a_form_whose_key_came_before_goes_to_the_page_of_the_first(name, world, amina):
    key = uuid.uuid4()
    Submission.objects.create(key=key, by=amina, went_to="/where-the-first-went/")
    answer = signed_in(amina).post(url_of(name, world), {"once": key} | BUTTONS.get(name, {}))
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/where-the-first-went/")


def test_every_form_on_every_page_has_a_key_of_its_own(house, world):
    keys, without, seen = [], [], set()
    for name in PAGES:
        answer = house(name)
        if answer is None or "text/html" not in answer.headers["Content-Type"]:
            continue
        for action, fields in FormsOfAPage(answer).forms:
            place = place_of(action or url_of(name, world))
            if place in POSTS and place not in WITHOUT_A_KEY:
                seen.add(place)
                keys.append(fields.get("once"))
                without += [(name, place)] if not fields.get("once") else []
    assert without == []
    assert len(set(keys)) == len(keys)
    assert len(seen) > 25, "the pages were hardly looked at"


# --- Nobody's words are saved over ---------------------------------------------------------------


def forms_that_edit(house):
    found = {}
    for name in POSTS:
        answer = house(name)
        form = answer.context.get("form") if answer and answer.context else None
        if isinstance(form, forms.ModelForm) and form.instance.pk:
            found[name] = form
    return found


def test_every_form_that_edits_a_record_knows_its_version(house):
    edits = forms_that_edit(house)
    guarded = {name for name, form in edits.items() if isinstance(form, VersionedForm)}
    assert set(edits) - guarded == {"accounts:settings"}
    assert set(POSTS) - guarded == set(WITHOUT_A_VERSION)


def box_for_words(form):
    boxes = [box for box in form if isinstance(box.field.widget, forms.Textarea)]
    texts = [box for box in form if type(box.field.widget) is forms.TextInput]
    return (boxes or texts)[0].html_name


def test_who_saves_second_sees_both_versions_on_every_such_page(house, world, amina):
    pages = [
        name for name, form in forms_that_edit(house).items() if isinstance(form, VersionedForm)
    ]
    assert len(pages) == 6
    for name in pages:
        url = url_of(name, world)
        # A contact belongs to its writer; two tabs of one person are two people as well.
        me, colleague = signed_in(amina), signed_in(amina)
        form = me.get(url).context["form"]
        words = served(form)
        box = box_for_words(form)
        assert colleague.post(url, words | {box: "Their words"}).status_code == 302, name
        answer = me.post(url, words | {box: "My words"})
        page = answer.content.decode()
        assert answer.status_code == 409, name
        assert "My words" in page and "Their words" in page, name
        again = served(answer.context["form"])
        assert again[box] == "My words", name
        assert served(me.get(url).context["form"])[box] == "Their words", name
        assert me.post(url, again | {box: "Words of both"}).status_code == 302, name
        assert served(me.get(url).context["form"])[box] == "Words of both", name
