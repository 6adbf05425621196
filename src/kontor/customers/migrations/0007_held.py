"""A contact can be on legal hold: the row says since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_erased")]

    operations = [migrations.AddField("customer", "held_at", models.DateTimeField(editable=False, null=True))]
