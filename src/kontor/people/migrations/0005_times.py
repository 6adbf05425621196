"""Whoever assigns tickets, keeps categories or tenants has the rights that times and load brought, as new installations do."""

from django.db import migrations

ALSO = {
    "tickets.assign": ["board.read", "states.write", "routing.read"],
    "categories.write": [
        "alarms.write",
        "escalations.read",
        "escalations.write",
        "overflow.read",
        "overflow.write",
        "hours.read",
        "service_levels.read",
    ],
    "tenants.write": ["hours.read", "hours.write", "service_levels.read", "service_levels.write"],
}


def give_rights(apps, schema_editor):
    for role in apps.get_model("people", "Role").objects.all():
        more = [right for held, rights in ALSO.items() if held in role.permissions for right in rights]
        new = [right for right in dict.fromkeys(more) if right not in role.permissions]
        if new:
            role.permissions = [*role.permissions, *new]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0004_availability")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
