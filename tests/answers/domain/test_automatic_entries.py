"""Automatic replies as supervisors write them: what fits, what is refused, what the log says, which are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kontor.answers.domain.automatic_entries import (
    MOST_RECIPIENTS,
    AutomaticValues,
    automatic_in_scope,
    change_automatic,
    create_automatic,
    delete_automatic,
    templates_for_automatic,
)
from kontor.answers.domain.template_uses import automatic_replies
from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply
from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.kernel.clock import now
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from tests.factories.reviews import make_automatic
from tests.factories.texts import make_template
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements

ANSWER, FORWARD = AutomaticAction.ANSWER, AutomaticAction.FORWARD
LAWYER = ["Kanzlei", "kanzlei@elsewhere.example"]


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


@pytest.fixture
def reply(nordlicht: Tenant) -> ReplyTemplate:
    return make_template(nordlicht, "Danke")


@pytest.fixture
def forward(nordlicht: Tenant) -> ReplyTemplate:
    return make_template(nordlicht, "Weiter", kind=TemplateKind.FORWARD)


def audited() -> list[tuple[str, str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(kind="answers.automaticreply").order_by("id")
    return list(rows.values_list("action", "label", "changes"))


def test_the_log_has_each_step_under_the_name_of_the_category(
    billing: Category, reply: ReplyTemplate, forward: ReplyTemplate, ada: User
) -> None:
    row = create_automatic(billing, AutomaticValues(ANSWER, reply), by=ada)
    changed = change_automatic(row, AutomaticValues(FORWARD, forward, [LAWYER], active=False), version=1, by=ada)
    delete_automatic(changed, by=ada)

    before = {"action": "answer", "template": "Danke", "forward_to": [], "active": True}
    after = {"action": "forward", "template": "Weiter", "forward_to": [LAWYER[1]], "active": False}
    assert audited() == [
        ("created", "Abrechnung", {key: [None, value] for key, value in before.items()}),
        ("changed", "Abrechnung", {key: [before[key], after[key]] for key in before}),
        ("deleted", "Abrechnung", {key: [value, None] for key, value in after.items()}),
    ]
    assert (changed.version, changed.forward_to) == (2, [LAWYER])
    assert not AutomaticReply.objects.exists()


def test_a_category_has_one(billing: Category, moving: Category, reply: ReplyTemplate) -> None:
    create_automatic(billing, AutomaticValues(ANSWER, reply), by=None)

    with refused("The category “Abrechnung” has an automatic reply already. Change that one."):
        create_automatic(billing, AutomaticValues(ANSWER, reply, active=False), by=None)
    assert create_automatic(moving, AutomaticValues(ANSWER, reply), by=None).pk


def test_what_somebody_else_saved_is_not_overwritten(billing: Category, reply: ReplyTemplate) -> None:
    row = create_automatic(billing, AutomaticValues(ANSWER, reply), by=None)
    change_automatic(row, AutomaticValues(ANSWER, reply, active=False), version=1, by=None)

    with refused("Somebody else has changed this automatic reply in the meantime. Nothing was overwritten."):
        change_automatic(row, AutomaticValues(ANSWER, reply), version=1, by=None)


@pytest.mark.parametrize(
    ("action", "kind", "fits"),
    [
        (AutomaticAction.ANSWER, TemplateKind.REPLY, True),
        (AutomaticAction.ANSWER_AND_CLOSE, TemplateKind.REPLY, True),
        (AutomaticAction.FORWARD, TemplateKind.FORWARD, True),
        (AutomaticAction.FORWARD_AND_CLOSE, TemplateKind.FORWARD, True),
        (AutomaticAction.ANSWER, TemplateKind.FORWARD, False),
        (AutomaticAction.FORWARD_AND_CLOSE, TemplateKind.REPLY, False),
        (AutomaticAction.ANSWER, TemplateKind.INQUIRY, False),
    ],
)
def test_each_action_needs_a_template_of_its_kind(
    nordlicht: Tenant, billing: Category, action: AutomaticAction, kind: TemplateKind, fits: bool
) -> None:
    values = AutomaticValues(action, make_template(nordlicht, "Text", kind=kind), [LAWYER])

    if fits:
        assert create_automatic(billing, values, by=None).action == action
    else:
        with refused("The template “Text” is not offered in the category “Abrechnung”."):
            create_automatic(billing, values, by=None)


@pytest.mark.parametrize("why", ["elsewhere", "off", "deleted", "other tenant"])
def test_a_template_that_may_not_be_used_in_the_category_is_refused(
    nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category, why: str
) -> None:
    template = make_template(
        alpina if why == "other tenant" else nordlicht,
        "Text",
        categories=(moving,) if why == "elsewhere" else (),
        active=why != "off",
        deleted_at=now() if why == "deleted" else None,
    )

    with refused("The template “Text” is not offered in the category “Abrechnung”."):
        create_automatic(billing, AutomaticValues(ANSWER, template), by=None)


@pytest.mark.parametrize(
    ("recipients", "sentence"),
    [
        ([], "A forward needs at least one and at most 10 recipients."),
        ([["", f"a{n}@b.example"] for n in range(MOST_RECIPIENTS + 1)], "A forward needs at least one and at most 10"),
        ([LAWYER, ["", "no address"]], "“no address” is not an e-mail address."),
        ([LAWYER, ["", "Service@Nordlicht.example"]], "“service@nordlicht.example” is one of our own addresses."),
    ],
)
def test_a_forward_goes_to_somebody_outside(
    billing: Category,
    forward: ReplyTemplate,
    nordlicht_account: MailAccount,
    recipients: list[list[str]],
    sentence: str,
) -> None:
    with refused(sentence):
        create_automatic(billing, AutomaticValues(FORWARD, forward, recipients), by=None)


def test_as_many_as_are_allowed_are_taken_and_an_answer_needs_nobody(
    billing: Category, moving: Category, forward: ReplyTemplate, reply: ReplyTemplate
) -> None:
    most = [["", f"a{n}@b.example"] for n in range(MOST_RECIPIENTS)]

    assert create_automatic(billing, AutomaticValues(FORWARD, forward, most), by=None).forward_to == most
    assert create_automatic(moving, AutomaticValues(ANSWER, reply, []), by=None).forward_to == []


def test_those_of_living_tenants_and_categories_are_shown_in_one_statement(
    billing: Category, moving: Category, claims: Category, alpina: Tenant
) -> None:
    first, second, third = (make_automatic(category) for category in (billing, moving, claims))
    with statements() as sent:
        shown = [(row, row.tenant.name, row.category.name, row.template.name) for row in automatic_in_scope()]
    assert {row for row, *_names in shown} == {first, second, third}
    assert len(sent) == 1

    Category.objects.filter(pk=moving.pk).update(deleted_at=now())
    Tenant.objects.filter(pk=alpina.pk).update(deleted_at=now())

    assert list(automatic_in_scope()) == [first]


def test_templates_to_choose_from_can_be_sent_and_stand_by_tenant_and_name(nordlicht: Tenant, alpina: Tenant) -> None:
    other = make_template(alpina, "Grüezi")
    second, first = make_template(nordlicht, "Zuletzt"), make_template(nordlicht, "Ärger", kind=TemplateKind.FORWARD)
    make_template(nordlicht, "Rückfrage", kind=TemplateKind.INQUIRY)
    make_template(nordlicht, "Aus", active=False)
    make_template(nordlicht, "Weg", deleted_at=now())

    assert list(templates_for_automatic((nordlicht.pk, alpina.pk))) == [other, first, second]
    assert list(templates_for_automatic((alpina.pk,))) == [other]


def test_a_template_knows_which_categories_use_it_by_name(billing: Category, moving: Category) -> None:
    second, first = make_automatic(moving), make_automatic(billing)
    AutomaticReply.objects.filter(pk=second.pk).update(template=first.template)

    assert [(use.name, use.object_id) for use in automatic_replies(first.template)] == [
        ("Abrechnung", first.pk),
        ("Umzug", second.pk),
    ]
    Category.objects.filter(pk=billing.pk).update(deleted_at=now())
    assert [use.name for use in automatic_replies(first.template)] == ["Umzug"]
    assert automatic_replies(second.template) == []
