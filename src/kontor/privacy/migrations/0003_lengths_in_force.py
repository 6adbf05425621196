"""An erasure by retention knows the lengths that were in force."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_held_contacts")]

    operations = [migrations.AddField("erasure", "lengths", models.JSONField(default=list))]
