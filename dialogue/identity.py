"""The four questions that may be asked of the schema `identity` (migration 0006).

Each is a function in the database that runs with rights the program does not have. The portal may
ask the first two and the last, the staff site only `whose`.
"""

from django.db import connection


def voice_of(participation, round_):
    """The key of this person's voice in a confidential round, or None."""
    return _ask("SELECT identity.voice_of(%s, %s)", participation.pk, round_.pk)


def voices_of(participation, rounds):
    """The keys of this person's voices in these confidential rounds, asked at once."""
    keys = [round_.pk for round_ in rounds]
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity.voice_of(%s, round) FROM unnest(%s::bigint[]) AS round",
            [participation.pk, keys],
        )
        return [voice for (voice,) in cursor.fetchall() if voice]


def speak(participation, round_):
    """The same, made if they have none yet."""
    return _ask("SELECT identity.speak(%s, %s)", participation.pk, round_.pk)


def whose(request):
    """The key of the participation behind a voice, once that was allowed; else None."""
    return _ask("SELECT identity.whose(%s)", request.pk)


def openings_of(participation):
    """Keys of the rulings that allowed somebody to learn who this is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ruling_id FROM identity.openings_of(%s)", [participation.pk])
        return [ruling for (ruling,) in cursor.fetchall()]


def _ask(question, *about):
    with connection.cursor() as cursor:
        cursor.execute(question, about)
        return cursor.fetchone()[0]
