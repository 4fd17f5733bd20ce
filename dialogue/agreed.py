"""How far the process agreements of a trajectory are: which text is in force, and what each said (S77–S79).

Everything here is asked of the consents at one moment; nothing is stored (models/agreements.py).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Prefetch

from dialogue.compared import compared
from dialogue.models import (
    AgreementParty,
    AgreementVersion,
    ConsentKey,
    Endorsement,
    Participation,
)
from stakeholders.models import Stakeholder

DAYS_TO_OBJECT = timedelta(days=14)  # as in the database: te_voet_agreements_agreed


@dataclass(frozen=True)
class Word:
    """What one party said last about one version; `endorsement` is None while we have not heard it."""

    stakeholder: Stakeholder
    endorsement: Endorsement | None
    # From when what we wrote down for them counts; None without a link, or with their own hand.
    counts_from: datetime | None
    has_left: bool
    at: datetime

    @property
    def is_yes(self):
        return self.endorsement is not None and self.endorsement.is_in_favour

    @property
    def is_our_word(self):
        return self.endorsement is not None and self.endorsement.is_our_word

    @property
    def never_counts(self):
        """We say that they agree, and they never had a link to say otherwise with."""
        return self.is_yes and self.is_our_word and self.counts_from is None

    @property
    def counts(self):
        if not self.is_our_word:
            return self.is_yes
        return self.is_yes and self.counts_from is not None and self.counts_from <= self.at

    @property
    def look(self):
        if self.endorsement is None or (self.is_yes and not self.counts):
            return "soon"
        return "ok" if self.is_yes else "late"


@dataclass(frozen=True)
class Text:
    """One version, since when everybody had agreed to it (None: not yet), and who said what."""

    version: AgreementVersion
    since: datetime | None
    words: list[Word]

    @property
    def lines(self):
        return list(self.version.agreements.all())

    @property
    def waiting_for(self):
        """Parties of which we have heard no yes, and which are still here to give it."""
        return [word for word in self.words if not word.is_yes and not word.has_left]

    @property
    def only_our_word(self):
        """A yes that we wrote down, which does not count yet, or never will."""
        return [word for word in self.words if word.is_yes and not word.counts]


@dataclass(frozen=True)
class Agreed:
    """The process agreements of one trajectory at one moment. `texts`: the newest first."""

    texts: list[Text]
    newcomers: list[Stakeholder]  # at the table, and parties from the next version only
    at: datetime

    @property
    def newest(self):
        return self.texts[0] if self.texts else None

    @property
    def in_force(self):
        """The newest that everybody had agreed to by then."""
        agreed = [text for text in self.texts if text.since and text.since <= self.at]
        return agreed[0] if agreed else None

    @property
    def proposed(self):
        """The newest, while it waits for somebody."""
        return None if self.newest is self.in_force else self.newest

    @property
    def earlier(self):
        return [text for text in self.texts if text not in (self.in_force, self.proposed)]

    @property
    def differences(self):
        """Line by line, what the proposed text would change."""
        before = self.in_force.lines if self.in_force else []
        return compared(before, self.proposed.lines) if self.proposed else []

    @property
    def missing(self):
        """Stakeholders that have not agreed to the newest text, newcomers among them."""
        if self.newest is None:
            return []
        return [word.stakeholder for word in self.newest.waiting_for] + self.newcomers


# --- Asked of the records ------------------------------------------------------------------------------


def agreed_in_one(trajectory, at):
    return agreed_in([trajectory.pk], at)[trajectory.pk]


def agreed_in(trajectory_ids, at):
    """For each trajectory how far its agreements are at that moment. Seven queries in all."""
    ids = set(trajectory_ids)
    versions, parties, seats = _versions(ids, at), _parties(ids), _seats(ids)
    since, links = AgreementVersion.objects.agreed_since(ids), _first_links(ids)
    found = {}
    for pk in ids:
        of_one = parties[pk]
        texts = [
            Text(version, since.get(version.pk), _words_on(version, of_one, links, at))
            for version in versions[pk]
        ]
        known = {party.stakeholder_id for party in of_one}
        newcomers = [each for each in seats[pk] if texts and each.pk not in known]
        found[pk] = Agreed(texts, newcomers, at)
    return found


def _versions(ids, at):
    said = Endorsement.objects.filter(endorsed_at__lte=at).select_related("remark", "recorded_by")
    rows = (
        AgreementVersion.objects.filter(trajectory__in=ids, proposed_at__lte=at)
        .select_related("proposed_by", "reason")
        .prefetch_related("agreements", Prefetch("endorsements", said.order_by("pk")))
        .order_by("-number")
    )
    return _by_trajectory((version.trajectory_id, version) for version in rows)


def _parties(ids):
    rows = AgreementParty.objects.filter(trajectory__in=ids)
    rows = rows.select_related("stakeholder", "departure").order_by("stakeholder__sort_key", "pk")
    return _by_trajectory((party.trajectory_id, party) for party in rows)


def _seats(ids):
    rows = Participation.objects.filter(meeting__trajectory__in=ids, withdrawn_at=None)
    rows = rows.filter(meeting__cancelled_at=None)
    rows = rows.select_related("stakeholder", "meeting").order_by("pk")
    seats = _by_trajectory((seat.meeting.trajectory_id, seat.stakeholder) for seat in rows)
    return defaultdict(list, {pk: list(dict.fromkeys(each)) for pk, each in seats.items()})


def _first_links(ids):
    """When each stakeholder of each trajectory first had a link to say no with."""
    rows = (
        ConsentKey.objects.filter(link__participation__meeting__trajectory__in=ids)
        .values_list("link__participation__meeting__trajectory", "link__participation__stakeholder")
        .annotate(first=Min("laid_at"))
    )
    return {(trajectory, party): first for trajectory, party, first in rows}


def _words_on(version, parties, links, at):
    last = {each.stakeholder_id: each for each in version.endorsements.all()}
    words = []
    for party in parties:
        departure = getattr(party, "departure", None)
        is_theirs = departure is None or version.number <= departure.last_version
        if party.from_version <= version.number and is_theirs:
            endorsement = last.get(party.stakeholder_id)
            first_link = links.get((version.trajectory_id, party.stakeholder_id))
            words.append(
                Word(
                    party.stakeholder,
                    endorsement,
                    _counts_from(endorsement, first_link),
                    departure is not None,
                    at,
                )
            )
    return words


def _counts_from(endorsement, first_link):
    if endorsement is None or not endorsement.is_our_word or first_link is None:
        return None
    return max(endorsement.recorded_at, first_link) + DAYS_TO_OBJECT


def _by_trajectory(pairs):
    found = defaultdict(list)
    for pk, row in pairs:
        found[pk].append(row)
    return found
