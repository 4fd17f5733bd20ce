"""The portal reads whole lines of a promise's history: it takes and shows every kind of them."""

from django.db import migrations

GRANT = "SELECT te_voet_if_role('te_voet_portal', '{} SELECT (has_authority, key) ON dialogue_promisechange {} te_voet_portal')"


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0015_what_a_yes_hangs_on")]

    operations = [
        migrations.RunSQL(GRANT.format("GRANT", "TO"), GRANT.format("REVOKE", "FROM")),
    ]
