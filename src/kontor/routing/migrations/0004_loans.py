import django.db.models.deletion
import kontor.tenants.isolation
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0002_group_preferences"),
        ("routing", "0003_learned_models"),
        ("tenants", "0001_initial"),
        ("tickets", "0011_promises_and_loans"),
    ]

    operations = [
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("closed", "closed"),
                            ("handed_back", "handed back by the borrower"),
                            ("backlog", "the backlog has fallen"),
                            ("taken_back", "taken back by the lender"),
                            ("ended", "the agreement has ended"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "signs",
                    models.CharField(
                        choices=[("lender", "the lending tenant"), ("borrower", "the borrowing tenant")],
                        default="lender",
                        max_length=8,
                    ),
                ),
                ("sees_notes", models.BooleanField(default=True)),
                ("sees_history", models.BooleanField(default=True)),
                ("lender_name", models.CharField(max_length=120)),
                ("lender_code", models.CharField(max_length=8)),
                ("lender_colour", models.PositiveSmallIntegerField(default=1)),
                (
                    "category",
                    kontor.tenants.isolation.TenantKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.category"
                    ),
                ),
                (
                    "lent_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
                (
                    "ticket",
                    kontor.tenants.isolation.TenantKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loans", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "ordering": ["since", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["agreement_id", "since"], name="routing_loan_agreement"),
                    models.Index(fields=["ticket"], name="routing_loan_ticket"),
                ],
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
                        name="routing_loan_policy",
                        using="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="routing_loan_of_tenant"),
                    kontor.tenants.isolation.SameTenant("ticket", name="routing_loan_ticket_tie"),
                    kontor.tenants.isolation.SameTenant("category", name="routing_loan_category_tie", tenant="lent_to"),
                    models.UniqueConstraint(fields=("ticket", "agreement_id"), name="routing_loan_once_an_agreement"),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("ticket",), name="routing_loan_one_runs"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lent_to__isnull", False), models.Q(("lent_to", models.F("tenant")), _negated=True)
                        ),
                        name="routing_loan_between_two",
                    ),
                ],
            },
        ),
    ]
