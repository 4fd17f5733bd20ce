"""Whether a form that is sent again says the same (CON-4)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_database_roles")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="words",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
