"""Every promise told again from its history, and every yes that changed one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dialogue.models import Promise, PromiseChange
from dialogue.verifier.findings import Finding, Kind
from dialogue.verifier.rows import fetched

Change, State = PromiseChange.Kind, Promise.State
LEADS_TO = {
    Change.ACCEPTED: State.GIVEN,
    Change.REFUSED: State.REFUSED,
    Change.KEPT: State.KEPT,
    Change.BROKEN: State.BROKEN,
    Change.WITHDRAWN_TOGETHER: State.WITHDRAWN,
}
SETTLES = {Change.KEPT, Change.BROKEN, Change.WITHDRAWN_TOGETHER}
SAYS_WHETHER = {Change.CONFIRMED: True, Change.DENIED: False}
COLUMNS = ("state", "due_on", "settled_on", "is_confirmed", "owner_id")
LINES = "dialogue_promisechange"
# What is needed of a line: an auditor's role may read no more.
NEEDED = ("promise", "kind", "happened_on", "new_due_on", "new_owner", "answers", "by")


@dataclass
class Told:
    """What a promise should say, line by line."""

    due_on: date
    owner_id: int | None
    state: str = State.PROPOSED
    settled_on: date | None = None
    is_confirmed: bool | None = None

    def take(self, line):
        self.state = LEADS_TO.get(line.kind, self.state)
        self.is_confirmed = SAYS_WHETHER.get(line.kind, self.is_confirmed)
        self.owner_id = line.new_owner_id or self.owner_id
        if line.kind in SETTLES:
            self.settled_on = line.happened_on
        if line.kind == Change.CHANGED_TOGETHER:
            self.due_on = line.new_due_on


def check_promises(contents):
    """Findings about summaries that their history does not tell, and changes not everybody agreed to."""
    parties = _parties()
    lines = (
        PromiseChange.objects.select_related("participation")
        .only(*NEEDED, "participation__stakeholder")
        .order_by("promise", "pk")
    )
    by_promise = groupby(lines.iterator(chunk_size=2000), key=lambda line: line.promise_id)
    following = next(by_promise, None)
    promises = Promise.objects.order_by("pk").values_list("pk", "first_due_on", *COLUMNS)
    for pk, first_due_on, *summary in promises.iterator(chunk_size=2000):
        history = []
        if following and following[0] == pk:
            history, following = list(following[1]), next(by_promise, None)
        owner = contents.first_owners.get(pk, summary[-1])
        yield from _compare(pk, Told(first_due_on, owner), history, summary)
        yield from _agreed_by_everybody(contents, history, parties[pk])
    yield from _wordings(contents.reader)


def _parties():
    parties = defaultdict(set)
    for promise, stakeholder in fetched(
        "SELECT promise_id, stakeholder_id FROM dialogue_promise_parties"
    ):
        parties[promise].add(stakeholder)
    return parties


def _compare(pk, told, history, summary):
    for line in history:
        told.take(line)
    for column, value in zip(COLUMNS, summary, strict=True):
        if getattr(told, column) != value:
            yield Finding(Kind.SUMMARY, table="dialogue_promise", row=pk, detail=column)


def _agreed_by_everybody(contents, history, parties):
    """An effect follows from the yes of every party and of us, or from two weeks without objection."""
    by_pk = {line.pk: line for line in history}
    for line in history:
        if line.kind not in PromiseChange.EFFECTS or line.pk in contents.older[LINES]:
            continue
        asked = by_pk.get(line.answers_id)
        answers = [each for each in history if asked and each.answers_id == asked.pk]
        if not asked or not _is_agreed(asked, answers, parties):
            yield contents.about(Kind.NOT_AGREED, LINES, line.pk)


def _is_agreed(asked, answers, parties):
    if any(each.kind == Change.CHANGE_STANDS for each in answers):
        return asked.kind == Change.CHANGE_RECORDED
    yeses = [each for each in answers if each.kind == Change.CHANGE_ACCEPTED]
    said = [asked, *yeses]
    ours = any(each.by_id for each in said)
    theirs = {each.participation.stakeholder_id for each in said if each.participation_id}
    return ours and parties <= theirs


def _wordings(reader):
    """The words in force are the first ones, or those that were last agreed to together."""
    if not reader.reads_words:
        return
    differing = fetched(
        "SELECT p.id FROM dialogue_promise p LEFT JOIN LATERAL ("
        "  SELECT asked.new_words_id FROM dialogue_promisechange done"
        "  JOIN dialogue_promisechange asked ON asked.id = done.answers_id"
        "  WHERE done.promise_id = p.id AND done.kind = 'changed_together'"
        "  AND asked.new_words_id IS NOT NULL ORDER BY done.id DESC LIMIT 1) last ON true "
        "JOIN dialogue_remark r ON r.id = coalesce(last.new_words_id, p.first_words_id) "
        "WHERE p.erased_at IS NULL AND r.erased_at IS NULL AND p.wording <> r.text"
    )
    for (pk,) in differing:
        yield Finding(Kind.SUMMARY, table="dialogue_promise", row=pk, detail="wording")
