from django.db import migrations, models


class Migration(migrations.Migration):
    """Addresses to which mail cannot be delivered are marked."""

    dependencies = [
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="address",
            name="undeliverable_reason",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="address",
            name="undeliverable_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
