"""Contacts whose hold is in force say so in their own row."""

from django.db import migrations


def mark_held(apps, schema_editor):
    """Row security is in force for the owner too. The scope stays until the migration ends: keys are checked then."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kontor.tenants', (SELECT coalesce(string_agg(id::text, ','), '') FROM tenants_roster), true)"
        )
    customers = apps.get_model("customers", "Customer").objects
    for hold in apps.get_model("privacy", "Hold").objects.filter(lifted_at=None, customer__isnull=False):
        customers.filter(pk=hold.customer_id, held_at=None).update(held_at=hold.placed_at)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("customers", "0007_held"), ("tenants", "0001_initial")]

    operations = [migrations.RunPython(mark_held, migrations.RunPython.noop)]
