"""Telling a scenario: its rows become records, through the verbs that the pages use."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.timezone import localdate

from config.demo.asking import tell_round
from config.demo.people import PIN
from config.demo.tables import HOME
from dialogue.actions import (
    agreements,
    breaches,
    contacts,
    facilitators,
    links,
    meetings,
    promises,
)
from dialogue.models import (
    AgendaItem,
    Facilitator,
    InformalContact,
    Meeting,
    Participation,
    Promise,
    PurposeStatement,
    Trajectory,
)
from stakeholders.actions.assignments import assign
from stakeholders.actions.stakeholders import add_person, add_stakeholder, assess_safety
from stakeholders.models import ContactPerson, SafetyAssessment, Stakeholder

NOT_SURE = SafetyAssessment.Risk.NOT_SURE
IT_LASTED = timedelta(hours=2)
A_LINE_EVERY = timedelta(minutes=6)
SLIPPED_THROUGH = "Bij het voorbereiden over het hoofd gezien."


class Story:
    """The day it starts from, and everybody and everything we have met so far."""

    def __init__(self, at, people):
        self.at = at
        self.today = localdate(at)
        self.people = people
        self.parties, self.stakeholders, self.persons = {}, {}, {}
        self.courses, self.meetings = {}, {}
        self.speakers = []  # whose the confidential voices are: voice, participation, round

    # When

    def day(self, days):
        return self.today + timedelta(days=days)

    def moment(self, days, clock="12:00", zone=HOME):
        return datetime.combine(self.day(days), time.fromisoformat(clock), ZoneInfo(zone))

    def hours(self, count):
        return timedelta(hours=count)

    # Who

    def meet(self, parties):
        for party in parties:
            self.parties[party.name] = party
            self.stakeholders[party.key] = self.add(party)
            for person in party.persons:
                self.persons[person.key or person.name] = self.add_contact_person(party, person)
            for stay in party.then:
                self.take_over(party, stay)

    def add(self, party):
        return add_stakeholder(
            Stakeholder(
                name=party.name,
                kind=party.kind,
                place=party.place,
                country=party.country,
                languages=party.languages,
                is_rights_holder=party.is_rights_holder,
                is_sensitive=party.is_sensitive,
                about=party.about,
                is_demo=True,
            ),
            by=self.people[party.by],
            on=self.day(party.since),
        )

    def add_contact_person(self, party, person):
        return add_person(
            ContactPerson(
                stakeholder=self.stakeholders[party.key],
                name=person.name,
                function=person.function,
                email=person.email,
                language=person.language,
                left_on=None if person.left is None else self.day(person.left),
            )
        )

    def take_over(self, party, stay):
        assign(
            self.stakeholders[party.key],
            user=self.people[stay.who],
            part=stay.part,
            on=self.day(stay.since),
            handover_note=stay.note,
            was_joint=stay.was_joint,
        )

    def guest(self, key):
        person = self.persons.get(key)
        stakeholder = person.stakeholder if person else self.stakeholders[key]
        return meetings.Guest(stakeholder, person)

    def seat_at(self, meeting, key):
        guest = self.guest(key)
        return meeting.participations.get(
            stakeholder=guest.stakeholder, contact_person=guest.contact_person
        )

    def seat_of(self, key, days):
        """Where they last sat, or were invited to sit, on that day."""
        guest = self.guest(key)
        seats = Participation.objects.filter(
            stakeholder=guest.stakeholder,
            contact_person=guest.contact_person,
            meeting__created_at__lte=self.moment(days),
        )
        return seats.latest("meeting__created_at", "pk")

    def hand_of(self, key, days):
        return self.hand_at(self.seat_of(key, days), days)

    def hand_at(self, seat, days):
        """They open their own link that day."""
        at = self.moment(days)
        return links.hand_with(links.mint_link(seat, at=at))

    # Conversations

    def talk(self, talks):
        for talk in talks:
            meeting = self.plan(talk)
            self.meetings[talk.key] = meeting
            for asked in talk.asked:
                tell_round(self, talk, meeting, asked)
            if talk.called_off is not None:
                meetings.cancel_meeting(meeting, at=self.moment(talk.called_off))
            elif talk.day < 0:
                self.hold(meeting, talk)

    def plan(self, talk):
        at = self.moment(talk.planned, "09:30")
        guests = [self.guest(key) for key in talk.guests]
        meeting = meetings.plan_meeting(
            Meeting(
                trajectory=self.course(talk.course),
                title=talk.title,
                starts_at=self.moment(talk.day, talk.clock, talk.zone),
                zone=talk.zone,
                mode=talk.mode,
                place=talk.place,
                language=talk.language,
            ),
            aim=talk.aim,
            guests=guests,
            risk=NOT_SURE,
            by=self.people[talk.by],
            at=at,
        )
        meeting.trajectory.members.add(*(self.people[who] for who in talk.colleagues))
        self.say_who_is_safe(meeting, guests)
        self.state_the_purpose(meeting, talk)
        self.write_the_agenda(meeting, talk)
        return meeting

    def course(self, title):
        """Several conversations with one aim carry the name of that aim."""
        if title not in self.courses:
            self.courses[title] = Trajectory.objects.create(title=title)
        return self.courses[title]

    def say_who_is_safe(self, meeting, guests):
        """The page asks once for all; who is at risk and who is not is known one by one."""
        for stakeholder in {guest.stakeholder for guest in guests}:
            party = self.parties[stakeholder.name]
            if party.risk != NOT_SURE or party.partner_was_asked:
                assess_safety(
                    [stakeholder],
                    risk=party.risk,
                    partner_was_asked=party.partner_was_asked,
                    by=meeting.organiser,
                    at=meeting.created_at,
                )

    def state_the_purpose(self, meeting, talk):
        # A round shares it; without one it went along with the invitation.
        went_along = not talk.asked and talk.day < 0 and talk.purpose_was_shared
        PurposeStatement.objects.filter(meeting=meeting).update(
            can_change=talk.can_change,
            can_not_change=talk.can_not_change,
            what_happens_next=talk.next,
            shared_at=meeting.created_at if went_along else None,
        )

    def write_the_agenda(self, meeting, talk):
        for title in talk.points:
            is_ours = title in talk.dilemmas
            kind = AgendaItem.Kind.OUR_DILEMMA if is_ours else AgendaItem.Kind.POINT
            meetings.add_agenda_item(meeting, title=title, kind=kind)

    # Afterwards

    def hold(self, meeting, talk):
        by, start = self.people[talk.by], meeting.starts_at
        if talk.were_agreements_recapped:
            meetings.recap_agreements(meeting, at=start)
        for number, line in enumerate(talk.lines, start=1):
            meetings.write_down(
                meeting,
                kind=line.kind,
                wording=line.words,
                agenda_item=meeting.agenda.get(title=line.point) if line.point else None,
                by=by,
                at=start + number * A_LINE_EVERY,
            )
        for wondered in talk.questions:
            self.take(meeting, wondered, talk)
        meetings.hold_meeting(meeting, at=start + IT_LASTED, despite=SLIPPED_THROUGH)
        if talk.report:
            self.report(meeting, talk)

    def take(self, meeting, wondered, talk):
        question = meetings.take_question(
            meeting,
            wording=wondered.words,
            stakeholder=self.stakeholders[wondered.party],
            by=self.people[talk.by],
            on=self.day(talk.day),
        )
        if wondered.answered is not None:
            on = self.day(wondered.answered)
            meetings.answer_question(question, answer=wondered.answer, on=on)

    def report(self, meeting, talk):
        report, told = meeting.report, talk.report
        late_on = (report.due_on - self.today).days + told.late
        meetings.send_report(
            report,
            summary=told.summary,
            version=report.version,
            by=self.people[talk.by],
            at=self.moment(late_on if told.day is None else told.day, "16:30"),
        )

    def hear_back(self, corrections):
        """Whether we heard them right, as they say through their own links."""
        for said in corrections:
            meeting = self.meetings[said.talk]
            meetings.say_what_we_heard(
                meeting.report,
                participation=self.seat_at(meeting, said.guest),
                is_right=said.is_right,
                remark=said.words,
                on=self.day(said.day),
            )

    def be_asked(self, questions):
        """Questions through their own links."""
        for asked in questions:
            question = meetings.ask_through_a_link(
                self.seat_at(self.meetings[asked.talk], asked.guest),
                wording=asked.words,
                is_worry=asked.is_worry,
                owner=self.people[asked.owner],
                on=self.day(asked.day),
            )
            if asked.answered is not None:
                on = self.day(asked.answered)
                meetings.answer_question(question, answer=asked.answer, on=on)

    # Facilitators

    def bring_in(self, mediators):
        for mediator in mediators:
            facilitator = facilitators.propose_facilitator(
                Facilitator(name=mediator.name, about=mediator.about, paid_by=mediator.paid_by),
                trajectory=self.courses[mediator.course],
                by=self.people[mediator.by],
                at=self.moment(mediator.proposed, "12:00"),
            )
            for yes in mediator.answers:
                self.consent(facilitator, yes)

    def consent(self, facilitator, yes):
        answer = {"answer": yes.consent, "remark": yes.remark, "on": self.day(yes.day)}
        if yes.told_to:
            facilitators.record_consent(
                facilitator,
                stakeholder=self.guest(yes.guest).stakeholder,
                by=self.people[yes.told_to],
                **answer,
            )
        else:
            seat = self.seat_of(yes.guest, yes.day)
            facilitators.consent_to_facilitator(facilitator, participation=seat, **answer)

    # Process agreements

    def agree(self, pacts):
        for pact in pacts:
            version = self.propose(pact)
            for yes in pact.answers:
                self.endorse(version, yes)

    def propose(self, pact):
        course = self.courses[pact.course]
        if not pact.lines:
            return course.agreement_versions.last()
        return agreements.propose_agreements(
            course,
            lines=pact.lines,
            instead_of=course.agreement_versions.last(),
            reason=pact.reason,
            by=self.people[pact.by],
            at=self.moment(pact.proposed),
        )

    def endorse(self, version, yes):
        answer = {"answer": yes.answer, "remark": yes.remark, "at": self.moment(yes.day, "13:00")}
        if yes.told_to:
            agreements.record_endorsement(
                version,
                stakeholder=self.guest(yes.guest).stakeholder,
                by=self.people[yes.told_to],
                **answer,
            )
        else:
            agreements.endorse(version, hand=self.hand_of(yes.guest, yes.day), **answer)

    # What was not kept to

    def own_up(self, lapses):
        for lapse in lapses:
            breach = breaches.report_breach(
                self.line_of(lapse),
                happened_on=self.day(lapse.happened),
                on=self.day(lapse.noticed),
                words=lapse.words,
                by=self.people[lapse.recorded_by],
                by_stakeholder=self.stakeholders[lapse.party] if lapse.party else None,
                harmed=self.stakeholders[lapse.harmed] if lapse.harmed else None,
                is_serious=lapse.is_serious,
            )
            for deed in lapse.deeds:
                self.act(breach, deed)

    def line_of(self, lapse):
        """As it stood in the text that was before everybody on that day."""
        versions = self.courses[lapse.course].agreement_versions
        version = versions.filter(proposed_at__lt=self.moment(lapse.happened, "23:00")).last()
        return version.agreements.get(
            Q(own_words=lapse.agreement) | Q(standard=lapse.agreement, own_words="")
        )

    def act(self, breach, deed):
        action = breaches.act_on_breach(
            breach, words=deed.words, on=self.day(deed.day), by=self.people[deed.who]
        )
        if deed.judged is not None:
            breaches.judge_action(
                action,
                is_accepted=deed.is_accepted,
                on=self.day(deed.judged),
                hand=self.hand_of(deed.guest, deed.judged),
                remark=deed.verdict,
            )

    # Promises

    def promise(self, vows):
        for vow in vows:
            promise = promises.propose_promise(
                wording=vow.words,
                parties=[self.stakeholders[key] for key in vow.to],
                due_on=self.day(vow.due),
                owner=self.people.get(vow.owner),
                by=self.people[vow.by or vow.owner],
                meeting=self.meetings[vow.talk] if vow.talk else None,
                side=Promise.Side.THEIRS if vow.is_theirs else Promise.Side.OURS,
                on=self.day(vow.made),
                size=vow.size,
                principle=vow.principle,
                depends_on=vow.depends_on,
                find_out_by=None if vow.find_out is None else self.day(vow.find_out),
            )
            for step in vow.steps:
                step(self, promise)

    def give_to(self, promise, who):
        last = promise.changes.last()
        promises.hand_over_promise(
            promise, to=self.people[who], by=self.people[who], on=last.happened_on
        )

    def everybody_agrees(self, promise, day):
        (proposal,) = promise.changes.filter(kind="change_recorded", answered_by=None)
        for party in promise.parties.all():
            seats = Participation.objects.filter(
                stakeholder=party, meeting__created_at__lte=self.moment(day)
            )
            hand = self.hand_at(seats.latest("meeting__created_at", "pk"), day)
            promises.accept_change(promise, proposal, hand=hand, on=self.day(day))

    # Contacts

    def keep_in_touch(self, touches):
        for touch in touches:
            guest = self.guest(touch.guest)
            contacts.log_contact(
                InformalContact(
                    stakeholder=guest.stakeholder,
                    contact_person=guest.contact_person,
                    kind=touch.kind,
                    happened_at=self.moment(touch.day, "11:00"),
                    note=touch.note,
                    mail_subject=touch.subject,
                ),
                by=self.people[touch.by],
            )

    def set_a_pin(self, talk, guest):
        links.choose_pin(self.seat_at(self.meetings[talk], guest), PIN)
