"""Telling one round: what was asked, what came in, and what became of each point.

In one of three ways. What came without a name goes the way it goes in real life: sealed, released
at the weekly hour, shuffled. Only the keys of the forms are invented here, so that a receipt of the
demo can be shown to whoever looks around.
"""

from collections import defaultdict
from uuid import NAMESPACE_DNS, uuid5

from config.demo.people import PIN
from config.demo.pictures import picture
from dialogue.actions import expectations, links, rounds, voices
from dialogue.models import ExpectationDecision, ExpectationRound, PurposeStatement, Voice
from dialogue.releases import next_hour

Mode, Outcome = ExpectationRound.Mode, ExpectationDecision.Outcome
DEMO = uuid5(NAMESPACE_DNS, "demo.example.org")


def tell_round(story, talk, meeting, asked):
    WAYS[asked.mode](story, talk, meeting, asked).tell()


def key_of_form(title, sender):
    """What the form of an anonymous sender carried. With the secret of the site it is a receipt."""
    return uuid5(DEMO, f"{title} {sender}")


class Named:
    """One round of a conversation, told with its senders' names."""

    def __init__(self, story, talk, meeting, asked):
        self.story, self.talk, self.meeting, self.asked = story, talk, meeting, asked
        self.by = story.people[talk.by]
        self.round = self.open()

    def open(self):
        asked, story = self.asked, self.story
        return rounds.open_round(
            self.meeting,
            mode=asked.mode,
            title=asked.title,
            message=asked.message,
            closes_on=story.day(asked.closes),
            questions=asked.questions,
            agreements=asked.agreements,
            invited=self.invited(),
            audience=asked.audience,
            audience_size=asked.audience_size,
            by=self.by,
            at=story.moment(asked.opens, "10:00"),
        )

    def invited(self):
        if self.asked.invited is None:
            return None
        return [self.story.seat_at(self.meeting, guest) for guest in self.asked.invited]

    def tell(self):
        if not self.talk.purpose_was_shared:
            PurposeStatement.objects.filter(meeting=self.meeting).update(shared_at=None)
        told, answers = self.asked.told, self.asked.answers
        in_time = [said for said in answers if told is None or said.day <= told]
        self.hear(in_time)
        if told is not None:
            rounds.answer_round(self.round, at=self.told_at())
        self.hear([said for said in answers if said not in in_time])
        for said in answers:
            self.judge(said)
        for guest, question, words in self.asked.drafts:
            self.leave_unfinished(guest, question, words)

    def hear(self, answers):
        """What one sender wrote on one day came in one form."""
        forms = defaultdict(list)
        for said in answers:
            forms[said.guest, said.day].append(said)
        for form in forms.values():
            self.receive(form)
        for said in answers:
            self.settle(said)

    def receive(self, form):
        said = form[0]
        by_hand = {"recorded_by": self.by, "channel": said.channel} if said.channel else {}
        expectations.receive_expectations(
            self.round,
            self.sender(said.guest),
            answers=self.answers_of(form),
            files=self.files_of(form),
            at=self.story.moment(said.day),
            **by_hand,
        )

    def answers_of(self, form):
        return {self.round.questions.get(standard=said.question): said.words for said in form}

    def files_of(self, form):
        return [picture(said.picture) for said in form if said.picture]

    def sender(self, guest):
        return self.story.seat_at(self.meeting, guest)

    def point(self, said):
        return self.round.expectations.get(
            wording=said.words, question__standard=said.question, **self.sent_by(said)
        )

    def sent_by(self, said):
        return {"participation": self.sender(said.guest)}

    # What became of it

    def settle(self, said):
        if said.english:
            expectations.translate(
                self.point(said),
                language="en",
                wording=said.english,
                by=self.by,
                at=self.read_at(said),
            )
        if said.joins:
            expectations.merge(
                self.point(said), into=self.round.expectations.get(wording=said.joins)
            )
        elif said.fate:
            self.decide(said)

    def decide(self, said):
        fate = said.fate
        expectations.decide(
            self.point(said),
            outcome=fate.outcome,
            reason=fate.reason,
            agenda_item=self.meeting.agenda.get(title=fate.point)
            if fate.outcome == Outcome.AGENDA
            else None,
            parked_until=None if fate.until is None else self.story.day(fate.until),
            in_our_words=fate.in_our_words,
            by=self.by,
            at=self.decided_at(said),
            **self.around_the_meeting(fate),
        )

    def around_the_meeting(self, fate):
        """An activity that several points asked for is planned once."""
        if fate.outcome != Outcome.SIDE:
            return {}
        planned = self.meeting.side_activities.filter(title=fate.activity).first()
        if planned:
            return {"side_activity": planned}
        return {"side_title": fate.activity, "side_on": self.story.day(fate.on)}

    def judge(self, said):
        if said.found:
            expectations.say_whether_it_was_met(
                self.point(said),
                verdict=said.found.verdict,
                remark=said.found.words,
                on=self.story.day(said.found.day),
            )

    def leave_unfinished(self, guest, question, words):
        seat = self.sender(guest)
        links.choose_pin(seat, PIN)
        answers = {str(self.round.questions.get(standard=question).pk): words}
        expectations.save_draft(self.round, seat, answers=answers, at=self.story.moment(-1))

    # When

    def read_at(self, said):
        return self.story.moment(said.day, "13:00")

    def decided_at(self, said):
        day = self.asked.decided if said.fate.day is None else said.fate.day
        return self.story.moment(day, "15:00")

    def told_at(self):
        return self.story.moment(self.asked.told, "16:00")


