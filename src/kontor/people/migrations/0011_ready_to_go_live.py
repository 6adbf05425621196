"""Who keeps tenants tries them and answers for privacy; who keeps users may look through their eyes."""

from django.db import migrations

ALSO = {
    "tenants.write": ["readiness.test", "privacy.read", "privacy.write", "audit.export"],
    "users.write": ["eyes.use"],
}


def give_rights(apps, schema_editor):
    for role in apps.get_model("people", "Role").objects.all():
        more = [right for held, rights in ALSO.items() if held in role.permissions for right in rights]
        new = [right for right in dict.fromkeys(more) if right not in role.permissions]
        if new:
            role.permissions = [*role.permissions, *new]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0010_letters")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
