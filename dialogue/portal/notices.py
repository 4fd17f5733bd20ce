"""What was done without them, on top of their page until they answered it or it is settled (AUD-11)."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialogue.models import Notice, Promise, PromiseChange

Kind = PromiseChange.Kind


@dataclass(frozen=True)
class Done:
    """A sentence about it, what it is about, and our reason."""

    sentence: str
    words: str = ""
    reason: str = ""


def done_without_them(facts):
    written = Notice.objects.about_them().filter(stakeholder=facts.participation.stakeholder_id)
    found = [_about(facts, notice) for notice in written]
    return [done for done in found if done]


def _about(facts, notice):
    if notice.promise_change_id:
        return _about_a_promise(facts, notice.promise_change_id)
    if notice.breach_id:
        return _about_a_breach(facts, notice.breach_id)
    return _about_an_endorsement(facts, notice.endorsement_id)


def _about_a_promise(facts, key):
    for promised in facts.promises:
        for change in promised.history:
            if change.pk == key and (sentence := _sentence(promised, change)):
                return Done(sentence, _named(promised.promise, change), str(change.remark or ""))
    return None


def _named(promise, change):
    """Its words; with a date that we want to move, also from which day to which."""
    if not change.new_due_on:
        return promise.wording
    days = [date_format(day, "DATE_FORMAT") for day in (promise.due_on, change.new_due_on)]
    return f"{promise.wording} ({' → '.join(days)})"


def _sentence(promised, change):
    """Nothing when it is settled, or they answered it."""
    if change == promised.changed_alone:
        return _("We changed a promise without agreeing that with you. What was agreed stays.")
    if change == promised.move and change.kind == Kind.CHANGE_RECORDED:
        return _("We wrote down that you agreed to change a promise. Say so if that is not so.")
    is_broken = change.kind == Kind.BROKEN and promised.promise.state == Promise.State.BROKEN
    if is_broken and not promised.was_confirmed_after(change):
        return _("We did not keep a promise.")
    return ""


def _about_a_breach(facts, key):
    for breach in facts.breaches:
        if breach.pk == key and not breach.is_judged:
            return Done(_("We did not keep to something we agreed."), str(breach.agreement))
    return None


def _about_an_endorsement(facts, key):
    word = facts.how_we_talk.our_word_for_them if facts.shows_our_word else None
    if word is None or word.pk != key:
        return None
    return Done(
        _("We wrote down your answer about the process agreements. Say so if that is not so.")
    )
