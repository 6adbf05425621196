"""What was closed from somebody's desk is found without reading what all others have closed."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0026_sent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("last_owner__isnull", False)),
                fields=["last_owner", "closed_at"],
                name="tickets_ticket_closed_by",
            ),
        ),
    ]
