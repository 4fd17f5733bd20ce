"""What was not kept to of the process agreements, as far as it is theirs to know (S80).

Nobody reads here of a breach by others that they did not report and did not suffer. What somebody
reported stands on their own page alone, behind their PIN, like their points.
"""

from django.db.models import Prefetch, Q

from dialogue.models import Breach, BreachAction, BreachVerdict, Participation


def breaches_for(facts):
    """The latest first, each with what was done about it and what they said to that."""
    if not facts.may_tell_everybodys:
        return []
    rows = (
        Breach.objects.filter(_is_for(facts), trajectory=facts.meeting.trajectory_id)
        .select_related("agreement", "remark")
        .prefetch_related(
            Prefetch("actions", BreachAction.objects.select_related("remark")),
            Prefetch("actions__verdicts", BreachVerdict.objects.select_related("remark")),
        )
    )
    return [_as_seen_by(facts, breach) for breach in rows]


def _is_for(facts):
    stakeholder = facts.participation.stakeholder_id
    ours = Q(by_stakeholder=None, harmed=None)
    for_all = Q(participation=None) & (ours | Q(harmed=stakeholder))
    theirs = Q(participation=facts.participation)
    return for_all | theirs if facts.visit.may_read else for_all


def _as_seen_by(facts, breach):
    """Sets beside each action what this person said; whose word it was decides what is shown."""
    actions = list(breach.actions.all())
    breach.is_reported_by_them = breach.participation_id == facts.participation.pk
    for action in actions:
        said = [
            each
            for each in action.verdicts.all()
            if each.participation_id == facts.participation.pk
        ]
        action.their_verdict = said[-1] if said and facts.visit.may_read else None
    breach.done = actions
    breach.is_judged = bool(actions) and actions[-1].their_verdict is not None
    return breach


def actions_to_judge(facts):
    """What was done, as long as they did not say whether they accept it."""
    return [
        action
        for breach in facts.breaches
        for action in breach.done
        if action.their_verdict is None
    ]


def others_at_the_table(participation):
    """Who sat with them at a table already; before that nobody learns here who else is asked."""
    met = Participation.objects.filter(
        stakeholder=participation.stakeholder_id,
        meeting__trajectory=participation.meeting.trajectory_id,
        meeting__held_at__isnull=False,
        withdrawn_at=None,
    )
    others = Participation.objects.filter(meeting__in=met.values("meeting"), withdrawn_at=None)
    others = others.exclude(stakeholder=participation.stakeholder_id)
    return dict(
        others.order_by("stakeholder__name").values_list("stakeholder", "stakeholder__name")
    )
