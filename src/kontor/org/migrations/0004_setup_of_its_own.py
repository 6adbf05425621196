"""Where the setting up of a tenant was left moves out of what apps keep there.

Repeatable: what was moved is gone from where it was.
"""

from django.db import connection, migrations

SET_SCOPE = "SELECT set_config('kontor.tenants', %s, true)"


def move_setups(apps, schema_editor):
    """The scope stays that of all tenants until the transaction ends: keys are checked then."""
    tenant_ids = list(apps.get_model("tenants", "Roster").objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(SET_SCOPE, [",".join(map(str, sorted(tenant_ids)))])
    kept = apps.get_model("tenants", "AppSetting").objects.filter(app="assistant", key__in=["step", "skipped"])
    found = {}
    for row in kept:
        found.setdefault(row.tenant_id, {})[row.key] = row.value
    for tenant_id, values in sorted(found.items()):
        apps.get_model("org", "TenantSetup").objects.create(
            tenant_id=tenant_id,
            step=values.get("step", ""),
            skipped=[key for key in values.get("skipped", "").split(",") if key],
        )
    kept.delete()


class Migration(migrations.Migration):
    dependencies = [("org", "0003_tenant_setup")]

    operations = [migrations.RunPython(move_setups, migrations.RunPython.noop)]