class InConfidence(Named):
    """The answers hang on voices. Whose each is, only the schema `identity` is told afterwards."""

    def __init__(self, *about):
        super().__init__(*about)
        self.voices = {}

    def sender(self, guest):
        if guest not in self.voices:
            self.voices[guest] = voice = Voice.objects.create(round=self.round)
            seat = self.story.seat_at(self.meeting, guest)
            self.story.speakers.append((voice.pk, seat.pk, self.round.pk))
        return self.voices[guest]

    def sent_by(self, said):
        return {"voice": self.sender(said.guest)}

    def settle(self, said):
        super().settle(said)
        if said.replied:
            self.reply(said, self.story.moment(said.day, "16:00"))

    def reply(self, said, at):
        voices.reply(self.point(said).voice, text=said.replied, by=self.by, at=at)


class Anonymous(InConfidence):
    """The answers come out at the first weekly hour after they were sent, if that has come."""

    def hear(self, answers):
        forms = defaultdict(lambda: defaultdict(list))
        for said in answers:
            at = self.sent_at(said)
            forms[next_hour(at)][at, said.guest].append(said)
        for hour in sorted(forms):
            for (at, guest), form in forms[hour].items():
                self.send(guest, form, at)
            self.release(hour)
        for said in answers:
            if self.came_out(said):
                self.settle(said)

    def send(self, guest, form, at):
        is_urgent = any(said.is_urgent for said in form)
        voices.send_anonymously(
            self.round,
            key=key_of_form(self.round.title, guest),
            answers=self.answers_of(form),
            files=self.files_of(form),
            at=at,
            is_urgent=is_urgent,
        )
        if is_urgent:  # The next pass, minutes later, does not wait for the hour.
            voices.release_what_is_due(at)

    def release(self, hour):
        if hour <= self.story.at:
            voices.release_what_is_due(hour)

    def came_out(self, said):
        return said.is_urgent or next_hour(self.sent_at(said)) <= self.story.at

    def sent_by(self, said):
        return {}

    def settle(self, said):
        Named.settle(self, said)
        if said.replied:
            self.reply(said, self.read_at(said))

    def judge(self, said):
        """Sealed as well, and out at the next weekly hour."""
        if said.found:
            at = self.story.moment(said.found.day)
            voices.send_verdict_anonymously(
                self.round,
                key=key_of_form(self.round.title, f"{said.guest}, {said.found.words}"),
                expectation=self.point(said),
                verdict=said.found.verdict,
                remark=said.found.words,
            )
            self.release(next_hour(at))

    def sent_at(self, said):
        """Today's are on their way since a moment ago."""
        return self.story.moment(said.day) if said.day else self.story.at

    def read_at(self, said):
        if said.is_urgent:
            return self.story.moment(said.day, "12:20")
        return self.a_while_after(said, hours=3)

    def decided_at(self, said):
        if said.is_urgent:
            return self.story.moment(said.day, "15:00")
        return self.a_while_after(said, hours=5)

    def told_at(self):
        return max(self.a_while_after(said, hours=9) for said in self.asked.answers)

    def a_while_after(self, said, hours):
        return min(next_hour(self.sent_at(said)) + self.story.hours(hours), self.story.at)


WAYS = {Mode.NAMED: Named, Mode.CONFIDENTIAL: InConfidence, Mode.ANONYMOUS: Anonymous}
