import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import kontor.tenants.isolation
from django.conf import settings
from django.db import migrations, models


RANK = """
ALTER TABLE tickets_ticket ALTER COLUMN rank_at TYPE timestamptz USING received_at,
ALTER COLUMN touched_at TYPE timestamptz USING assigned_at
"""
"""Until deadlines are worked out a ticket ranks by its receipt, and what lies on a desk counts as opened there.
An UPDATE would be stopped by row security."""

HISTORY = """
CREATE FUNCTION tickets_history_lent_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'lent_to_id') IS DISTINCT FROM (to_jsonb(OLD) - 'lent_to_id') THEN
        RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER tickets_history_append_only ON tickets_historyentry;
CREATE TRIGGER tickets_history_append_only BEFORE UPDATE ON tickets_historyentry
FOR EACH ROW EXECUTE FUNCTION tickets_history_lent_only();
"""
"""What has happened is never changed; who else sees it changes when a ticket is lent."""

HISTORY_AS_BEFORE = """
DROP TRIGGER tickets_history_append_only ON tickets_historyentry;
CREATE TRIGGER tickets_history_append_only BEFORE UPDATE ON tickets_historyentry
FOR EACH ROW EXECUTE FUNCTION kontor_append_only();
DROP FUNCTION tickets_history_lent_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0006_plain_text"),
        ("customers", "0003_experts"),
        ("org", "0002_group_preferences"),
        ("sla", "0001_initial"),
        ("tenants", "0001_initial"),
        ("tickets", "0010_waiting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("customer", "Waiting for the customer"),
                            ("inquiry", "External inquiry"),
                            ("forward", "Forwarded outside"),
                            ("resubmission", "On resubmission"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["since", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("first", "First response"), ("next", "Next response"), ("resolution", "Resolution")],
                        max_length=12,
                    ),
                ),
                ("target", models.PositiveIntegerField()),
                ("warning_share", models.PositiveSmallIntegerField(default=75)),
                ("started_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("kept", models.BooleanField(null=True)),
            ],
            options={
                "ordering": ["started_at", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="lent_category",
            field=kontor.tenants.isolation.TenantKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.category"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="priority",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="ticket",
            name="rank_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(HISTORY, HISTORY_AS_BEFORE),
        migrations.AddField(
            model_name="ticket",
            name="tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="touched_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(RANK, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="ticket",
            name="waits_for_customer",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="ticket",
            name="warn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="queue_category_id",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce("lent_category_id", "category_id"),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["rank_at", "id"],
                include=("queue_category_id", "tenant", "lent_to"),
                name="tickets_ticket_rank",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["queue_category_id", "rank_at", "id"],
                include=("tenant", "lent_to"),
                name="tickets_ticket_next",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("due_at__isnull", False)),
                fields=["tenant", "due_at"],
                name="tickets_ticket_due",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("warn_at__isnull", False)),
                fields=["tenant", "warn_at"],
                name="tickets_ticket_warn",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "assigned"), ("touched_at", None)),
                fields=["assigned_at"],
                name="tickets_ticket_untouched",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("lent_to__isnull", False)),
                fields=["lent_to", "rank_at"],
                name="tickets_ticket_lent",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=kontor.tenants.isolation.SameTenant(
                "lent_category", name="tickets_ticket_lent_category_tie", tenant="lent_to"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lent_category", None), ("lent_to", None)),
                    models.Q(("lent_category__isnull", False), ("lent_to__isnull", False)),
                    _connector="OR",
                ),
                name="tickets_ticket_lent_somewhere",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="lent_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.tenant",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="tenant",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"),
        ),
        migrations.AddField(
            model_name="pause",
            name="ticket",
            field=kontor.tenants.isolation.TenantKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="tickets.ticket"
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="calendar",
            field=kontor.tenants.isolation.TenantKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sla.businesscalendar"
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="lent_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.tenant",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="service_level",
            field=kontor.tenants.isolation.TenantKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sla.servicelevel"
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="tenant",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"),
        ),
        migrations.AddField(
            model_name="promise",
            name="ticket",
            field=kontor.tenants.isolation.TenantKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="tickets.ticket"
            ),
        ),
        migrations.AddIndex(
            model_name="pause",
            index=models.Index(fields=["ticket", "since"], name="tickets_pause_ticket"),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=kontor.tenants.isolation.TenantPolicy(
                check="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
                name="tickets_pause_policy",
                using="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(fields=("id", "tenant"), name="tickets_pause_of_tenant"),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=kontor.tenants.isolation.SameTenant("ticket", name="tickets_pause_ticket_tie"),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("ticket",), name="tickets_pause_one_at_a_time"
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["ticket"], name="tickets_promise_ticket"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["calendar"], name="tickets_promise_calendar"
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["service_level"], name="tickets_promise_level"
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("kept__isnull", False)), fields=["tenant", "done_at"], name="tickets_promise_kept"
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=kontor.tenants.isolation.TenantPolicy(
                check="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
                name="tickets_promise_policy",
                using="tenant_id = ANY ({scope}) OR lent_to_id = ANY ({scope})",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(fields=("id", "tenant"), name="tickets_promise_of_tenant"),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=kontor.tenants.isolation.SameTenant("ticket", name="tickets_promise_ticket_tie"),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=kontor.tenants.isolation.SameTenant("service_level", name="tickets_promise_service_level_tie"),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=kontor.tenants.isolation.SameTenant("calendar", name="tickets_promise_calendar_tie"),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None)), fields=("ticket", "kind"), name="tickets_promise_one_runs"
            ),
        ),
    ]
