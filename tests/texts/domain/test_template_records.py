"""Names of templates and their copies, their parts and accounts, and how versions are compared line by line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kontor.channels.models import MailAccount
from kontor.kernel.clock import now
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.domain.choosing import may_be_used
from kontor.texts.domain.template_record import free_name, propose_internal_name
from kontor.texts.domain.template_versions import Line, lines_between
from kontor.texts.domain.templates import change_template, create_template
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from tests.factories.channels import make_account
from tests.factories.texts import make_include, make_template
from tests.support.refusal import refused
from tests.support.scoping import in_scope

HTML = {"de": {"subject": "", "html": "<p>Gern.</p>", "text": ""}}


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (["a", "b"], ["a", "b"], [" a", " b"]),
        (["a", "b"], ["a", "c"], [" a", "-b", "+c"]),
        (["a"], ["a", "b", "c"], [" a", "+b", "+c"]),
        (["a", "b"], ["b"], ["-a", " b"]),
        ([""], ["a"], ["+a"]),
        (["a"], [""], ["-a"]),
        (["", ""], ["a"], ["-", "-", "+a"]),
    ],
)
def test_lines_that_went_and_came_are_told_and_a_single_empty_one_is_not(
    old: list[str], new: list[str], lines: list[str]
) -> None:
    assert list(lines_between(old, new)) == [Line(line[0], line[1:]) for line in lines]  # type: ignore[arg-type]


def test_an_internal_name_is_proposed_that_no_template_has_deleted_ones_neither(
    nordlicht: Tenant, alpina: Tenant
) -> None:
    make_template(nordlicht, internal_name="rueckfrage")
    make_template(nordlicht, internal_name="rueckfrage-2", deleted_at=now())
    make_template(alpina, internal_name="neu")

    assert propose_internal_name(nordlicht.pk, "Rückfrage") == "rueckfrage-3"
    assert propose_internal_name(nordlicht.pk, "Rückfrage", besides=["rueckfrage-3"]) == "rueckfrage-4"
    assert propose_internal_name(nordlicht.pk, "Neu") == "neu"
    assert propose_internal_name(nordlicht.pk, "日本") == "template"


def test_copies_are_numbered_among_the_living(nordlicht: Tenant) -> None:
    template = make_template(nordlicht, "Antwort")
    assert free_name(template) == "Antwort (copy)"
    make_template(nordlicht, "Antwort (copy)")
    make_template(nordlicht, "Antwort (copy 2)", deleted_at=now())

    assert free_name(template) == "Antwort (copy 2)"


def test_an_internal_name_that_is_taken_or_none_is_refused(nordlicht: Tenant) -> None:
    make_template(nordlicht, internal_name="weg", deleted_at=now())

    def create(internal_name: str) -> None:
        create_template(
            nordlicht, name="Neu", internal_name=internal_name, kind=TemplateKind.REPLY, contents=HTML, by=None
        )

    with refused("The internal name “weg” is taken, perhaps by a deleted template.", about="internal_name"):
        create("weg")
    with refused():
        create("Nicht so!")


def part(nordlicht: Tenant, **values: object) -> ReplyTemplate:
    return make_include(nordlicht, IncludePart.FOOTER, name="Fuß", default=False, **values)


@pytest.mark.parametrize("why", ["other kind", "other tenant", "deleted"])
def test_what_is_no_such_part_of_the_tenant_is_none(nordlicht: Tenant, alpina: Tenant, why: str) -> None:
    if why == "other kind":
        include = make_include(nordlicht, IncludePart.LETTERHEAD, name="Fuß", default=False)
    else:
        tenant = alpina if why == "other tenant" else nordlicht
        include = part(tenant, deleted_at=now() if why == "deleted" else None)

    with refused("“Fuß” cannot be used as this part."):
        change_template(make_template(nordlicht), footer=include, version=1, by=None)


def test_an_include_has_no_parts_of_its_own(nordlicht: Tenant) -> None:
    snippet = make_include(nordlicht, IncludePart.SNIPPET)

    with refused("An include has no parts of its own."):
        change_template(snippet, footer=part(nordlicht), version=1, by=None)


def test_an_account_is_the_tenants_or_a_general_one_and_lives(
    nordlicht: Tenant, alpina_account: MailAccount, general_account: MailAccount
) -> None:
    template = make_template(nordlicht)
    saved = change_template(template, sender=general_account, version=1, by=None)
    assert saved.template.sender == general_account
    gone = make_account(nordlicht, name="Altes", deleted_at=now())

    for account in (alpina_account, gone):
        with refused(f"The account “{account.name}” is not of this tenant."):
            change_template(template, sender=account, version=2, by=None)


@pytest.mark.parametrize("why", ["", "off", "deleted", "include", "other tenant"])
def test_a_template_may_be_used_that_is_on_lives_and_is_one_of_the_tenant(
    nordlicht: Tenant, alpina: Tenant, billing: Category, why: str
) -> None:
    if why == "include":
        template = make_include(nordlicht, IncludePart.SNIPPET)
    else:
        values = {"off": {"active": False}, "deleted": {"deleted_at": now()}}.get(why, {})
        template = make_template(alpina if why == "other tenant" else nordlicht, **values)

    assert may_be_used(template, billing) is (why == "")


def test_who_loses_a_suggestion_gets_a_version_that_says_so(nordlicht: Tenant, billing: Category) -> None:
    old = make_template(nordlicht, "Alt", categories=(billing,))
    new = make_template(nordlicht, "Neu")

    saved = change_template(new, assignments={billing: True}, version=1, by=None)

    assert saved.remarks == ("“Neu” is now suggested in the category “Abrechnung” instead of “Alt”.",)
    last = old.versions.order_by("-number").first()
    assert last is not None
    assert last.content["assignments"] == {"billing": False}
