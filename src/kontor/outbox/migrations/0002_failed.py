from django.db import migrations, models


class Migration(migrations.Migration):
    """What could not be delivered is found without reading everything that was sent."""

    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                fields=["tenant", "message"],
                condition=models.Q(
                    ("state", "failed"),
                    models.Q(("state", "sent"), models.Q(("refused", {}), _negated=True)),
                    _connector="OR",
                ),
                name="outbox_mail_failed",
            ),
        ),
    ]
