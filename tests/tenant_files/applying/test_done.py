"""What an applied file leaves behind."""

from __future__ import annotations

import pytest
from django.db import transaction

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.escalations.models import EscalationRule
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.models import ServiceLevel
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.planning import Kind, plan
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.factories.escalations import rule_in_force, waits
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope
from tests.tenant_files.applying.conftest import NORD, only


@pytest.mark.django_db
def test_the_audit_log_names_file_and_person(nordlicht: Tenant, ada: User) -> None:
    apply(NORD + "closing_codes: [{code: A, name: Fertig}]\n", by=ada, file_name="nord.yaml")

    with in_scope(nordlicht):
        entry = AuditEntry.objects.get(action="file applied")
        others = AuditEntry.objects.filter(action="created", kind="org.closingcode")
        assert [each.source.split(", ")[-1] for each in others] == ["nord.yaml"]
    assert entry.actor_id == ada.pk
    assert entry.changes == {"file": [None, "nord.yaml"], "created": [None, 1]}


RULE = "- {name: %s, conditions: [{kind: tag, values: [vip]}], actions: [{kind: priority, number: 2}]}\n"


@pytest.mark.django_db
def test_escalation_rules_stand_in_the_order_of_the_file(nordlicht: Tenant, alpina: Tenant) -> None:
    rule_in_force(alpina, waits(30))
    for names in (["Eins", "Zwei"], ["Zwei", "Eins"]):
        apply(NORD + "escalation_rules:\n" + "".join(RULE % name for name in names), by=None, file_name="nord.yaml")

        with in_scope(nordlicht):
            rows = EscalationRule.objects.living().order_by("position", "id")
            assert list(rows.values_list("name", flat=True)) == names


ACCOUNT = (
    "accounts:\n- {address: a@nord.example, host: %s, username: a, password: {env: PASSWORD}, "
    "smtp_host: h, dkim_key: {ask: Key}}\n"
)


@pytest.mark.django_db
def test_secrets_are_asked_for_once_and_again_when_they_go_elsewhere(nordlicht: Tenant) -> None:
    text = NORD + ACCOUNT % "imap.example"
    assert [(each.way, each.name, each.line) for each in plan(text).needed] == [
        ("env", "PASSWORD", 4),
        ("ask", "Key", 4),
    ]
    with pytest.raises(
        BadFile, match=r"Line 4, accounts: a@nord\.example, password: The secret “PASSWORD” was not given"
    ):
        apply(text, by=None, file_name="x.yaml")

    secrets = {("env", "PASSWORD"): "hunter2", ("ask", "Key"): "a key"}
    apply(text, by=None, file_name="x.yaml", secrets=secrets)

    with in_scope(nordlicht):
        account = MailAccount.objects.get(address="a@nord.example")
        assert (account.password, account.dkim_key) == ("hunter2", "a key")
        assert "hunter2" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))
    assert plan(text).is_empty
    assert plan(text.replace("env: PASSWORD", "ask: Another name")).is_empty

    elsewhere = NORD + ACCOUNT % "evil.example"
    assert [each.name for each in plan(elsewhere).needed] == ["PASSWORD"]
    with pytest.raises(BadFile), transaction.atomic():
        apply(elsewhere, by=None, file_name="x.yaml")


@pytest.mark.django_db
def test_what_waits_for_an_account_that_a_file_corrects_is_tried_at_once(nordlicht: Tenant) -> None:
    text = NORD + "accounts:\n- {address: a@nord.example, host: h, username: a, smtp_host: wrong.example}\n"
    apply(text, by=None, file_name="x.yaml")
    assert waiting_jobs("try_anew") == []

    apply(text.replace("wrong", "right"), by=None, file_name="x.yaml")

    assert [job.arguments["tenant_id"] for job in waiting_jobs("try_anew")] == [nordlicht.pk]


@pytest.mark.django_db
def test_what_was_deleted_comes_back_under_its_name(nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        wanted = state_of(nordlicht)["categories"]
    line = "categories: [{internal_name: billing, name: Abrechnung, agent_groups: [Nordlicht Kundenservice]}]\n"
    apply(NORD + "categories: []\n", by=None, file_name="x.yaml")

    apply(NORD + line, by=None, file_name="x.yaml")

    with in_scope(nordlicht):
        assert state_of(nordlicht)["categories"] == wanted
        assert Category.objects.get(internal_name="billing").pk == billing.pk


@pytest.mark.django_db
def test_a_name_in_other_capitals_is_a_change(nordlicht: Tenant) -> None:
    apply(NORD + "service_levels: [{name: Gold, resolution: 5}]\n", by=None, file_name="x.yaml")

    done = apply(NORD + "service_levels: [{name: GOLD, resolution: 5}]\n", by=None, file_name="x.yaml")[1]

    assert [step.kind for step in done.steps] == [Kind.CHANGED]
    with in_scope(nordlicht):
        assert ServiceLevel.objects.get().name == "GOLD"


@pytest.mark.django_db
def test_a_new_tenant_is_made_whole_or_not_at_all(alpina: Tenant, alpina_account: MailAccount) -> None:
    taken = NORD + "accounts: [{address: service@alpina.example, host: h, username: u}]\n"

    assert only(taken) == (
        "Line 3, accounts: service@alpina.example: "
        "The address service@alpina.example belongs to another account already."
    )
    with everywhere():
        assert not Tenant.objects.filter(code="NORD").exists()
