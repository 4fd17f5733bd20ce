"""Every sweep asks what was said about promises lately."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0023_they_hear_what_we_ask")]

    operations = [
        migrations.AddIndex(
            model_name="promisechange",
            index=models.Index(name="promise_changes_by_day", fields=["happened_on"]),
        )
    ]
