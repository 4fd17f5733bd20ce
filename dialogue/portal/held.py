"""What we keep about somebody, in plain words, and how to have it changed or erased.

Behind their PIN it counts what they sent; with the link alone it says no more than the link shows.
"""

from collections import Counter

from django.utils.functional import cached_property

from dialogue.models import AgreementSuggestion, Breach, Draft, Link


class Held:
    """What is kept about the person of a visit, asked when the page needs it."""

    def __init__(self, facts):
        self.facts = facts
        self.participation = facts.participation

    @property
    def may_count(self):
        """What they sent is theirs alone: it is told behind the PIN, and without one not at all."""
        return self.facts.visit.may_read

    @cached_property
    def links(self):
        """Links of this person for this conversation that still open it."""
        return list(
            Link.objects.alive(self.facts.today)
            .filter(participation=self.participation)
            .order_by("ends_on")
        )

    @property
    def links_end_on(self):
        return max(link.ends_on for link in self.links)

    @cached_property
    def _fates(self):
        return Counter(_fate_of(point) for point in self.facts.points)

    @property
    def taken_back(self):
        return self._fates["taken back"]

    @property
    def answered(self):
        return self._fates["answered"]

    @property
    def waiting(self):
        return self._fates["waiting"]

    @property
    def choices(self):
        return self._fates["choice"]

    @property
    def questions_waiting(self):
        return sum(question.answered_on is None for question in self.facts.own_questions)

    @cached_property
    def reports(self):
        """How often they told us that an agreement was not kept."""
        return Breach.objects.filter(participation=self.participation).count()

    @cached_property
    def suggestions(self):
        return AgreementSuggestion.objects.filter(participation=self.participation).count()

    @cached_property
    def drafts(self):
        """Whether something is saved and not sent."""
        return Draft.objects.filter(self.facts.is_theirs).exists()


def _fate_of(point):
    if point.is_taken_back:
        return "taken back"
    if point.is_choice:
        return "choice"
    return "answered" if point.decision else "waiting"
