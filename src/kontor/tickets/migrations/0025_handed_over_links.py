"""What another tenant handed over since a moment is found without reading all links."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0001_initial"),
        ("tickets", "0024_erased"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticketlink",
            index=models.Index(
                condition=models.Q(("kind", "handed_over_from")),
                fields=["tenant", "at"],
                name="tickets_link_handed_over",
            ),
        ),
    ]
