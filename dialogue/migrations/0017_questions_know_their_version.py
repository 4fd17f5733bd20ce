"""Two colleagues who answer one question: the second sees what the first wrote (CON-1)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0016_portal_reads_whole_changes")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="version",
            field=models.PositiveIntegerField(default=0, db_default=0, editable=False),
        ),
    ]
