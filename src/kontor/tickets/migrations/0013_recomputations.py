import django.db.models.deletion
import kontor.tenants.isolation
from django.db import migrations, models

RANK = "ALTER TABLE tickets_ticket ALTER COLUMN rank_at TYPE timestamptz USING received_at + interval '24 hours'"
"""What nothing is promised to ranks as if it were due so long after its receipt. An UPDATE would be stopped by row
security; service levels come later than this, so nothing is promised yet."""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0001_initial"),
        ("tickets", "0014_escalated"),
    ]

    operations = [
        migrations.RunSQL(RANK, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Recomputation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("calendar", "Business hours"),
                            ("level", "Service level"),
                            ("category", "Category"),
                            ("tenant", "Tenant"),
                        ],
                        max_length=10,
                    ),
                ),
                ("thing", models.BigIntegerField()),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("last_ticket", models.BigIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["tenant", "-begun_at"], name="tickets_recomputation_latest")],
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="tickets_recomputation_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="tickets_recomputation_of_tenant"),
                ],
            },
        ),
    ]
