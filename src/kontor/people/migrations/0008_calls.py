"""Whoever works tickets may telephone, whoever assigns them sees the records, whoever keeps tenants keeps telephone systems."""

from django.db import migrations

ALSO = {
    "tickets.answer": ["calls.place"],
    "tickets.assign": ["calls.read", "calls.export", "calls.block"],
    "tenants.write": ["phone_systems.read", "phone_systems.write", "calls.recordings"],
}


def give_rights(apps, schema_editor):
    for role in apps.get_model("people", "Role").objects.all():
        more = [right for held, rights in ALSO.items() if held in role.permissions for right in rights]
        new = [right for right in dict.fromkeys(more) if right not in role.permissions]
        if new:
            role.permissions = [*role.permissions, *new]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0007_on_the_phone")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
