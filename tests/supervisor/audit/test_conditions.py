from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.conditions import sender_is, subject_has
from kontor.routing.domain.rules import change_rule
from kontor.supervisor.audit.changes import changes_of
from tests.factories.routing import make_rule
from tests.support.scoping import in_scope


def test_conditions_stand_in_words(billing: Category, ada: User) -> None:
    rule = make_rule(billing, "Rechnung")
    with in_scope(billing.tenant_id):
        change_rule(rule, version=1, conditions=[subject_has("Mahnung", negated=True), sender_is("@a.example")], by=ada)
        [change] = changes_of(AuditEntry.objects.latest("id")).changes

    assert (change.field, change.old, change.new) == (
        "conditions",
        "Words in the subject: Rechnung",
        "Not: Words in the subject: Mahnung; Sender address or domain: @a.example",
    )
