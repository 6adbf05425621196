"""A contact can be erased: the row says since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_postal_addresses")]

    operations = [migrations.AddField("customer", "erased_at", models.DateTimeField(editable=False, null=True))]
