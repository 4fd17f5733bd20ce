"""Who is asked to change a promise is told at once, like who was changed without (AUD-11, S17)."""

from importlib import import_module

from django.db import migrations

before = import_module("dialogue.migrations.0013_what_the_record_notes")

KINDS = "AND line ->> 'kind' IN ('changed_alone', 'broken', 'change_recorded');"
AND_WHAT_WE_ASK = """AND (line ->> 'kind' IN ('changed_alone', 'broken', 'change_recorded')
            OR (line ->> 'kind' = 'change_proposed' AND line ->> 'by_id' IS NOT NULL));"""


def tell(kinds):
    function = before.NOTICES.split("CREATE TRIGGER")[0]
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(KINDS, kinds)


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0022_every_word_can_be_erased")]

    operations = [migrations.RunSQL(tell(AND_WHAT_WE_ASK), tell(KINDS))]
