"""What acknowledgements say becomes reply templates of their kind, for each tenant and category that had texts.

Repeatable: what was moved already is found by its internal name and left as it is.
"""

import html
import re
import unicodedata

from django.db import connection, migrations

PLACES = {
    "{number}": "${ticket.number}",
    "{subject}": "${ticket.subject}",
    "{name}": "${customer.name}",
    "{tenant}": "${tenant.name}",
}
WORDS = {"de": "Eingangsbestätigung", "en": "Acknowledgement of receipt"}
SET_SCOPE = "SELECT set_config('kontor.tenants', %s, true)"


def move_texts(apps, schema_editor):
    """The scope stays that of all tenants until the transaction ends: keys are checked then."""
    tenant_ids = list(apps.get_model("tenants", "Roster").objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(SET_SCOPE, [",".join(map(str, sorted(tenant_ids)))])
    for tenant in apps.get_model("tenants", "Tenant").objects.order_by("pk"):
        _move(apps, tenant)


def _move(apps, tenant):
    rows = apps.get_model("answers", "AcknowledgementText").objects.filter(tenant_id=tenant.pk)
    grouped = {}
    for row in rows.select_related("category").order_by("category_id", "language"):
        grouped.setdefault(row.category, []).append(row)
    for category, texts in grouped.items():
        _make(apps, tenant, category, texts)


def _make(apps, tenant, category, texts):
    templates = apps.get_model("texts", "ReplyTemplate").objects.filter(tenant_id=tenant.pk)
    internal = f"acknowledgement-{category.pk}" if category else "acknowledgement"
    if templates.filter(internal_name=internal).exists():
        return
    word = WORDS.get(tenant.language, WORDS["en"])
    name = _free(templates, f"{word}: {category.name}"[:110] if category else word)
    template = templates.create(
        tenant_id=tenant.pk,
        name=name,
        sort_key=_sort_key(name),
        internal_name=internal,
        kind="acknowledgement",
        from_no_reply=True,
    )
    for row in texts:
        apps.get_model("texts", "TemplateContent").objects.create(
            tenant_id=tenant.pk,
            template_id=template.pk,
            language=row.language,
            subject=_placed(row.subject),
            html=f"<p>{_placed(html.escape(row.text)).replace(chr(10), '<br>' + chr(10))}</p>",
        )
    if category:
        apps.get_model("texts", "TemplateAssignment").objects.create(
            tenant_id=tenant.pk,
            template_id=template.pk,
            category_id=category.pk,
            kind="acknowledgement",
            is_default=True,
        )


def _placed(text):
    """The old placeholders as the new ones; the old texts could hold no other brace."""
    return re.sub(r"\{[a-z]+\}", lambda found: PLACES.get(found[0], found[0]), text)


def _free(templates, name):
    """As new templates are named: twice the same does not stand in a list."""
    taken = set(templates.filter(deleted_at=None).values_list("sort_key", flat=True))
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if _sort_key(each) not in taken)


def _sort_key(name):
    """The key by which lists are sorted, after DIN 5007-1, as far as names of categories need it."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char if char.isalnum() else " " for char in folded if not unicodedata.combining(char))
    return " ".join(letters.split())[:240]


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0006_take_back"),
        ("texts", "0001_initial"),
    ]

    operations = [migrations.RunPython(move_texts, migrations.RunPython.noop)]
