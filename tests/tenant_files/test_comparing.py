"""Two tenants compared, a new one like another, and the schema for editors."""

from __future__ import annotations

import json

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.copying import CHOOSABLE, copy_like, plan_like
from kontor.tenant_files.domain.differing import diff
from kontor.tenant_files.domain.planning import Kind, plan
from kontor.tenant_files.domain.records import Record
from kontor.tenant_files.domain.schema import schema
from kontor.tenant_files.domain.sections import SECTIONS
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.tenant_files.furnished import FULL, secrets_for, surroundings

HEAD = "format: 1\ntenant: {name: %s, code: %s}\n"


@pytest.mark.django_db
def test_diff_is_the_way_from_one_to_the_other(nordlicht: Tenant, alpina: Tenant) -> None:
    ours = "closing_codes: [{code: A, name: Fertig}, {code: B, name: Alt}]\n"
    theirs = "closing_codes: [{code: A, name: Aus}, {code: C, name: Neu}]\n"
    apply(HEAD % ("Nordlicht Energie", "NORD") + ours, by=None, file_name="x")
    apply(HEAD % ("Alpina Versicherung", "ALPI") + theirs, by=None, file_name="x")

    steps = diff(nordlicht, alpina)

    assert [(step.kind, step.section, step.name) for step in steps] == [
        (Kind.CREATED, "closing_codes", "C"),
        (Kind.CHANGED, "closing_codes", "A"),
        (Kind.REMOVED, "closing_codes", "B"),
    ]
    assert diff(nordlicht, nordlicht) == []


@pytest.mark.django_db
def test_a_new_tenant_like_another_has_its_configuration_and_nothing_else() -> None:
    surroundings()
    like = apply(FULL, by=None, file_name="full.yaml", secrets=secrets_for(plan(FULL)))[0]
    addresses = {
        "service@nordlicht.example": "service@neu.example",
        "archiv@nordlicht.example": "archiv@neu.example",
        "noreply@nordlicht.example": "noreply@neu.example",
    }

    quick = set(CHOOSABLE) - {"stylesheets", "letter_templates"}

    planned = plan_like(like, name="Neu", code="neu", addresses=addresses, choose=quick)
    made, done = copy_like(like, name="Neu", code="neu", by=None, addresses=addresses, choose=quick)

    assert planned.plan.steps == done.steps
    assert {step.kind for step in done.steps} == {Kind.CREATED, Kind.CHANGED}  # its settings begin with the usual ones
    with in_scope(made):
        state = state_of(made)
        accounts = list(MailAccount.objects.filter(tenant=made).order_by("address"))
    assert [(each.address, each.active, each.password, each.dkim_key) for each in accounts] == [
        ("archiv@neu.example", False, "", ""),
        ("service@neu.example", False, "", ""),
    ]
    assert state["default_accounts"] == {
        "incoming": "service@neu.example",
        "sending": "service@neu.example",
        "inquiries": "",
        "forwards": "archiv@neu.example",
    }
    assert state["no_reply_addresses"] == [{"address": "noreply@neu.example", "display_name": "", "is_default": True}]
    left = {step.section for step in diff(like, made)}
    assert left == {
        "accounts",
        "no_reply_addresses",
        "default_accounts",
        "fallbacks",
        "rules",
        "templates",
        "stylesheets",
        "letter_templates",
        "telephony",
        "overflow_agreements",
    }


@pytest.mark.django_db
def test_without_new_addresses_accounts_and_what_names_them_are_left_out(
    nordlicht: Tenant, ticket: Ticket, nordlicht_account: MailAccount
) -> None:
    text = HEAD % ("Nordlicht Energie", "NORD") + (
        "default_accounts: {incoming: service@nordlicht.example}\n"
        "fallbacks: [{account: service@nordlicht.example, category: billing}]\n"
    )
    apply(text, by=None, file_name="x")

    made = copy_like(nordlicht, name="Neu", code="NEU", by=None)[0]

    with in_scope(made):
        state = state_of(made)
        assert Customer.objects.count() == 0
        assert Ticket.objects.count() == 0
    assert (state["accounts"], state["fallbacks"], state["default_accounts"]["incoming"]) == ([], [], "")
    assert [each["internal_name"] for each in state["categories"]] == ["billing"]


@pytest.mark.django_db
def test_only_what_is_chosen_is_copied_all_or_nothing(nordlicht: Tenant, billing: Category, alpina: Tenant) -> None:
    made = copy_like(nordlicht, name="Neu", code="NEU", by=None, choose={"categories"})[0]

    with in_scope(made):
        state = state_of(made)
    assert [(each["name"], each["agent_groups"]) for each in state["categories"]] == [("Abrechnung", [])]
    assert state["agent_groups"] == []
    with refused("There is a tenant called “Alpina Versicherung” already. Choose another name."):
        copy_like(nordlicht, name="Alpina Versicherung", code="NEUE", by=None)
    with everywhere():
        assert not Tenant.objects.filter(code="NEUE").exists()


def test_telephony_and_agreements_are_never_copied() -> None:
    assert {section.key for section in SECTIONS} - set(CHOOSABLE) == {"tenant", "telephony", "overflow_agreements"}


def test_the_schema_knows_every_section_and_field() -> None:
    made = json.loads(json.dumps(schema()))

    assert set(made["properties"]) == {"format", *(section.key for section in SECTIONS)}
    for section in SECTIONS:
        said = made["properties"][section.key]
        fields = said.get("items", said)
        assert isinstance(section.shape, Record)
        assert set(fields["properties"]) == set(section.shape.fields), section.key
        assert fields["additionalProperties"] is False
    assert made["properties"]["service_levels"]["items"]["required"] == ["name"]
    assert made["properties"]["accounts"]["items"]["properties"]["security"]["enum"] == ["tls", "starttls", "plain"]
