"""The history of an acknowledgement that was moved into the templates begins with what was moved.

Repeatable: a template that has a version is left as it is. Documents are written here as they are kept today, so that
a later form of them changes nothing in this step.
"""

from django.db import connection, migrations

SET_SCOPE = "SELECT set_config('kontor.tenants', %s, true)"
PARTS = ("layout", "letterhead", "footer", "style", "signature")
ACCOUNTS = ("sender", "reply_account")


def keep_first_versions(apps, schema_editor):
    """The scope stays that of all tenants until the transaction ends: keys are checked then."""
    tenant_ids = list(apps.get_model("tenants", "Roster").objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(SET_SCOPE, [",".join(map(str, sorted(tenant_ids)))])
    moved = apps.get_model("texts", "ReplyTemplate").objects.filter(
        kind="acknowledgement", internal_name__regex=r"^acknowledgement(-[0-9]+)?$", versions=None
    )
    versions = apps.get_model("texts", "TemplateVersion").objects
    for template in moved.select_related(*PARTS, *ACCOUNTS).order_by("pk"):
        versions.create(
            tenant_id=template.tenant_id,
            template_id=template.pk,
            number=template.version,
            at=template.changed_at,
            content=_document(template),
        )


def _document(template):
    contents = template.contents.order_by("language")
    assignments = template.assignments.select_related("category").order_by("category__internal_name")
    accounts = {field: getattr(template, field) for field in ACCOUNTS}
    parts = {field: getattr(template, field) for field in PARTS}
    return {
        "internal_name": template.internal_name,
        "name": template.name,
        "kind": template.kind,
        "part": template.part,
        "is_default": template.is_default,
        "description": template.description,
        "from_no_reply": template.from_no_reply,
        "active": template.active,
        **{field: account.address if account else "" for field, account in accounts.items()},
        **{field: part.internal_name if part else "" for field, part in parts.items()},
        "contents": {row.language: {"subject": row.subject, "html": row.html, "text": row.text} for row in contents},
        "assignments": {row.category.internal_name: row.is_default for row in assignments},
        "files": [],
    }


class Migration(migrations.Migration):
    dependencies = [("answers", "0008_without_acknowledgement_texts")]

    operations = [migrations.RunPython(keep_first_versions, migrations.RunPython.noop)]
