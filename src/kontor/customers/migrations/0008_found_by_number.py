"""Contacts are found by their customer number without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0007_held")]

    operations = [
        migrations.AddIndex("customer", models.Index(fields=["tenant", "number"], name="customers_customer_number"))
    ]
