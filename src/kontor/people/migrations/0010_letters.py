"""Whoever assigns tickets sees to letters; whoever keeps templates sees stylesheets, whoever keeps tenants edits them."""

from django.db import migrations

ALSO = {
    "tickets.assign": ["letters.read", "letters.write"],
    "templates.write": ["stylesheets.read"],
    "tenants.write": ["stylesheets.read", "stylesheets.write"],
}


def give_rights(apps, schema_editor):
    for role in apps.get_model("people", "Role").objects.all():
        more = [right for held, rights in ALSO.items() if held in role.permissions for right in rights]
        new = [right for right in dict.fromkeys(more) if right not in role.permissions]
        if new:
            role.permissions = [*role.permissions, *new]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0009_break_after_a_call")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
