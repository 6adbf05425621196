"""Who closes requests may mark them as spam; who decides on held mail keeps the block list. As new installations have it."""

from django.db import migrations

ALSO = {
    "tickets.close": ["tickets.spam", "tickets.block"],
    "intake.decide": ["blocks.read", "blocks.write"],
}


def give_rights(apps, schema_editor):
    for role in apps.get_model("people", "Role").objects.all():
        more = [right for held, rights in ALSO.items() if held in role.permissions for right in rights]
        new = [right for right in more if right not in role.permissions]
        if new:
            role.permissions = [*role.permissions, *new]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
