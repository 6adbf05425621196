"""Rules get versions: what there is becomes version 1 of its tenant, in force."""

import hashlib
import json
from datetime import datetime, UTC

import django.db.models.deletion
import kontor.tenants.isolation
from django.conf import settings
from django.db import migrations, models


LISTS = {
    "language": "languages",
    "sender": "senders",
    "recipient": "recipients",
    "subject": "subject_words",
    "text": "body_words",
}
WORDS = {"subject", "text"}
OPERATORS = {"AND", "OR", "NOT", "UND", "ODER", "NICHT"}


def make_first_versions(apps, schema_editor):
    """Nothing counts otherwise afterwards than before.

    Row security is in force for the owner too. The scope stays until the migration ends: the new tables' keys are
    checked then, and rows that nobody sees would not be found.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kontor.tenants', (SELECT coalesce(string_agg(id::text, ','), '') FROM tenants_roster), true)"
        )
    rules = {}
    for rule in apps.get_model("routing", "CategoryRule").objects.order_by("tenant_id", "position", "id"):
        rule.conditions = conditions_of(rule)
        rule.save(update_fields=["conditions"])
        rules.setdefault(rule.tenant_id, []).append(rule)
    for tenant_id, own in rules.items():
        make_version(apps.get_model("routing", "RuleVersion"), tenant_id, own)


def make_version(model, tenant_id, rules):
    content = {"rules": [content_of(rule) for rule in rules], "sets": []}
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    now = datetime.now(UTC)
    model.objects.create(
        tenant_id=tenant_id,
        number=1,
        content=content,
        digest=hashlib.sha256(written.encode()).hexdigest(),
        at=now,
        active=True,
        activated_at=now,
    )


def content_of(rule):
    return {
        "id": rule.pk,
        "name": rule.name,
        "category": rule.category_id,
        "account": rule.account_id,
        "conditions": rule.conditions,
        "threshold": 0,
        "active": rule.active,
    }


def conditions_of(rule):
    return [
        {"part": part, "values": [line_of(value) if part in WORDS else value for value in getattr(rule, field)]}
        for part, field in LISTS.items()
        if getattr(rule, field)
    ]


def line_of(words):
    """What would be read as an expression from now on is put in quotes."""
    bare = words.replace('"', " ").strip()
    special = OPERATORS.intersection(bare.split()) or (len(bare) > 1 and bare[0] == bare[-1] == "/")
    return f'"{bare}"' if special else words


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0001_initial"),
        ("tenants", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="categoryrule",
            name="conditions",
            field=models.JSONField(blank=True, default=list, verbose_name="conditions"),
        ),
        migrations.AddField(
            model_name="categoryrule",
            name="threshold",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="points needed"),
        ),
        migrations.CreateModel(
            name="DryRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("against", models.PositiveIntegerField(default=0)),
                ("content", models.JSONField()),
                ("total", models.PositiveIntegerField(default=0)),
                ("last_ticket", models.BigIntegerField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
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
                "indexes": [models.Index(fields=["tenant", "-at"], name="routing_dryrun_newest")],
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="routing_dryrun_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="routing_dryrun_of_tenant"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("tenant",),
                        name="routing_dryrun_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeywordSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("sort_key", models.CharField(editable=False, max_length=240)),
                ("lines", models.JSONField(default=list, verbose_name="words")),
                ("stems", models.BooleanField(default=False, verbose_name="other forms of the words too")),
                ("version", models.PositiveIntegerField(default=1)),
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
                        name="routing_keywordset_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="routing_keywordset_of_tenant"),
                    models.UniqueConstraint(fields=("tenant", "sort_key"), name="routing_keywordset_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("at", models.DateTimeField()),
                ("active", models.BooleanField(default=False)),
                ("activated_at", models.DateTimeField(null=True)),
                (
                    "activated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})",
                        name="routing_ruleversion_policy",
                        using="tenant_id = ANY ({scope})",
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="routing_ruleversion_of_tenant"),
                    models.UniqueConstraint(fields=("tenant", "number"), name="routing_ruleversion_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)), fields=("tenant",), name="routing_ruleversion_one_active"
                    ),
                ],
            },
        ),
        migrations.RunPython(make_first_versions, migrations.RunPython.noop),
        migrations.RemoveField("categoryrule", "recipients"),
        migrations.RemoveField("categoryrule", "senders"),
        migrations.RemoveField("categoryrule", "subject_words"),
        migrations.RemoveField("categoryrule", "body_words"),
        migrations.RemoveField("categoryrule", "languages"),
    ]
