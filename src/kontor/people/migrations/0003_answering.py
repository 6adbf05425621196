"""Whoever answers, closes, recategorises or keeps categories has the rights that answering brought, as new installations do."""

from django.db import migrations

ALSO = {
    "tickets.answer": ["tickets.inquire", "tickets.forward", "words.propose"],
    "tickets.close": ["tickets.resubmit", "tickets.pass_on"],
    "tickets.recategorize": ["tickets.processes"],
    "tickets.reactivate": ["tickets.duplicate"],
    "tickets.assign": ["answers.release", "answers.review"],
    "categories.write": [
        "experts.read",
        "experts.write",
        "templates.read",
        "templates.write",
        "modules.read",
        "modules.write",
        "library.read",
        "library.write",
        "words.propose",
        "words.read",
        "words.write",
        "reviews.read",
        "reviews.write",
        "automatic.read",
        "automatic.write",
    ],
}


def give_rights(apps, schema_editor):
    for role in apps.get_model("people", "Role").objects.all():
        more = [right for held, rights in ALSO.items() if held in role.permissions for right in rights]
        new = [right for right in dict.fromkeys(more) if right not in role.permissions]
        if new:
            role.permissions = [*role.permissions, *new]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_spam_and_block_list")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
