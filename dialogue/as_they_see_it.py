"""A round as its readers see it: sent, or only looked at before it is sent."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from config.languages import direction_of, spoken_or_english
from dialogue.check_words import check_words
from dialogue.models import ExpectationRound
from dialogue.portal.forms import PointsForm
from dialogue.promise_text import PromiseText, promise_text
from dialogue.releases import day_to_send_before


@dataclass(frozen=True)
class AsTheySeeIt:
    """Everything they read before they write, in one language; our own words stay as typed."""

    round: ExpectationRound
    language: str
    promise: PromiseText
    points: PointsForm
    agreements: list[str]

    @property
    def direction(self):
        return direction_of(self.language)

    @property
    def send_before(self):
        return day_to_send_before(self.round) if self.round.is_anonymous else None

    @property
    def check_words(self):
        return check_words(self.round.digest) if self.round.digest else ""


def as_they_see_it(round_, language, at):
    """`language` is one of the portal's; another becomes English."""
    language = spoken_or_english(language)
    with override(language):
        version = round_.meeting.agreements_at_the_table() if not round_.is_anonymous else None
        return AsTheySeeIt(
            round=round_,
            language=language,
            promise=promise_text(round_, at),
            points=PointsForm(questions=list(round_.questions.all())),
            agreements=[str(each) for each in version.agreements.all()] if version else [],
        )


def languages():
    return settings.PORTAL_LANGUAGES
