"""When anonymous answers come out: at a fixed hour of the week, and only enough of them together.

The day and hour are the organisation's (RELEASE_WEEKDAY, RELEASE_HOUR); the number is the round's.
Nothing here is stored: each moment follows from the calendar.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localdate, localtime, make_aware

# Decisions take a while: what arrives later than a day before is too late for the agenda.
TIME_TO_DECIDE = timedelta(days=1)
# Sealed answers that never found company are erased unread so many days after the form closes.
SEALED_KEPT = timedelta(days=30)


def last_hour(at):
    """The latest weekly hour that has come by `at`."""
    today = localtime(at).date()
    day = today - timedelta(days=(today.weekday() - settings.RELEASE_WEEKDAY) % 7)
    moment = _hour_of(day)
    return moment if moment <= at else _hour_of(day - timedelta(days=7))


def next_hour(at):
    """The first weekly hour after `at`."""
    return _hour_of(localtime(last_hour(at)).date() + timedelta(days=7))


def week_of(at):
    """The day on which this week's answers are dated: the finest time we keep of them."""
    return localtime(last_hour(at)).date()


def last_hour_before(meeting):
    """The last weekly hour that leaves us time to decide before the meeting."""
    return last_hour(meeting.starts_at - TIME_TO_DECIDE)


def last_day_of_an_anonymous_round(meeting):
    """The day before the last weekly hour that still comes in time."""
    return localdate(last_hour_before(meeting)) - timedelta(days=1)


def send_before(round_):
    """Until when to send, so that it arrives before the meeting: the form closes, or the last hour."""
    closes = make_aware(
        datetime.combine(round_.closes_on + timedelta(days=1), time.min),
        ZoneInfo(round_.meeting.zone),
    )
    return min(closes, last_hour_before(round_.meeting))


def day_to_send_before(round_):
    """The same as a day over there, which is what paper and letters say."""
    return send_before(round_).astimezone(ZoneInfo(round_.meeting.zone)).date()


def arrives_in_time(round_, at):
    """Whether what is sent now can still come out before the meeting."""
    return at < send_before(round_)


def erased_on(round_):
    """What was never released is erased unread from this day on."""
    return round_.closes_on + SEALED_KEPT


def _hour_of(day):
    return make_aware(datetime.combine(day, time(settings.RELEASE_HOUR)))
