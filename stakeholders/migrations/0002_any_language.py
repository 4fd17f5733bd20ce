from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stakeholders", "0001_register"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contactperson",
            name="language",
            field=models.CharField(
                default="en", max_length=12, verbose_name="language of our messages"
            ),
        ),
    ]
