"""What we promise somebody who answers, and what we cannot promise (security.md §1.4).

Made from the settings and the round that are in force, in the language that is active, and shown
before the first field. `version` names the wording, and is kept with the round (ANO-14).
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext, gettext_noop

from dialogue.check_words import check_words
from dialogue.models import ExpectationRound
from dialogue.releases import erased_on, next_hour

Mode = ExpectationRound.Mode

NO_TRACES = gettext_noop(
    "This site keeps no network address, browser type, cookie or exact time with your answer."
)
TOGETHER = gettext_noop(
    "%(organisation)s sees your words only together with those of at least %(others)s others, on a "
    "%(weekday)s at %(hour)s."
)
THE_SAME_FOR_ALL = gettext_noop(
    "Everybody has the same code. Compare the check words with others and with the poster: %(words)s."
)
ERASED_UNREAD = gettext_noop(
    "What never comes together with enough others is erased unread, at the latest on %(erased)s."
)
KEPT_UNTIL = gettext_noop("Your words are erased on %(kept_until)s; what we decided stays.")
WITHOUT_YOUR_NAME = gettext_noop(
    "The people around this conversation read your words without your name."
)
OPENED_BY_TWO = gettext_noop(
    "Who you are can only be opened by the privacy officer together with a second person, with a "
    "reason. If that happens, you are told on this page."
)
WITH_YOUR_NAME = gettext_noop(
    "Your words carry your name. The team around this conversation reads them; managers see only "
    "what was decided."
)
NOT_YOUR_PHONE = gettext_noop(
    "We cannot promise that your phone, your network or your employer does not see that you visited "
    "this address. Mobile data, or the Tor Browser, helps."
)
NOT_YOUR_STYLE = gettext_noop(
    "We cannot promise that your style or the facts you write do not give you away. Leave out names, "
    "dates and machine numbers."
)
NOT_YOUR_RECEIPT = gettext_noop(
    "We cannot promise that you are safe when you show your receipt to somebody."
)
NOT_OUR_COMPUTERS = gettext_noop(
    "We cannot promise it against somebody who has taken over our computers."
)
NOT_THE_OUTCOME = gettext_noop(
    "We cannot promise that everything you ask will happen; only that you see what became of it."
)

# A form that is only looked at before it is sent has no check words.
NOT_YET = gettext_noop("three words that are known once it is sent")

WE_PROMISE = {
    Mode.NAMED: [WITH_YOUR_NAME],
    Mode.CONFIDENTIAL: [WITHOUT_YOUR_NAME, OPENED_BY_TWO, NO_TRACES],
    Mode.ANONYMOUS: [NO_TRACES, TOGETHER, THE_SAME_FOR_ALL, ERASED_UNREAD, KEPT_UNTIL],
}
WE_DO_NOT = {
    Mode.NAMED: [NOT_THE_OUTCOME],
    Mode.CONFIDENTIAL: [NOT_YOUR_STYLE, NOT_YOUR_PHONE, NOT_OUR_COMPUTERS],
    Mode.ANONYMOUS: [NOT_YOUR_PHONE, NOT_YOUR_STYLE, NOT_YOUR_RECEIPT, NOT_THE_OUTCOME],
}


@dataclass(frozen=True)
class PromiseText:
    we_promise: list[str]
    we_do_not: list[str]


def promise_text(round_, at):
    """The sentences for this round, with its numbers and days filled in."""
    facts = facts_of(round_, at)
    return PromiseText(
        [gettext(sentence) % facts for sentence in WE_PROMISE[round_.mode]],
        [gettext(sentence) % facts for sentence in WE_DO_NOT[round_.mode]],
    )


def facts_of(round_, at):
    facts = {"organisation": settings.ORGANISATION_NAME}
    if not round_.is_anonymous:
        return facts
    # On the clock of the place, like every other moment on the page.
    comes_out = next_hour(at).astimezone(ZoneInfo(round_.meeting.zone))
    return facts | {
        "others": round_.k - 1,
        "weekday": WEEKDAYS[comes_out.weekday()],
        "hour": time_format(comes_out, "TIME_FORMAT"),
        "words": check_words(round_.digest) if round_.digest else gettext(NOT_YET),
        "erased": date_format(erased_on(round_), "DATE_FORMAT"),
        "kept_until": date_format(
            round_.closes_on + timedelta(days=settings.ANONYMOUS_KEPT_DAYS), "DATE_FORMAT"
        ),
    }


def version(mode):
    """Changes whenever a sentence, or a setting that it names, changes."""
    said = [*WE_PROMISE[mode], *WE_DO_NOT[mode]]
    rule = [settings.RELEASE_WEEKDAY, settings.RELEASE_HOUR, settings.ANONYMOUS_KEPT_DAYS]
    return hashlib.sha256(f"{said} {rule}".encode()).hexdigest()[:12]
