import django.db.models.deletion
import kontor.tenants.isolation
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0003_smtp_without_sign_in"),
        ("outbox", "0002_failed"),
        ("people", "__first__"),
        ("tenants", "0001_initial"),
        ("tickets", "0004_waiting_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Storm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("automatic_only", models.BooleanField()),
                ("mails", models.PositiveIntegerField()),
                ("minutes", models.PositiveIntegerField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("discarded", models.BooleanField(default=False)),
                (
                    "ended_by",
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
                "ordering": ["-began_at", "-id"],
                "abstract": False,
                "constraints": [
                    kontor.tenants.isolation.TenantPolicy(
                        check="tenant_id = ANY ({scope})", name="outbox_storm_policy", using="tenant_id = ANY ({scope})"
                    ),
                    models.UniqueConstraint(fields=("id", "tenant"), name="outbox_storm_of_tenant"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("tenant", "automatic_only"),
                        name="outbox_storm_one_going_on",
                    ),
                ],
            },
        ),
        migrations.RemoveIndex(
            model_name="outgoingmail",
            name="outbox_mail_waiting",
        ),
        migrations.RemoveIndex(
            model_name="outgoingmail",
            name="outbox_mail_failed",
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="answer",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="claim",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="copied_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="corrected",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="delayed",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="dialogue",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="in_flight",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="phase",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("talking", "talking with the server"),
                    ("handing_over", "the whole mail was on its way to the server"),
                    ("accepted", "the server took the mail"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="phase_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting to be sent"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("bounced", "Came back as undeliverable"),
                    ("failed", "Could not be delivered"),
                    ("unclear", "Unclear whether it was sent"),
                    ("held", "Held back: too many mails at once"),
                    ("cancelled", "Withdrawn"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("state__in", ("queued", "sending", "held"))),
                fields=["tenant", "account", "next_attempt_at"],
                name="outbox_mail_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["tenant", "created_at"], name="outbox_mail_made"),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("failed", "bounced", "unclear")),
                    models.Q(("state", "sent"), models.Q(("refused", {}), _negated=True)),
                    _connector="OR",
                ),
                fields=["tenant", "message"],
                name="outbox_mail_not_arrived",
            ),
        ),
    ]
