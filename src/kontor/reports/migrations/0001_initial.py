import django.contrib.postgres.fields
import django.db.models.deletion
import kontor.tenants.isolation
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("sort_key", models.CharField(editable=False, max_length=240)),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("open", "open requests"),
                            ("waiting", "waiting requests"),
                            ("oldest", "age of the oldest waiting request, in minutes of working time"),
                            ("late_share", "share beyond the target, in percent"),
                        ],
                        max_length=12,
                        verbose_name="figure",
                    ),
                ),
                ("threshold", models.PositiveIntegerField(verbose_name="from")),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("by_mail", models.BooleanField(default=False, verbose_name="also by e-mail")),
                ("active", models.BooleanField(default=True, verbose_name="switched on")),
                ("raised_at", models.DateTimeField(null=True)),
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
                        name="reports_alarm_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="reports_alarm_of_tenant"),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant", "sort_key"),
                        name="reports_alarm_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlarmMute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField(null=True)),
                (
                    "alarm",
                    kontor.tenants.isolation.TenantKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mutes", to="reports.alarm"
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="reports_alarmmute_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="reports_alarmmute_of_tenant"),
                    kontor.tenants.isolation.SameTenant("alarm", name="reports_alarmmute_alarm_tie"),
                    models.UniqueConstraint(fields=("alarm", "user"), name="reports_alarmmute_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BacklogSample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("open", models.PositiveIntegerField()),
                ("waiting", models.PositiveIntegerField()),
                ("warned", models.PositiveIntegerField(default=0)),
                ("late", models.PositiveIntegerField(default=0)),
                ("came", models.PositiveIntegerField(default=0)),
                ("went", models.PositiveIntegerField(default=0)),
                ("oldest_at", models.DateTimeField(null=True)),
                ("categories", models.JSONField(default=dict)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="reports_backlogsample_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="reports_backlogsample_of_tenant"),
                    models.UniqueConstraint(fields=("tenant", "at"), name="reports_backlogsample_once"),
                ],
            },
        ),
    ]
