from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="made_ticket",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="call",
            name="ticket_knows",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("wrap_up_until__isnull", False), ("wrapped_up_at", None)),
                fields=["tenant", "wrap_up_until"],
                name="calls_call_wraps_up",
            ),
        ),
    ]
