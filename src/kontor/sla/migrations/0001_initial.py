import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import kontor.tenants.isolation
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BusinessCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("sort_key", models.CharField(editable=False, max_length=240)),
                ("description", models.TextField(blank=True, verbose_name="description")),
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
                "ordering": ["sort_key"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="sla_businesscalendar_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="sla_businesscalendar_of_tenant"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant", "sort_key"),
                        name="sla_businesscalendar_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("hours", models.JSONField(blank=True, default=list)),
                (
                    "calendar",
                    kontor.tenants.isolation.TenantKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to="sla.businesscalendar",
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
                "ordering": ["day"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="sla_calendarexception_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="sla_calendarexception_of_tenant"),
                    kontor.tenants.isolation.SameTenant("calendar", name="sla_calendarexception_calendar_tie"),
                    models.UniqueConstraint(fields=("calendar", "day"), name="sla_calendarexception_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("time_zone", models.CharField(default="Europe/Berlin", max_length=64, verbose_name="time zone")),
                ("week", models.JSONField(default=dict)),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="holidays of the country")),
                ("subdivision", models.CharField(blank=True, max_length=8, verbose_name="holidays of the state")),
                ("holidays_worked", models.JSONField(blank=True, default=list)),
                (
                    "calendar",
                    kontor.tenants.isolation.TenantKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="sla.businesscalendar"
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
                "ordering": [models.OrderBy(models.F("valid_from"), nulls_first=True)],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="sla_calendarversion_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="sla_calendarversion_of_tenant"),
                    kontor.tenants.isolation.SameTenant("calendar", name="sla_calendarversion_calendar_tie"),
                    models.UniqueConstraint(
                        fields=("calendar", "valid_from"), name="sla_calendarversion_once", nulls_distinct=False
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("sort_key", models.CharField(editable=False, max_length=240)),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("first_response", models.PositiveIntegerField(blank=True, null=True, verbose_name="first response")),
                ("next_response", models.PositiveIntegerField(blank=True, null=True, verbose_name="next response")),
                ("resolution", models.PositiveIntegerField(blank=True, null=True, verbose_name="resolution")),
                (
                    "warning_share",
                    models.PositiveSmallIntegerField(
                        default=75,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="warning from",
                    ),
                ),
                (
                    "pauses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("customer", "Waiting for the customer"),
                                ("inquiry", "External inquiry"),
                                ("forward", "Forwarded outside"),
                                ("resubmission", "On resubmission"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="the clock stands still",
                    ),
                ),
                (
                    "priority_percent",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="priority factor",
                    ),
                ),
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
                "ordering": ["sort_key"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="sla_servicelevel_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="sla_servicelevel_of_tenant"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant", "sort_key"),
                        name="sla_servicelevel_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority_percent__gte", 10), ("priority_percent__lte", 1000)),
                        name="sla_servicelevel_priority",
                    ),
                ],
            },
        ),
    ]
