"""Meetings of the last year: were their points answered, and did they meet the person they know?"""

from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat, TruncDate
from django.utils.timezone import make_aware

from dialogue.models import Participation
from trust.points import points_to_answer, sent_in_time
from trust.records.shares import Share

A_YEAR = timedelta(days=365)


def shares_of_meetings(meetings: QuerySet, today: date) -> dict[str, Share]:
    """Of the meetings held in the last year: `answered`, their points that we decided and answered
    before it began; `known`, the times that the person they know, or the deputy, held it."""
    held = meetings.held().filter(starts_at__gte=_midnight(today - A_YEAR))
    held = held.filter(starts_at__lt=_midnight(today + timedelta(days=1)))
    rows = _points_answered(held).union(_known_person(held), all=True)
    counted = {what: Share(good, of) for what, good, of in rows}
    return {what: counted.get(what, Share(0, 0)) for what in ("answered", "known")}


def _points_answered(held):
    """Named or not: what nobody may be linked to was still ours to answer."""
    points = sent_in_time(points_to_answer().filter(round__meeting__in=held))
    in_time = Q(
        decided_at__lte=F("round__answered_at"),
        round__answered_at__lt=F("round__meeting__starts_at"),
    )
    return _counted(points, "answered", in_time)


def _known_person(held):
    """Each stakeholder at each meeting once, where somebody was their contact person that day."""
    that_day = F("held_on")
    tables = (
        Participation.objects.filter(meeting__in=held)
        .filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("meeting__starts_at")))
        .annotate(held_on=TruncDate("meeting__starts_at"))
        .filter(
            Q(stakeholder__assignments__until_on=None)
            | Q(stakeholder__assignments__until_on__gt=that_day),
            stakeholder__assignments__from_on__lte=that_day,
        )
    )
    table = Concat("meeting_id", Value(" "), "stakeholder_id", output_field=CharField())
    by_them = Q(stakeholder__assignments__user=F("meeting__organiser"))
    return _counted(tables, "known", by_them, each=table)


def _counted(queryset, what, good, each="pk"):
    named = queryset.order_by().values(what=Value(what, output_field=CharField()))
    counted = named.annotate(
        good=Count(each, filter=good, distinct=True), of=Count(each, distinct=True)
    )
    return counted.values_list("what", "good", "of")


def _midnight(day):
    return make_aware(datetime.combine(day, time.min))
