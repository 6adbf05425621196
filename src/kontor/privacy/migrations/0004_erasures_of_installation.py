"""The retention of mail that came to no tenant has a certificate of its own, which belongs to the installation."""

import django.db.models.deletion
import kontor.tenants.isolation
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_lengths_in_force"),
        ("tenants", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="erasure",
            name="privacy_erasure_policy",
        ),
        migrations.RemoveConstraint(
            model_name="erasure",
            name="privacy_erasure_one_retention",
        ),
        migrations.AlterField(
            model_name="erasure",
            name="tenant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.tenant",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=kontor.tenants.isolation.TenantPolicy(
                check="COALESCE(tenant_id, 0) = ANY ({scope})",
                name="privacy_erasure_policy",
                using="COALESCE(tenant_id, 0) = ANY ({scope})",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "retention"), ("state__in", ("waiting", "running"))),
                fields=("tenant",),
                name="privacy_erasure_one_retention",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "retention"), ("tenant__isnull", False), _connector="OR"),
                name="privacy_erasure_contact_of_tenant",
            ),
        ),
    ]
