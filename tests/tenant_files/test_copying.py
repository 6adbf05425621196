"""What a new tenant like another one does not get, and why; what was seen is what is created."""

from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.org.domain.groups import change_group
from kontor.org.domain.memberships import give_role
from kontor.org.domain.tenants import change_tenant
from kontor.org.models import AgentGroup, Category, Membership
from kontor.people.models import Role, User
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.copying import CHOOSABLE, LeftOut, addresses_of, copied_just_now, copy_like, plan_like
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

TEXT = """format: 1
tenant: {name: Nordlicht Energie, code: NORD}
closing_codes: [{code: A, name: Fertig}]
categories: [{name: Abrechnung, internal_name: billing, closing_codes: [A]}]
accounts:
  - {address: service@nord.example, host: h, username: u, password: {ask: Password}}
  - {address: other@nord.example, host: h, username: u}
default_accounts: {incoming: service@nord.example}
fallbacks: [{account: service@nord.example, category: billing}]
no_reply_addresses: [{address: no-reply@nord.example}]
telephony: {prefix: "7"}
"""


@pytest.fixture
def like(nordlicht: Tenant) -> Tenant:
    return apply(TEXT, by=None, file_name="x", secrets={("ask", "Password"): "geheim"})[0]


def left_out(like: Tenant, **values: object) -> list[tuple[str, tuple[str, ...], str]]:
    found = plan_like(like, name="Neu", code="NEU", **values).left_out  # type: ignore[arg-type]
    return [(each.section, each.names, each.why) for each in found]


def test_what_is_left_out_says_why(like: Tenant) -> None:
    address = "An address belongs to one tenant alone. Enter a new one, and it is copied."

    assert left_out(like) == [
        ("accounts", ("other@nord.example", "service@nord.example"), address),
        ("no_reply_addresses", ("no-reply@nord.example",), address),
        (
            "default_accounts",
            ("Default accounts",),
            "It is created without what is not copied: service@nord.example.",
        ),
        (
            "fallbacks",
            ("service@nord.example",),
            "It cannot be without what is not copied: service@nord.example.",
        ),
        ("telephony", ("Telephony",), "A prefix dials for one tenant alone."),
    ]


def test_what_has_a_new_address_is_not_left_out(like: Tenant) -> None:
    addresses = {"service@nord.example": "service@neu.example", "no-reply@nord.example": "no-reply@neu.example"}

    assert [(section, names) for section, names, _why in left_out(like, addresses=addresses)] == [
        ("accounts", ("other@nord.example",)),
        ("telephony", ("Telephony",)),
    ]


def test_what_is_not_chosen_is_left_out_and_whoever_named_it_says_so(like: Tenant) -> None:
    choose = set(CHOOSABLE) - {"closing_codes", "accounts", "no_reply_addresses", "default_accounts", "fallbacks"}

    assert (
        LeftOut("closing_codes", ("A",), "You have not chosen it.")
        in plan_like(like, name="Neu", code="NEU", choose=choose).left_out
    )
    assert ("categories", ("billing",), "It is created without what is not copied: A.") in left_out(like, choose=choose)


def test_nothing_is_left_out_where_there_is_nothing(nordlicht: Tenant) -> None:
    assert left_out(nordlicht) == []


def test_a_name_that_is_taken_is_refused_before_anything_is_looked_at(like: Tenant, alpina: Tenant) -> None:
    with refused("There is a tenant called “Alpina Versicherung” already. Choose another name."):
        plan_like(like, name="Alpina Versicherung", code="NEU")
    with refused("The short code ALPI belongs to “Alpina Versicherung”. Choose another one."):
        plan_like(like, name="Neu", code="alpi")


def test_the_new_one_is_told_apart_and_bears_no_name_of_the_other(
    nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User, billing: Category, alpina: Tenant
) -> None:
    with in_scope(nordlicht):
        change_group(nordlicht_service, name="Service Nordlicht Energie", description="", version=1, by=None)
        change_tenant(nordlicht, version=nordlicht.version, description="Strom und Gas", by=None)
    text = """format: 1
tenant: {name: Nordlicht Energie, code: NORD}
accounts:
  - {address: service@nord.example, name: Post Nordlicht Energie, sender_name: Nordlicht Energie, host: h, username: u}
"""
    apply(text, by=None, file_name="x")
    addresses = {"service@nord.example": "service@neu.example"}

    with everywhere():
        new = copy_like(nordlicht, name="Neu", code="NEU", by=None, addresses=addresses)[0]

    with everywhere():
        new.refresh_from_db()
        assert new.colour not in {nordlicht.colour, alpina.colour}
        assert new.description == ""
        group = AgentGroup.objects.get(tenant=new)
        assert group.name == "Service Neu"
        assert group.supervisor_group.tenant_id == new.pk
        assert Category.objects.get(tenant=new, internal_name=billing.internal_name).agent_groups.get() == group
        assert Membership.objects.filter(user=anna, agent_group=group).exists()
        account = MailAccount.objects.get(tenant=new)
        assert (account.name, account.sender_name) == ("Post Neu", "Neu")


