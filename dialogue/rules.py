"""Who may do what in a dialogue. Each answer is one sentence about a person and a thing."""

from django.utils.timezone import localdate

from accounts.models import Role
from dialogue.models import Meeting, Promise

TALKERS = {Role.OFFICER, Role.PURCHASER}


def can_see_conversations(user):
    """Facilitators see their own; who has nothing to do with dialogue sees no list at all."""
    return user.role in {*TALKERS, Role.MANAGER, Role.FACILITATOR}


def can_log_contacts(user):
    return user.role in TALKERS


def can_change_contact(user, contact):
    """A note belongs to its writer."""
    return user.role in TALKERS and contact.by_id == user.pk


def can_plan_meetings(user):
    return user.role in TALKERS


def can_work_on(user, meeting):
    """The organiser and the team of the meeting prepare, hold and report it."""
    if user.role not in TALKERS:
        return False
    if meeting.organiser_id == user.pk:
        return True
    return Meeting.objects.of_the_team_of(user).filter(pk=meeting.pk).exists()


def can_read_expectations(user, meeting):
    """What people wrote is for the team of the meeting (C2)."""
    return Meeting.objects.of_the_team_of(user).filter(pk=meeting.pk).exists()


def can_propose_promises(user):
    return user.role in TALKERS


def can_answer_for(user, promise):
    """Only the colleague who must deliver says whether that can be promised (S16)."""
    return promise.owner_id == user.pk and promise.state == Promise.State.PROPOSED


def can_hand_over(user, promise):
    """As long as somebody has to deliver it: whoever works on it, and who was asked to deliver it.

    Managers as well, once nobody stands behind it any more.
    """
    is_ours_to_do = promise.is_ours and promise.state in {
        Promise.State.PROPOSED,
        Promise.State.GIVEN,
    }
    may_find_somebody = user.role == Role.MANAGER and promise.is_adrift(localdate())
    return is_ours_to_do and (may_find_somebody or can_work_on_promise(user, promise))


def can_answer_their_proposal(user, promise, proposal):
    """What a party asked for waits for our yes."""
    is_theirs = proposal is not None and proposal.line.by_id is None
    return is_theirs and can_work_on_promise(user, promise)


def can_judge_theirs(user, promise):
    is_done = promise.state == Promise.State.KEPT and not promise.is_ours
    return is_done and promise.is_confirmed is None and can_work_on_promise(user, promise)


def can_work_on_promise(user, promise):
    """Its owner, and the teams of the stakeholders it was made to."""
    if user.role not in {*TALKERS, Role.MANAGER}:
        return False
    if promise.owner_id == user.pk:
        return True
    relationships = user.assignments.open().filter(stakeholder__promises=promise)
    return user.role in TALKERS and relationships.exists()


def own_list_of_purchasing(user, promises):
    """A purchaser's list is what that purchaser delivers; everybody else sees all of it (S23)."""
    return promises.filter(owner=user) if user.role == Role.PURCHASER else promises


def workable_among(user, promises):
    """The keys of those promises that `can_work_on_promise` allows, in one query."""
    own = {promise.pk for promise in promises if promise.owner_id == user.pk}
    if user.role not in TALKERS:
        return own if user.role == Role.MANAGER else set()
    relationships = user.assignments.open().values("stakeholder")
    of_the_team = Promise.objects.filter(
        pk__in=[promise.pk for promise in promises], parties__in=relationships
    )
    return own | set(of_the_team.values_list("pk", flat=True))


def can_answer_question(user, question):
    return question.owner_id == user.pk or can_work_on(user, question.meeting)


def can_open_file(user, attachment):
    """What came with an answer is for those who decide about it (AUZ-10)."""
    meeting = attachment.round.meeting
    return can_read_expectations(user, meeting) and can_work_on(user, meeting)


def can_see_identity_requests(user):
    """That somebody asked who a confidential sender is, and why; never what was sent (TH14)."""
    return user.role in {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR}


def can_ask_who_it_is(user):
    return user.role == Role.PRIVACY_OFFICER


def can_rule_on_identity(user, request):
    """Always a second person (AUZ-7)."""
    return can_see_identity_requests(user) and request.by_id != user.pk


def can_see_who_it_is(user, request):
    """The one who asked, after somebody else allowed it; nobody else, the second person included."""
    ruling = getattr(request, "ruling", None)
    is_allowed = bool(ruling and ruling.is_allowed)
    return is_allowed and can_ask_who_it_is(user) and request.by_id == user.pk


def can_see_breaches(user):
    """Who did not keep to what is for the teams; each sees those of its own (C2)."""
    return user.role in {*TALKERS, Role.FACILITATOR}


def can_act_on_breach(user, breach):
    """The team of the conversations in which the agreement was made."""
    if user.role not in TALKERS:
        return False
    meetings = Meeting.objects.of_the_team_of(user)
    return meetings.filter(trajectory=breach.trajectory_id).exists()


def can_see_the_record(user):
    """Auditors all of it, teams their own chains, administrators whether it was checked (ACCESS.md)."""
    return user.role in {*TALKERS, Role.AUDITOR, Role.ADMINISTRATOR}


def can_check_the_record(user):
    return user.role in {Role.AUDITOR, Role.ADMINISTRATOR}


def can_see_witnesses(user):
    return user.role in {Role.AUDITOR, Role.ADMINISTRATOR}


def can_name_witnesses(user):
    """Who audits does not also choose who keeps the proof."""
    return user.role == Role.ADMINISTRATOR
