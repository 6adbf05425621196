"""Who keeps alarms sees what was done, too; the screen on the wall, which has the board alone, does not."""

from django.db import migrations

HELD, NEW = "alarms.write", "reports.read"


def give_right(apps, schema_editor):
    for role in apps.get_model("people", "Role").objects.all():
        if HELD in role.permissions and NEW not in role.permissions:
            role.permissions = [*role.permissions, NEW]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0011_ready_to_go_live")]

    operations = [migrations.RunPython(give_right, migrations.RunPython.noop)]
