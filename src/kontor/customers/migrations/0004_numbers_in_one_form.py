"""Phone numbers are looked up in one form (E.164), whatever notation they were typed in."""

import re

import phonenumbers
from django.db import migrations

EXTENSION = re.compile(r"^(.*?)[ ,]*(?:apparat|app|nebenstelle|nst|extension|ext|x)[ .:]*(\d{1,6})$", re.IGNORECASE)
BATCH = 1000


def normalise(apps, schema_editor):
    """What cannot be read stays as it is, and so does the later of two that turn out to be one number.

    Row security is in force for the owner too. The scope stays until the migration ends: keys are checked then.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kontor.tenants', (SELECT coalesce(string_agg(id::text, ','), '') FROM tenants_roster), true)"
        )
    addresses = apps.get_model("customers", "Address").objects.filter(kind="phone")
    countries = dict(apps.get_model("tenants", "Tenant").objects.values_list("pk", "country"))
    for address in addresses.order_by("id").iterator(BATCH):
        normal = normal_of(address.value, countries.get(address.tenant_id, "DE"))
        others = addresses.filter(tenant_id=address.tenant_id, normalized=normal).exclude(pk=address.pk)
        if normal and normal != address.normalized and not others.exists():
            addresses.filter(pk=address.pk).update(normalized=normal)


def normal_of(value, country):
    match = EXTENSION.match(value)
    number, extension = match.groups() if match else (value, "")
    if any(sign.isalpha() for sign in number):
        return ""
    try:
        parsed = phonenumbers.parse(number.replace("(0)", ""), country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    normal = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{normal};ext={extension}" if extension else normal


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_experts"),
        ("tenants", "0001_initial"),
    ]

    operations = [migrations.RunPython(normalise, migrations.RunPython.noop)]
