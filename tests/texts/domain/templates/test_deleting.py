"""Templates are copied, deleted and restored."""

from __future__ import annotations

import pytest

from kontor.answers.enums import AutomaticAction, DraftKind
from kontor.answers.models import AutomaticReply, Clearance, Draft
from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.templates import (
    copy_template,
    delete_templates,
    restore_template,
)
from kontor.texts.domain.usage import uses_of
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Ticket
from tests.factories.texts import make_include, make_library_file, make_module
from tests.support.refusal import refused
from tests.texts.domain.templates.conftest import created, snippet

pytestmark = pytest.mark.usefixtures("sven")


def test_a_copy_is_assigned_to_nothing(nordlicht: Tenant, billing: Category):
    footer = make_include(nordlicht, IncludePart.FOOTER)
    first = created(nordlicht, assignments={billing: True}, footer=footer, files=[make_library_file(nordlicht)])

    copies = [copy_template(first, by=None).template for _number in range(2)]

    assert [copy.name for copy in copies] == ["Antwort (copy)", "Antwort (copy 2)"]
    assert [(copy.footer, copy.assignments.count(), copy.files.count()) for copy in copies] == [(footer, 0, 1)] * 2
    assert [copy.contents.get().html for copy in copies] == ["<p>Danke</p>"] * 2


def test_what_is_in_use_is_not_deleted(nordlicht: Tenant, billing: Category, ticket: Ticket, anna: User):
    letterhead = created(nordlicht, "Kopf", kind=TemplateKind.INCLUDE, part=IncludePart.LETTERHEAD, is_default=True)
    inner = snippet(nordlicht, "fristen")
    template = created(nordlicht, "Antwort", "${include.fristen}", letterhead=letterhead, assignments={billing: True})
    make_module(nordlicht, "Baustein", html="${include.fristen}")
    AutomaticReply.objects.create(tenant=nordlicht, category=billing, template=template, action=AutomaticAction.ANSWER)
    draft = _written_with(template, ticket, anna)
    Clearance.objects.create(tenant=nordlicht, ticket=ticket, draft=draft, author=anna, asked_at=clock.now())

    assert [(use.code, use.name) for use in uses_of(letterhead)] == [
        ("default", "all templates that name none of their own"),
        ("template", "Antwort"),
    ]
    assert [(use.code, use.name) for use in uses_of(inner)] == [("template", "Antwort"), ("module", "Baustein")]
    assert [(use.code, use.name) for use in uses_of(template)] == [
        ("category", billing.name),
        ("automatic", billing.name),
        ("draft", anna.name),
    ]
    with refused(
        f"“Antwort” is in use and cannot be deleted. Categories: {billing.name}; "
        f"Automatic replies: {billing.name}; Answers that wait for release: {anna.name}."
    ):
        delete_templates([template], by=None)
    with refused("“fristen” is in use and cannot be deleted. Templates: Antwort; Text modules: Baustein."):
        delete_templates([inner], by=None)


def test_a_draft_that_somebody_left_lying_keeps_its_text_and_not_its_template(
    nordlicht: Tenant, ticket: Ticket, anna: User
):
    template, other = created(nordlicht, "Antwort"), created(nordlicht, "Andere")
    draft = _written_with(template, ticket, anna)
    beside = _written_with(other, ticket, anna, kind=DraftKind.INQUIRY)

    delete_templates([template], by=None)

    draft.refresh_from_db()
    beside.refresh_from_db()
    assert (draft.template, draft.text, beside.template) == (None, "Gern.", other)
    assert ReplyTemplate.objects.living().get() == other


def _written_with(template: ReplyTemplate, ticket: Ticket, author: User, kind: str = DraftKind.REPLY) -> Draft:
    return Draft.objects.create(
        tenant_id=template.tenant_id,
        ticket=ticket,
        author=author,
        kind=kind,
        text="Gern.",
        template=template,
        changed_at=clock.now(),
    )


def test_a_name_that_only_begins_alike_is_no_use(nordlicht: Tenant):
    inner = snippet(nordlicht, "fristen")
    snippet(nordlicht, "fristen-lang")
    created(nordlicht, html="${include.fristen-lang}")

    assert uses_of(inner) == []


def test_what_is_used_only_by_what_goes_too_is_deleted(nordlicht: Tenant, sven: User):
    inner = snippet(nordlicht, "fristen")
    outer = created(nordlicht, html="${include.fristen}")

    assert delete_templates([inner, outer], by=sven) == 2
    assert delete_templates([inner, outer], by=sven) == 0
    assert list(ReplyTemplate.objects.living()) == []
    deleted = AuditEntry.objects.filter(action="deleted", actor=sven).order_by("label")
    assert [entry.label for entry in deleted] == ["Antwort", "fristen"]


def test_a_long_list_of_uses_is_cut(nordlicht: Tenant):
    inner = snippet(nordlicht, "fristen")
    for number in range(15):
        created(nordlicht, f"Antwort {number:02}", "${include.fristen}")

    with refused("Antwort 11; and 3 more."):
        delete_templates([inner], by=None)


def test_a_deleted_template_comes_back(nordlicht: Tenant):
    template = created(nordlicht)
    delete_templates([template], by=None)

    restored = restore_template(template, by=None).template

    assert (restored.deleted_at, restored.contents.count()) == (None, 1)


def test_a_deleted_template_stays_away_while_something_is_missing(nordlicht: Tenant):
    inner = snippet(nordlicht, "fristen")
    outer = created(nordlicht, "Antwort", "${include.fristen}")
    delete_templates([outer, inner], by=None)

    with refused("There is no include “fristen”; there is none at all yet."):
        restore_template(outer, by=None)
    restore_template(inner, by=None)
    created(nordlicht, "Antwort")
    with refused("There is a template “Antwort” already"):
        restore_template(outer, by=None)
