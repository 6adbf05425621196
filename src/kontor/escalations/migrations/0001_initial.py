import django.contrib.postgres.fields
import django.db.models.deletion
import kontor.tenants.isolation
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0002_group_preferences"),
        ("people", "__first__"),
        ("sla", "0001_initial"),
        ("tenants", "0001_initial"),
        ("tickets", "0011_promises_and_loans"),
    ]

    operations = [
        migrations.CreateModel(
            name="EscalationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("sort_key", models.CharField(editable=False, max_length=240)),
                ("position", models.PositiveIntegerField(default=0)),
                ("active", models.BooleanField(default=False, verbose_name="switched on")),
                ("content", models.JSONField(default=dict)),
                ("number", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="escalations_escalationrule_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="escalations_escalationrule_of_tenant"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant", "sort_key"),
                        name="escalations_escalationrule_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("content", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    kontor.tenants.isolation.TenantKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="escalations.escalationrule",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="escalations_escalationversion_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="escalations_escalationversion_of_tenant"),
                    kontor.tenants.isolation.SameTenant("rule", name="escalations_escalationversion_rule_tie"),
                    models.UniqueConstraint(fields=("rule", "number"), name="escalations_escalationversion_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Firing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occurrence", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("effects", models.JSONField(default=list)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="firings", to="tickets.ticket"
                    ),
                ),
                (
                    "version",
                    kontor.tenants.isolation.TenantKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="firings",
                        to="escalations.escalationversion",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
                "indexes": [models.Index(fields=["version", "-at"], name="escalations_firing_newest")],
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
                        name="escalations_firing_policy",
                        using="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="escalations_firing_of_tenant"),
                    kontor.tenants.isolation.SameTenant("ticket", name="escalations_firing_ticket_tie"),
                    kontor.tenants.isolation.SameTenant("version", name="escalations_firing_version_tie"),
                    models.UniqueConstraint(fields=("ticket", "version", "occurrence"), name="escalations_firing_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rule", "Escalation rule"),
                            ("agreement", "Agreement"),
                            ("calendar", "Business hours"),
                            ("service_level", "Service level"),
                        ],
                        max_length=16,
                    ),
                ),
                ("subject", models.BigIntegerField(null=True)),
                ("content", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "finished"),
                            ("canceled", "canceled"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("days", models.PositiveSmallIntegerField(default=30)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("result", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "abstract": False,
                "indexes": [models.Index(fields=["tenant", "kind", "-at"], name="escalations_replay_newest")],
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="escalations_replay_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="escalations_replay_of_tenant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("sort_key", models.CharField(editable=False, max_length=240)),
                (
                    "source_categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("open", "number of waiting requests"),
                            ("oldest", "age of the oldest waiting request, in minutes of working time"),
                            ("late_share", "share of waiting requests beyond their target, in percent"),
                            ("forecast", "minutes until the number is reached at the present speed"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="backlog",
                    ),
                ),
                ("threshold", models.PositiveIntegerField(verbose_name="from")),
                (
                    "forecast_open",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="number that is forecast"),
                ),
                ("back_below", models.PositiveIntegerField(blank=True, null=True, verbose_name="hand back below")),
                ("after", models.PositiveIntegerField(default=60, verbose_name="minutes since receipt")),
                ("quota", models.PositiveIntegerField(blank=True, null=True, verbose_name="most an hour")),
                ("sees_notes", models.BooleanField(default=True, verbose_name="the borrower sees notes")),
                ("sees_history", models.BooleanField(default=True, verbose_name="the borrower sees the history")),
                (
                    "signs",
                    models.CharField(
                        choices=[("lender", "the lending tenant"), ("borrower", "the borrowing tenant")],
                        default="lender",
                        max_length=8,
                        verbose_name="the customer sees",
                    ),
                ),
                ("active", models.BooleanField(default=False, verbose_name="switched on")),
                ("terms", models.PositiveIntegerField(default=1)),
                ("lender_confirmed", models.PositiveIntegerField(null=True)),
                ("lender_confirmed_at", models.DateTimeField(null=True)),
                ("borrower_confirmed", models.PositiveIntegerField(null=True)),
                ("borrower_confirmed_at", models.DateTimeField(null=True)),
                ("flowing_since", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepts",
                    kontor.tenants.isolation.TenantKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sla.businesscalendar",
                    ),
                ),
                (
                    "borrower_confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "category",
                    kontor.tenants.isolation.TenantKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.category"
                    ),
                ),
                (
                    "lender_confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["sort_key"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
                        name="escalations_agreement_policy",
                        using="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="escalations_agreement_of_tenant"),
                    kontor.tenants.isolation.SameTenant(
                        "category", name="escalations_agreement_category_tie", tenant="lent_to"
                    ),
                    kontor.tenants.isolation.SameTenant(
                        "accepts", name="escalations_agreement_accepts_tie", tenant="lent_to"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant", "sort_key"),
                        name="escalations_agreement_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lent_to__isnull", False), models.Q(("lent_to", models.F("tenant")), _negated=True)
                        ),
                        name="escalations_agreement_between_two",
                    ),
                ],
            },
        ),
    ]
