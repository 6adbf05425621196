from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.supervisor.audit.words import Change, changes_of, kind_of
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.templates import change_template, create_template
from tests.support.scoping import in_scope


def test_a_changed_template_stands_in_words(nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        template = create_template(
            nordlicht, name="Antwort", contents={"de": Content("", "<p>Ja</p>")}, by=None
        ).template
        change_template(
            template,
            version=1,
            contents={"de": Content("Zur Frage", "<p>Nein</p>")},
            assignments={billing: True},
            active=False,
            by=None,
        )
        entry = AuditEntry.objects.get(action="changed", kind="texts.replytemplate")

    assert kind_of(entry.kind) == "Template"
    assert set(changes_of(entry).changes) == {
        Change("active", "Yes", "No"),
        Change("text (de)", "Ja", "Nein"),
        Change("subject (de)", "–", "Zur Frage"),
        Change("categories", "–", f"{billing.internal_name} *"),
    }
