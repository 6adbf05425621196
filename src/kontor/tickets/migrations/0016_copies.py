import django.db.models
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0015_closed_index_and_alarms")]

    operations = [
        migrations.AlterField(
            model_name="messagemove",
            name="kind",
            field=django.db.models.CharField(
                choices=[
                    ("separate", "Separated"),
                    ("move", "Moved"),
                    ("merge", "Merged"),
                    ("process", "Process changed"),
                    ("duplicate", "Duplicated"),
                    ("clone", "Process cloned"),
                ],
                max_length=10,
            ),
        ),
    ]
