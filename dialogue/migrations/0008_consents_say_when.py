"""On which day a stakeholder said yes or no to a facilitator: what K4 of domain.md §4.4 counts by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0007_portal_rights_for_rounds")]

    operations = [
        migrations.AddField(
            model_name="facilitatorconsent",
            name="said_on",
            field=models.DateField(default="2000-01-01"),
            preserve_default=False,
        ),
    ]
