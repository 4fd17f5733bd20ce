"""Who is proposed to lead the conversation, and what each party says to that (S101)."""

from dataclasses import dataclass

from dialogue.models import Facilitator, FacilitatorConsent, Participation


@dataclass(frozen=True)
class PartyOnIt:
    """A party, and the last thing it said; None while we have not heard it."""

    stakeholder: object
    consent: FacilitatorConsent | None

    @property
    def look(self):
        if self.consent is None:
            return "soon"
        return "ok" if self.consent.is_in_favour else "late"


@dataclass(frozen=True)
class Facilitation:
    facilitator: Facilitator
    parties: list[PartyOnIt]

    @property
    def is_appointed(self):
        """Only with everybody's yes; a yes on a condition is a yes."""
        return bool(self.parties) and not self.missing

    @property
    def missing(self):
        return [party for party in self.parties if party.consent is None or party.look == "late"]

    @property
    def refused_by(self):
        return [party.stakeholder for party in self.parties if party.look == "late"]


def facilitation_of(trajectory):
    """The one who is proposed now; None when nobody is. Three queries."""
    facilitator = trajectory.facilitators.filter(ended_at=None).last()
    if facilitator is None:
        return None
    said = {
        consent.stakeholder_id: consent
        for consent in FacilitatorConsent.objects.latest_of([facilitator]).select_related(
            "remark", "recorded_by"
        )
    }
    parties = [PartyOnIt(party, said.get(party.pk)) for party in parties_of(trajectory)]
    return Facilitation(facilitator, parties)


def parties_of(trajectory):
    """Each stakeholder once that takes part in any of its conversations."""
    seats = Participation.objects.filter(meeting__trajectory=trajectory, withdrawn_at=None)
    return list({seat.stakeholder: None for seat in seats.select_related("stakeholder")})
