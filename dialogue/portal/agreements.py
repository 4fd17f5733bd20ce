"""The process agreements as one party sees them: the newest text, what it changes, and who agreed (S77–S79)."""

from django.db import connection
from django.utils.functional import cached_property

from dialogue.compared import compared
from dialogue.models import AgreementParty, AgreementVersion, Endorsement


class Agreements:
    """Asked for one visit, each fact when the page first needs it."""

    def __init__(self, facts):
        self.facts = facts
        self.trajectory = facts.meeting.trajectory_id

    @cached_property
    def versions(self):
        rows = AgreementVersion.objects.filter(trajectory=self.trajectory)
        return list(rows.select_related("reason").prefetch_related("agreements"))

    @property
    def newest(self):
        return self.versions[-1] if self.versions else None

    @property
    def that_hold(self):
        """The lines that somebody can say were not kept: of the text in force, else of the newest."""
        holds = next((each for each in self.versions if each.pk == self._in_force[0]), self.newest)
        return list(holds.agreements.all()) if holds else []

    @cached_property
    def _in_force(self):
        """(key of the version in force, since when), or (None, None)."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT version_id, since FROM te_voet_agreements_in_force(%s)"
                " WHERE trajectory_id = %s",
                [self.facts.visit.at, self.trajectory],
            )
            return cursor.fetchone() or (None, None)

    @property
    def is_in_force(self):
        return self._in_force[0] == self.newest.pk

    @property
    def since(self):
        return self._in_force[1]

    @property
    def compared_with(self):
        """What they read before it changed, else the text that holds now."""
        read = self.facts.visit.read_before
        known = read.pk if read else self._in_force[0]
        return next((each for each in self.versions if each.pk == known), None)

    @property
    def lines(self):
        """The newest text, line by line beside the one it is compared with."""
        before = self.compared_with or self.newest
        return compared(before.agreements.all(), self.newest.agreements.all())

    # --- Who agreed -------------------------------------------------------------------------------

    @cached_property
    def _parties(self):
        """Stakeholders that this text needs."""
        number = self.newest.number
        parties = AgreementParty.objects.filter(
            trajectory=self.trajectory, from_version__lte=number
        ).select_related("departure")
        return {party.stakeholder_id for party in parties if _is_a_party_to(party, number)}

    @cached_property
    def _words(self):
        """What each stakeholder said last about the newest text."""
        rows = Endorsement.objects.latest_of([self.newest]).select_related("remark")
        return {each.stakeholder_id: each for each in rows}

    @property
    def needed(self):
        return len(self._parties)

    @property
    def agreed(self):
        return sum(each.is_in_favour for pk, each in self._words.items() if pk in self._parties)

    @cached_property
    def our_word_for_them(self):
        """What we wrote down last that they said about the newest text."""
        words = Endorsement.objects.filter(
            version=self.newest,
            stakeholder=self.facts.participation.stakeholder_id,
            participation=None,
        )
        return words.last()


def _is_a_party_to(party, number):
    departure = getattr(party, "departure", None)
    return departure is None or number <= departure.last_version
