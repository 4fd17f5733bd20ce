"""Who is told of the record: those outside get its ends every day, our own when something is wrong."""

from datetime import timedelta

from django.utils import translation
from django.utils.timezone import localdate

from accounts.models import Role, User
from dialogue.models import Chain, DailyHeads, RecordCheck, Witness
from dialogue.reminders import Due, letter, tell

# How long a list still goes out after a mail server was away.
LOOK_BACK_FOR_LISTS = timedelta(days=7)
WHO_HEARS_OF_FAULTS = [Role.AUDITOR, Role.ADMINISTRATOR]


def lists_for_witnesses(today):
    """The ends of the chains of each day, to every address outside (AUD-4)."""
    lists = DailyHeads.objects.filter(day__range=(today - LOOK_BACK_FOR_LISTS, today))
    for witness in Witness.objects.keeping():
        since = localdate(witness.added_at)
        for heads in lists:
            if heads.day >= since:
                yield Due("daily_heads", f"{heads.day}", witness, _list_for(witness, heads))


def faults_of_the_record(today):
    """The last check found something, or there was none for two days (AUD-7)."""
    trouble = trouble_with_the_record(today)
    if trouble is None:
        return
    for user in User.objects.active().filter(role__in=WHO_HEARS_OF_FAULTS):
        yield Due(
            "record_fault", f"{trouble}", user, tell(user, "record_fault", check=last_check())
        )


def last_check():
    return RecordCheck.objects.order_by("-pk").first()


def trouble_with_the_record(today):
    """The day of the trouble, if there is any: once a day somebody hears of it."""
    last = last_check()
    if last and not last.is_whole:
        return last.day
    is_overdue = last and last.day < today - timedelta(days=1)
    return today if is_overdue and Chain.objects.exists() else None


def _list_for(witness, heads):
    def compose():
        with translation.override(witness.language):
            facts = {"witness": witness, "heads": heads, "root": bytes(heads.root).hex()}
            message = letter("daily_heads", facts, to=witness.email)
        message.body += "\n" + heads.heads
        return message

    return compose


SOURCES = (lists_for_witnesses, faults_of_the_record)