def test_a_preview_writes_nothing(like: Tenant) -> None:
    plan_like(like, name="Neu", code="NEU")

    with everywhere():
        assert not Tenant.objects.filter(code="NEU").exists()


def test_only_what_was_seen_is_created(like: Tenant) -> None:
    seen = plan_like(like, name="Neu", code="NEU").fingerprint
    apply(TEXT.replace("name: Fertig", "name: Erledigt"), by=None, file_name="x")

    with refused(
        "It is not any more what the preview showed: the form or “Nordlicht Energie” was changed since. "
        "Nothing was created. Look at a new preview."
    ):
        copy_like(like, name="Neu", code="NEU", by=None, planned=seen)

    now = plan_like(like, name="Neu", code="NEU").fingerprint
    assert copy_like(like, name="Neu", code="NEU", by=None, planned=now)[0].name == "Neu"


def test_the_audit_log_names_the_pattern_and_the_person(like: Tenant, ada: User) -> None:
    made = copy_like(like, name="Neu", code="NEU", by=ada, choose={"closing_codes", "categories"})[0]

    with in_scope(made):
        entry = AuditEntry.objects.get(action="created like another")
        applied = AuditEntry.objects.get(action="file applied")
    assert (entry.actor, entry.object_id) == (ada, made.pk)
    assert entry.changes == {
        "like": [None, "Nordlicht Energie (NORD)"],
        "sections": [None, ["categories", "closing_codes", "tenant"]],
    }
    assert applied.changes["file"] == [None, "like NORD"]


def test_no_secret_is_copied_and_no_account_is_in_use(like: Tenant) -> None:
    made = copy_like(like, name="Neu", code="NEU", by=None, addresses={"service@nord.example": "a@neu.example"})[0]

    with in_scope(made, like):
        copied, own = (
            MailAccount.objects.get(tenant=each, username="u", address__in=both)
            for each, both in ((made, ["a@neu.example"]), (like, ["service@nord.example"]))
        )
    assert (own.password, own.active) == ("geheim", True)
    assert (copied.password, copied.active) == ("", False)


def test_addresses_are_those_of_accounts_and_of_no_reply(like: Tenant) -> None:
    with in_scope(like):
        assert addresses_of(like) == [
            ("accounts", "other@nord.example"),
            ("accounts", "service@nord.example"),
            ("no_reply_addresses", "no-reply@nord.example"),
        ]


def test_whoever_sends_the_form_twice_is_told_what_was_created(
    like: Tenant, alpina: Tenant, ada: User, sven: User, frozen: Frozen
) -> None:
    made = copy_like(like, name="Neu", code="neu", by=ada, choose=())[0]

    assert copied_just_now(like, name="Neu ", code="neu", person=ada) == made
    assert copied_just_now(like, name="Neu", code="NEU", person=sven) is None
    assert copied_just_now(alpina, name="Neu", code="NEU", person=ada) is None
    assert copied_just_now(like, name="Anders", code="NEU", person=ada) is None
    frozen.move(minutes=6)
    assert copied_just_now(like, name="Neu", code="NEU", person=ada) is None


def test_people_whose_groups_are_not_copied_are_left_out(
    like: Tenant, nordlicht_service: AgentGroup, anna: User, agent_role: Role
) -> None:
    with in_scope(like):
        give_role(anna, agent_role, nordlicht_service, by=None)

    assert ("people", ("anna",), "It cannot be without what is not copied: Nordlicht Kundenservice.") in left_out(
        like, choose={"people"}
    )
    made, done = copy_like(like, name="Neu", code="NEU", by=None, choose={"people"})
    assert (made.name, [step.section for step in done.steps]) == ("Neu", ["tenant"])


def test_letters_of_a_template_go_with_the_stylesheet_that_is_all_they_have(like: Tenant) -> None:
    letters = (
        "templates: [{internal_name: answer, name: Antwort, kind: reply}]\n"
        "stylesheets: [{name: Bogen}]\n"
        "letter_templates: [{template: answer, stylesheet: Bogen}]\n"
    )
    apply(TEXT + letters, by=None, file_name="x")

    done = plan_like(like, name="Neu", code="NEU", choose={"templates", "letter_templates"}).plan

    assert [(step.section, step.name) for step in done.steps] == [("tenant", "Neu"), ("templates", "answer")]
