"""What the program may not do at all, whatever its code says."""

import pytest
from django.db import DatabaseError, connection, transaction


def is_refused(statement):
    """The role of the program has no right to it (42501)."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return refusal.value.__cause__.pgcode == "42501"
