"""The screens of escalation rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from kontor.escalations.domain.sweep import sweep
from kontor.escalations.domain.versions import put_in_force
from kontor.escalations.models import EscalationRule, EscalationVersion, Replay
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.escalations import is_due_in, make_rule, rule_in_force, waits
from tests.factories.tickets import make_ticket
from tests.supervisor.listed import said
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/escalations/"

CONDITION = {"conditions": ["0"], "conditions-0-kind": "waiting", "conditions-0-number": "30"}
ACTION = {"actions": ["0"], "actions-0-kind": "tag", "actions-0-text": "eilig"}
FORM = {"name": "Zu lange", **CONDITION, **ACTION, "again": ""}


@pytest.fixture
def supervisor(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def _rule() -> EscalationRule:
    with everywhere():
        return EscalationRule.objects.latest("id")


def test_the_list_says_rules_in_words_and_in_order(
    supervisor: Browser, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    rule_in_force(nordlicht, waits(30), name="Zu lange")
    make_rule(nordlicht, is_due_in(10), again=5, name="Bald fällig")
    make_rule(alpina, waits(1), name="Geheim")
    page = supervisor.get(LIST).content.decode()

    assert page.index("Zu lange") < page.index("Bald fällig")
    assert "In the queue, received 30 minutes of working time ago or earlier" in page
    assert "Set the tag: eilig" in page
    assert "Again after 5 minutes" in page
    assert "Geheim" not in page


def test_the_list_costs_the_same_for_many_rules(supervisor: Browser, nordlicht: Tenant) -> None:
    rule_in_force(nordlicht, waits(30))
    supervisor.get(LIST)
    with statements() as one:
        supervisor.get(LIST)
    for _each in range(2):
        rule_in_force(nordlicht, waits(30))
    with statements() as three:
        supervisor.get(LIST)
    assert len(three) == len(one)


def test_create_then_put_in_force(supervisor: Browser, nordlicht: Tenant, sven: User) -> None:
    answer = supervisor.post(f"{LIST}new/?tenant={nordlicht.pk}", FORM)
    rule = _rule()
    assert answer.headers["Location"] == f"{LIST}{rule.pk}/"
    assert (rule.name, rule.number, rule.content["again"]) == ("Zu lange", 0, None)
    assert "Put into force" in supervisor.get(f"{LIST}{rule.pk}/").content.decode()

    supervisor.post(f"{LIST}{rule.pk}/activate/", {"seen": rule.version})
    with in_scope(nordlicht):
        version = EscalationVersion.objects.get()
    assert (version.number, version.by_id, _rule().active) == (1, sven.pk, True)
    assert "Put into force" not in supervisor.get(f"{LIST}{rule.pk}/").content.decode()


def test_a_version_of_thousands_of_digits_is_none(supervisor: Browser, nordlicht: Tenant) -> None:
    supervisor.post(f"{LIST}new/?tenant={nordlicht.pk}", FORM)

    answer = supervisor.post(f"{LIST}{_rule().pk}/activate/", {"seen": "9" * 5000}, headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert not _rule().active


def test_what_is_wrong_stands_beside_its_row(supervisor: Browser, nordlicht: Tenant) -> None:
    answer = supervisor.post(f"{LIST}new/?tenant={nordlicht.pk}", {**FORM, "conditions-0-number": "viele"})
    assert answer.status_code == 422
    assert (
        "In the queue, and received at least this long ago (minutes of working time): Enter a number from 0"
        in answer.content.decode()
    )
    answer = supervisor.post(f"{LIST}new/?tenant={nordlicht.pk}", {"name": "Leer", **ACTION})
    assert "Set at least one condition" in answer.content.decode()
    with everywhere():
        assert not EscalationRule.objects.exists()


def test_rows_grow_and_go_without_saving(supervisor: Browser, nordlicht: Tenant, billing: Category) -> None:
    address = f"{LIST}new/?tenant={nordlicht.pk}"
    page = supervisor.post(address, {**FORM, "conditions-new": "category", "add": "conditions"}).content.decode()
    assert 'name="conditions-1-chosen"' in page
    assert billing.name in page
    assert 'value="eilig"' in page, "what was entered stays"
    page = supervisor.post(address, {**FORM, "remove": "conditions-0"}).content.decode()
    assert 'name="conditions-0-kind"' not in page
    assert 'name="actions-0-kind"' in page
    with everywhere():
        assert not EscalationRule.objects.exists()


def test_a_change_asks_for_the_version_that_was_seen(supervisor: Browser, nordlicht: Tenant) -> None:
    rule = make_rule(nordlicht, waits(10), name="Alt")
    form = {**FORM, "version": rule.version}
    supervisor.post(f"{LIST}{rule.pk}/", form)
    assert (_rule().name, _rule().content["conditions"][0]["number"]) == ("Zu lange", 30)
    assert supervisor.post(f"{LIST}{rule.pk}/", {**form, "name": "Überschrieben"}).status_code == 409
    assert _rule().name == "Zu lange"


def test_of_two_who_move_the_same_rule_the_second_sees_where_it_is(supervisor: Browser, nordlicht: Tenant) -> None:
    _one, _two, three = (make_rule(nordlicht, waits(1), name=word) for word in ("Eins", "Zwei", "Drei"))
    assert '<input type="hidden" name="seen" value="3">' in supervisor.get(LIST).content.decode()

    supervisor.post(f"{LIST}{three.pk}/up/", {"seen": "3"})
    answer = supervisor.post(f"{LIST}{three.pk}/up/", {"seen": "3"})

    with in_scope(nordlicht):
        assert list(EscalationRule.objects.values_list("name", flat=True)) == ["Eins", "Drei", "Zwei"]
    assert said(answer) == ["Somebody else has changed the order in the meantime. “Drei” was not moved."]


def test_moving_switching_and_deleting(supervisor: Browser, nordlicht: Tenant) -> None:
    first, second = rule_in_force(nordlicht, waits(1)).rule, rule_in_force(nordlicht, waits(2)).rule
    supervisor.post(f"{LIST}{second.pk}/up/")
    with in_scope(nordlicht):
        assert list(EscalationRule.objects.values_list("pk", flat=True)) == [second.pk, first.pk]
    supervisor.post(f"{LIST}{second.pk}/switch/", {"on": "0"})
    assert not _rule().active
    supervisor.post(f"{LIST}{second.pk}/switch/", {"on": "1"})
    assert _rule().active
    supervisor.post(f"{LIST}{second.pk}/delete/")
    assert _rule().deleted_at
    assert supervisor.get(f"{LIST}{second.pk}/").status_code == 404


def test_what_it_would_do_now(supervisor: Browser, nordlicht: Tenant, billing: Category) -> None:
    rule = make_rule(nordlicht, is_due_in(0))
    page = supervisor.get(f"{LIST}{rule.pk}/").content.decode()
    assert "would act on no ticket" in page
    make_ticket(billing, due_at=clock.now())
    page = supervisor.get(f"{LIST}{rule.pk}/").content.decode()
    assert "would act on 1 ticket" in page

    supervisor.post(f"{LIST}{rule.pk}/activate/", {"seen": rule.version})
    sweep(nordlicht.pk)
    page = supervisor.get(f"{LIST}{rule.pk}/").content.decode()
    assert "would act on no ticket" in page, "it has acted on it already"


def test_a_draft_has_no_version_yet(supervisor: Browser, nordlicht: Tenant) -> None:
    rule = make_rule(nordlicht, waits(30))
    versions = supervisor.get(f"{LIST}{rule.pk}/versions/")
    assert versions.status_code == 200
    assert "No version yet." in versions.content.decode()
    mask = supervisor.get(f"{LIST}{rule.pk}/").content.decode()
    assert "switched off" not in mask and "draft</span>" in mask


def test_versions_tell_what_changed_and_can_be_put_back(supervisor: Browser, nordlicht: Tenant) -> None:
    first = rule_in_force(nordlicht, waits(30))
    supervisor.post(f"{LIST}{first.rule_id}/", {**FORM, "conditions-0-number": "45", "version": _rule().version})
    with in_scope(nordlicht):
        put_in_force(_rule(), version=_rule().version, by=None)
    page = supervisor.get(f"{LIST}{first.rule_id}/versions/").content.decode()
    assert "new: In the queue, received 45 minutes of working time ago or earlier" in page
    assert "no more: In the queue, received 30 minutes of working time ago or earlier" in page

    supervisor.post(f"{LIST}versions/{first.pk}/activate/")
    assert (_rule().number, _rule().content["conditions"][0]["number"]) == (1, 30)


def test_firings_lead_to_the_tickets(supervisor: Browser, nordlicht: Tenant, billing: Category) -> None:
    version = rule_in_force(nordlicht, is_due_in(0))
    ticket = make_ticket(billing, due_at=clock.now())
    assert "Nothing yet" in supervisor.get(f"{LIST}{version.rule_id}/firings/").content.decode()
    sweep(nordlicht.pk)
    page = supervisor.get(f"{LIST}{version.rule_id}/firings/").content.decode()
    assert f"/{ticket.number}/" in page
    assert "tag “eilig” set" in page
    assert "Acted 1 time" in supervisor.get(LIST).content.decode()


def test_another_tenants_rules_are_not_there(
    client_for: ClientFor, carla: User, alpina: Tenant, nordlicht: Tenant, supervisor: Browser
) -> None:
    foreign = rule_in_force(alpina, waits(1))
    for address in ("", "versions/", "firings/"):
        assert supervisor.get(f"{LIST}{foreign.rule_id}/{address}").status_code == 404
    assert supervisor.get(f"{LIST}new/?tenant={alpina.pk}").status_code == 404
    assert supervisor.get(f"{LIST}new/?tenant=x").status_code == 404


def test_a_rule_is_tried_as_it_stands_in_the_mask(
    supervisor: Browser, nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    """Before it is put in force, before it is even saved; nothing is changed."""
    ticket = make_ticket(billing, received_at=clock.now())
    frozen.move(minutes=40)
    answer = supervisor.post(f"{LIST}new/?tenant={nordlicht.pk}", {**FORM, "dry_run": "1"})
    run_jobs("run_replay")
    page = supervisor.get(answer.headers["Location"]).content.decode()

    assert "Dry run: Zu lange" in page
    assert "The rule would have acted" in page
    assert f'href="/desk/ticket/{ticket.number}/"' in page
    with everywhere():
        assert not EscalationRule.objects.exists()
        assert Ticket.objects.get(pk=ticket.pk).tags == []


def test_a_saved_rule_is_tried_beside_what_it_has_done(
    supervisor: Browser, nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    rule = rule_in_force(nordlicht, waits(30), name="Zu lange").rule
    make_ticket(billing, received_at=clock.now())
    frozen.move(minutes=40)
    sweep(nordlicht.pk)
    form = {**FORM, "version": 1, "conditions-0-number": "600", "dry_run": "1"}
    address = supervisor.post(f"{LIST}{rule.pk}/", form).headers["Location"]
    run_jobs("run_replay")

    assert "The rule has acted, and would not have" in supervisor.get(address).content.decode()
    with everywhere():
        assert EscalationRule.objects.get(pk=rule.pk).content["conditions"][0]["number"] == 30
    assert f'href="{address}"' in supervisor.get(f"{LIST}{rule.pk}/").content.decode(), "the mask shows the last runs"


def test_what_is_wrong_is_not_tried(supervisor: Browser, nordlicht: Tenant) -> None:
    entered = {**FORM, "conditions-0-number": "viele", "dry_run": "1"}
    assert supervisor.post(f"{LIST}new/?tenant={nordlicht.pk}", entered).status_code == 422
    with everywhere():
        assert not Replay.objects.exists()


def test_who_may_only_look_tries_nothing(client_for: ClientFor, nordlicht: Tenant, anna: User) -> None:
    rule = make_rule(nordlicht, waits(10))
    answer = client_for(anna, nordlicht).post(f"{LIST}{rule.pk}/", {**FORM, "version": 1, "dry_run": "1"})
    assert answer.status_code == 403
    with everywhere():
        assert not Replay.objects.exists()


def test_the_history_of_a_ticket_names_the_rule_to_whoever_may_read_rules(
    supervisor: Browser, nordlicht: Tenant, billing: Category
) -> None:
    """It names an escalation rule by its name, where a rule of categories is named by its id."""
    rule_in_force(nordlicht, waits(30), name="Zu lange")
    ticket = make_ticket(billing, received_at=clock.now() - timedelta(minutes=40))
    sweep(nordlicht.pk)

    page = supervisor.get(f"/desk/ticket/{ticket.number}/context/").content.decode()

    assert "Escalation rule “Zu lange”, version 1: tag “eilig” set" in page


def test_the_first_entry_that_is_wrong_has_the_focus_and_names_its_sentence(supervisor: Browser) -> None:
    wrong = supervisor.post(f"{LIST}new/", {**FORM, "conditions-0-number": "", "actions-0-text": ""})
    late = supervisor.post(f"{LIST}new/", {**FORM, "actions-0-text": ""})

    assert _focused(wrong.content.decode()) == ["conditions-0-number"]
    assert 'aria-describedby="conditions-0-error"' in wrong.content.decode()
    assert _focused(late.content.decode()) == ["actions-0-text"]


def _focused(page: str) -> list[str]:
    controls = re.findall(r"<(?:input|select|textarea)[^>]+>", page)
    return [name for control in controls if " autofocus" in control for name in re.findall(r'\bid="([^"]+)"', control)]
