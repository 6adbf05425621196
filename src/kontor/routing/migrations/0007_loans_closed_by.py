"""A loan says from whose desk at the borrower its ticket was closed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0004_setup_of_its_own"),
        ("routing", "0006_say_tickets"),
        ("tenants", "0001_initial"),
        ("tickets", "0025_handed_over_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="loan",
            name="closed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("closed_by__isnull", False)),
                fields=["lent_to", "until"],
                name="routing_loan_closed",
            ),
        ),
    ]
