"""What people sent before a meeting, put in order for those who decide about it.

Every sender is one block. Somebody who was asked by name has their name; a voice has a number within
its round, counted along a random key, so that it says nothing about when or whose (TH14). Points and
voices go by a mark and never by their key: keys count upward, and would tell between which two other
answers a confidential one came in.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from dialogue.models import Attachment, Expectation, ExpectationRound, Reply, Voice

# With more points than this on one page nobody keeps the thread.
ON_A_PAGE = 30


def mark_of(row):
    """A name for a point or a voice that never changes and says nothing."""
    return salted_hmac("dialogue.answers", f"{row._meta.model_name} {row.pk}").hexdigest()[:10]


def short_mark_of(voice):
    """Short enough to say to a colleague, to name a sender without knowing who it is."""
    return mark_of(voice)[:4]


def numbered(voices):
    """Key of a voice → its number within its round."""
    numbers = {}
    for _round, of_one_round in groupby(sorted(set(voices)), key=lambda each: each[0]):
        for number, (_same_round, voice) in enumerate(of_one_round, start=1):
            numbers[voice] = number
    return numbers


def name_of_voice(round_, number):
    if round_.is_anonymous:
        return _("Anonymous sender %(number)s") % {"number": number}
    return _("Confidential sender %(number)s") % {"number": number}


@dataclass
class Sender:
    """One who answered, and what else we know of them."""

    round: ExpectationRound
    participation: object = None
    voice: Voice | None = None
    number: int = 0
    points: list = field(default_factory=list)
    choices: list = field(default_factory=list)
    files: list = field(default_factory=list)
    replies: list = field(default_factory=list)
    taken_back: int = 0
    is_urgent: bool = False

    def __str__(self):
        return str(self.participation or name_of_voice(self.round, self.number))

    @property
    def mark(self):
        return mark_of(self.voice or self.participation)

    @property
    def short_mark(self):
        return short_mark_of(self.voice)

    @property
    def since(self):
        """The day; of an anonymous sender the week. Of somebody with a name each point has its own."""
        return min((point.received_at for point in self._everything), default=None)

    @property
    def _everything(self):
        return [*(row.point for row in self.points), *self.choices]

    def in_parts(self, most):
        """Somebody with very many points goes over several pages."""
        for start in range(0, max(len(self.points), 1), most):
            part = Sender(**vars(self))
            part.points = self.points[start : start + most]
            yield part


@dataclass
class Row:
    """A point that gets a decision of its own, and those that are answered together with it."""

    point: Expectation
    sender: Sender
    number: int = 0
    together: list = field(default_factory=list)
    form: object = None

    @property
    def mark(self):
        return mark_of(self.point)

    @property
    def round(self):
        return self.sender.round

    @property
    def waits(self):
        return self.point.decision is None or self.point.was_changed_since

    @property
    def has_a_voice(self):
        """Whether somebody's words in here may not be repeated to others."""
        return any(row.point.voice_id for row in [self, *self.together])

    @property
    def all_words(self):
        return [row.point.wording for row in [self, *self.together] if row.point.voice_id]


class Answers:
    """Everything that was sent for a meeting; a fixed number of questions to the database."""

    def __init__(self, meeting, user):
        points = Expectation.objects.visible_to(user).filter(round__meeting=meeting)
        points = points.with_fate().select_related("round__meeting")
        self._points = list(points.prefetch_related("translations__by"))
        self._files = list(
            Attachment.objects.filter(round__meeting=meeting)
            .select_related("round", "participation__stakeholder", "participation__contact_person")
            .select_related("voice")
            .defer("content")
        )
        self._replies = list(
            Reply.objects.filter(voice__round__meeting=meeting).select_related("remark", "by")
        )
        self.senders = self._by_sender()
        self.rows = self._in_order()

    def senders_of(self, round_):
        return [sender for sender in self.senders if sender.round.pk == round_.pk]

    def rows_of(self, round_):
        return [row for row in self.rows if row.round.pk == round_.pk]

    def row_marked(self, mark):
        return next((row for row in self.rows if row.mark == mark), None)

    def sums_of(self, round_):
        """Of each choice how often each answer was given; of one person the last counts."""
        last = {}
        for sender in self.senders_of(round_):
            for point in sorted(sender.choices, key=lambda point: point.pk):
                last[sender.mark, point.question] = point.wording
        counts = Counter((question, answer) for (_sender, question), answer in last.items())
        questions = sorted({question for question, _answer in counts}, key=lambda q: q.position)
        return [(question, _sum_of(question, counts)) for question in questions]

    def _by_sender(self):
        rows = [*self._points, *self._files]
        numbers = numbered((row.round_id, row.voice_id) for row in rows if row.voice_id)
        senders = {}
        for row in rows:
            sender = senders.setdefault(_who(row), _new_sender(row, numbers))
            _give(sender, row)
        of_voice = {sender.voice.pk: sender for sender in senders.values() if sender.voice}
        for reply in self._replies:
            if reply.voice_id in of_voice:
                of_voice[reply.voice_id].replies.append(reply)
        return sorted(senders.values(), key=_place)

    def _in_order(self):
        rows = {row.point.pk: row for sender in self.senders for row in sender.points}
        for row in rows.values():
            if row.point.merged_into_id in rows:
                rows[row.point.merged_into_id].together.append(row)
        own = [row for row in rows.values() if row.point.merged_into_id not in rows]
        for number, row in enumerate(own, start=1):
            row.number = number
        for sender in self.senders:
            sender.points = [row for row in sender.points if row.number]
        return own


def _who(row):
    return row.round_id, row.participation_id, row.voice_id


def _new_sender(row, numbers):
    return Sender(row.round, row.participation, row.voice, numbers.get(row.voice_id, 0))


def _give(sender, row):
    if isinstance(row, Attachment):
        sender.files.append(row)
    elif row.withdrawn_at:
        sender.taken_back += 1
    elif row.question.is_choice:
        sender.choices.append(row)
    else:
        sender.points.append(Row(row, sender))
        sender.is_urgent = sender.is_urgent or row.is_urgent


def _place(sender):
    """Danger first; people as they were invited; voices along their random key."""
    person = sender.participation.pk if sender.participation else 0
    sender.points.sort(key=lambda row: (row.point.question.position, row.point.pk))
    return sender.round.pk, not sender.is_urgent, person, sender.number


def _sum_of(question, counts):
    found = [(str(words), counts[question, value]) for value, words in question.answers]
    return [(words, count) for words, count in found if count]


def in_pages(senders, most=ON_A_PAGE):
    """Senders as they come, cut where a page would hold too many points."""
    page, size = [], 0
    for sender in senders:
        for part in sender.in_parts(most):
            weight = max(len(part.points), 1)
            if page and size + weight > most:
                yield page
                page, size = [], 0
            page.append(part)
            size += weight
    if page:
        yield page
