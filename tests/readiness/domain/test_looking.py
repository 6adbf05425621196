from __future__ import annotations

from typing import Any

import pytest

from kontor.calls.domain.telephony import change_telephony
from kontor.calls.enums import Connector
from kontor.channels.enums import AccountKind, Channel, Direction, Protocol
from kontor.channels.errors import Kind
from kontor.channels.models import AccountTrouble, ConnectionTest, MailAccount
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.readiness.domain.checks import Line
from kontor.readiness.domain.looking import Readiness, look
from kontor.readiness.enums import LineState
from kontor.routing.models import AccountFallback
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.spelling.preferences import LANGUAGES, SPELL_CHECK
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from tests.conftest import Frozen
from tests.factories.agreements import make_agreement
from tests.factories.answers import prefer
from tests.factories.call_records import connect_calls
from tests.factories.channels import make_account, make_no_reply_address, make_tenant_accounts
from tests.factories.org import make_agent_group, make_category
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.factories.routing import activate, make_rule
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.texts import make_content, make_include, make_template
from tests.host.released import READY
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

GREEN, OPEN, WRONG = LineState.GREEN, LineState.OPEN, LineState.WRONG


def looked(tenant: Tenant) -> Readiness:
    with in_scope(tenant):
        return look(Tenant.objects.get(pk=tenant.pk))


def found(tenant: Tenant, key: str) -> Line:
    return next(line for line in looked(tenant).lines if line.key == key)


def state(tenant: Tenant, key: str) -> LineState:
    return found(tenant, key).state


def fetched(account: MailAccount, **values: Any) -> None:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(
            **{"fetched_at": clock.now(), "last_sent_at": clock.now(), **values}
        )


def fall_back(account: MailAccount, category: Category) -> None:
    with everywhere():
        AccountFallback.objects.create(
            tenant_id=category.tenant_id, account=account, account_owner=account.owner, category=category
        )


def test_a_new_tenant_lacks_group_agents_category_and_accounts(nordlicht: Tenant) -> None:
    readiness = looked(nordlicht)

    assert [line.sentence for line in readiness.of(WRONG)] == []
    assert [line.key for line in readiness.lines if line.needed and line.state == OPEN] == [
        "system_group",
        "agents",
        "categories",
        "incoming",
        "sending",
        "no_reply",
    ]
    assert not readiness.is_ready


def test_a_furnished_tenant_is_green_line_by_line(nordlicht: Tenant, billing: Category, anna: User) -> None:
    account = make_account(nordlicht)
    fetched(account)
    fall_back(account, billing)
    make_no_reply_address(nordlicht)
    make_account(nordlicht, kind=AccountKind.SECOND_LEVEL, fetched_at=clock.now(), last_sent_at=clock.now())
    make_account(nordlicht, kind=AccountKind.REPLY, fetched_at=clock.now(), last_sent_at=clock.now())
    for part in (IncludePart.LAYOUT, IncludePart.LETTERHEAD, IncludePart.FOOTER):
        make_include(nordlicht, part, "<p>x</p>")
    make_template(nordlicht, categories=(billing,))
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht))
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    prefer(nordlicht, LANGUAGES, ["de"])

    readiness = looked(nordlicht)

    assert [line.sentence for line in readiness.lines if line.state != GREEN and line.key != "trial"] == []
    assert readiness.is_ready
    assert {line.key for line in readiness.lines} == READY
    assert (readiness.green, readiness.total) == (20, 21)


@pytest.mark.usefixtures("nordlicht_system")
def test_agent_groups_are_wanted_below_the_system_group(nordlicht: Tenant) -> None:
    assert state(nordlicht, "system_group") == GREEN
    assert (state(nordlicht, "agents"), found(nordlicht, "agents").place) == (OPEN, "new_supervisor_group")


def test_an_agent_group_is_created_below_a_supervisor_group(
    nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    line = found(nordlicht, "agents")

    assert (line.place, line.row) == ("new_agent_group", nordlicht_supervisors.pk)


def test_an_agent_group_without_agents_is_named(
    nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup, anna: User
) -> None:
    assert state(nordlicht, "agents") == GREEN
    empty = make_agent_group(nordlicht_supervisors, "Abend")

    line = found(nordlicht, "agents")

    assert (line.state, line.row) == (OPEN, empty.pk)
    assert "“Abend”" in line.sentence


def test_an_inactive_agent_is_none(nordlicht: Tenant, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(active=False)

    assert state(nordlicht, "agents") == WRONG


def test_a_category_whose_groups_are_deleted_is_worked_by_nobody(
    nordlicht: Tenant, billing: Category, nordlicht_supervisors: SupervisorGroup
) -> None:
    assert state(nordlicht, "worked") == GREEN
    evening = make_agent_group(nordlicht_supervisors, "Abend")
    late = make_category(evening, "Spät")
    with in_scope(nordlicht):
        AgentGroup.objects.filter(pk=evening.pk).update(deleted_at=clock.now())

    line = found(nordlicht, "worked")

    assert (line.state, line.row, line.place) == (WRONG, late.pk, "category_groups")


def test_many_names_are_cut_short(nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup, anna: User) -> None:
    for number in range(5):
        make_agent_group(nordlicht_supervisors, f"Gruppe {number}")

    assert found(nordlicht, "agents").sentence.endswith("“Gruppe 0”, “Gruppe 1”, “Gruppe 2” and 2 more.")


def test_rules_count_when_they_are_in_force(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    assert state(nordlicht, "rules") == OPEN
    make_rule(billing, "Rechnung", in_force=False)
    assert state(nordlicht, "rules") == WRONG

    activate(nordlicht)

    assert state(nordlicht, "rules") == GREEN


def test_a_single_category_needs_no_rules(nordlicht: Tenant, billing: Category) -> None:
    assert state(nordlicht, "rules") == GREEN


def test_an_account_that_is_not_in_use_is_switched_on_rather_than_another_one_set_up(
    nordlicht: Tenant, billing: Category
) -> None:
    """As a tenant has it that was created like another one."""
    account = make_account(nordlicht, name="Service", active=False)

    lines = [found(nordlicht, key) for key in ("incoming", "sending", "fallback")]

    assert [(line.place, line.row, line.state) for line in lines] == [("account_use", account.pk, OPEN)] * 3
    assert lines[0].sentence.startswith("Not in use: “Service”.")
    make_account(nordlicht, smtp_host="")
    assert found(nordlicht, "sending").place == "account_sending"
    assert found(nordlicht, "fallback").place == "fallback"


def test_every_incoming_account_needs_a_fallback(nordlicht: Tenant, billing: Category) -> None:
    assert state(nordlicht, "fallback") == OPEN
    account = make_account(nordlicht, name="Service")
    assert (state(nordlicht, "fallback"), "“Service”" in found(nordlicht, "fallback").sentence) == (WRONG, True)

    fall_back(account, billing)

    assert state(nordlicht, "fallback") == GREEN


def test_a_general_account_needs_no_fallback_of_every_tenant(
    nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    account = make_account(None)
    fall_back(account, claims)

    assert state(nordlicht, "fallback") == OPEN


def test_an_account_is_green_when_it_was_read_and_has_sent(nordlicht: Tenant) -> None:
    account = make_account(nordlicht)
    assert (state(nordlicht, "fetched"), state(nordlicht, "sent")) == (OPEN, OPEN)

    fetched(account)

    assert (state(nordlicht, "fetched"), state(nordlicht, "sent")) == (GREEN, GREEN)
    assert None not in (found(nordlicht, "fetched").at, found(nordlicht, "sent").at)


@pytest.mark.parametrize(("minutes", "wanted"), [(9, GREEN), (11, WRONG)])
def test_an_account_that_nobody_has_read_for_long_is_not_green(
    nordlicht: Tenant, frozen: Frozen, minutes: int, wanted: LineState
) -> None:
    """No error, but no worker either."""
    late, read = make_account(nordlicht, name="Service"), make_account(nordlicht)
    fetched(late)
    since = clock.now()
    frozen.move(minutes=minutes)
    fetched(read)

    line = found(nordlicht, "fetched")

    assert (line.state, line.at) == (wanted, since)
    if wanted == WRONG:
        assert (line.place, line.row) == ("account_state", late.pk)
        assert line.sentence == "For too long not read: “Service”. Check that a worker is running."


def test_accounts_of_a_tenant_that_is_not_in_use_are_not_read_and_that_is_said(
    nordlicht: Tenant, frozen: Frozen
) -> None:
    make_account(None, name="Zentrale")
    fetched(make_account(nordlicht, name="Service"))
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(active=False)
        MailAccount.objects.filter(tenant=None).update(fetched_at=clock.now())
    frozen.move(hours=1)

    line = found(nordlicht, "fetched")

    assert (line.state, line.place) == (OPEN, "tenant_use")


def test_scans_that_are_not_taken_because_letters_are_off_are_not_late(nordlicht: Tenant, frozen: Frozen) -> None:
    fetched(make_account(nordlicht, channel=Channel.LETTER, protocol=Protocol.FOLDER))
    frozen.move(hours=1)
    fetched(make_account(nordlicht))

    assert state(nordlicht, "fetched") == GREEN


def test_a_copied_account_is_named_although_a_general_one_serves(nordlicht: Tenant, billing: Category) -> None:
    general = make_account(None, name="Zentrale")
    fetched(general)
    assert "resting" not in {line.key for line in looked(nordlicht).lines}
    copied = make_account(nordlicht, name="Service", active=False)

    line = found(nordlicht, "resting")

    assert (line.state, line.place, line.row, line.needed) == (OPEN, "account_use", copied.pk, False)
    assert line.sentence == (
        "Not in use: “Service”; until then “Zentrale” serves the tenant, which is a general account."
    )
    make_account(nordlicht, name="Vertrieb")
    assert "resting" not in {line.key for line in looked(nordlicht).lines}


def test_a_connection_test_that_sent_counts_as_sent(nordlicht: Tenant) -> None:
    account = make_account(nordlicht)
    with in_scope(nordlicht):
        ConnectionTest.objects.create(
            tenant=nordlicht,
            account=account,
            account_owner=account.owner,
            language="de",
            asked_at=clock.now(),
            steps={"send": {"state": "ok", "sentence": ""}},
        )

    assert state(nordlicht, "sent") == GREEN


def test_an_account_that_fails_says_why(nordlicht: Tenant) -> None:
    account = make_account(nordlicht, name="Service")
    fetched(
        account,
        failing_since=clock.now(),
        error_kind=Kind.REFUSED,
        error_values={"host": "mail.example", "port": 993},
    )
    with in_scope(nordlicht):
        AccountTrouble.objects.create(
            tenant=nordlicht,
            account=account,
            account_owner=account.owner,
            direction=Direction.OUT,
            kind=Kind.REFUSED,
            values={"host": "smtp.example", "port": 465},
            began_at=clock.now(),
            last_at=clock.now(),
        )

    lines = [found(nordlicht, key) for key in ("fetched", "sent")]

    assert [(line.state, line.row) for line in lines] == [(WRONG, account.pk)] * 2
    assert "mail.example" in lines[0].sentence
    assert "smtp.example" in lines[1].sentence


def test_nothing_of_another_tenants_accounts_is_seen(nordlicht: Tenant, alpina: Tenant) -> None:
    account = make_account(alpina, name="Geheim")
    fetched(account, failing_since=clock.now(), error_kind=Kind.REFUSED)
    make_account(nordlicht)

    with everywhere():
        sentences = " ".join(line.sentence for line in look(nordlicht).lines)

    assert "Geheim" not in sentences


def test_system_accounts_may_be_chosen_or_just_there(nordlicht: Tenant) -> None:
    assert (state(nordlicht, "inquiries"), state(nordlicht, "forwards")) == (OPEN, OPEN)
    make_account(nordlicht, kind=AccountKind.SECOND_LEVEL)
    make_tenant_accounts(nordlicht, forwards=make_account(nordlicht))

    assert (state(nordlicht, "inquiries"), state(nordlicht, "forwards")) == (GREEN, GREEN)


def test_templates_are_wanted_in_each_category_and_language(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    assert "“Abrechnung”, “Umzug”" in found(nordlicht, "templates").sentence
    german = make_template(nordlicht, "Allgemein", categories=(billing,))
    other = make_template(nordlicht, "Umzug", categories=(moving,))
    assert (state(nordlicht, "templates"), state(nordlicht, "language_de")) == (GREEN, GREEN)

    make_content(german, "en", html="<p>Done.</p>")

    line = found(nordlicht, "language_en")
    assert (line.state, line.row, line.word) == (OPEN, other.pk, "en")


def test_a_template_that_is_there_can_be_suggested_where_none_is(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    template = make_template(nordlicht, categories=(billing,))

    line = found(nordlicht, "templates")

    assert (line.place, line.row, line.word) == ("assignment", template.pk, str(moving.pk))


def test_a_template_of_no_category_serves_all(nordlicht: Tenant, billing: Category) -> None:
    make_template(nordlicht)

    assert state(nordlicht, "templates") == GREEN


def test_an_inactive_template_serves_nobody(nordlicht: Tenant, billing: Category) -> None:
    make_template(nordlicht, categories=(billing,), active=False)

    assert state(nordlicht, "templates") == OPEN


def test_categories_that_are_not_answered_need_no_template(nordlicht: Tenant, nordlicht_service: AgentGroup) -> None:
    make_category(nordlicht_service, "Nur lesen", answer_allowed=False)

    assert "templates" not in {line.key for line in looked(nordlicht).lines}


def test_parts_are_wanted_in_the_languages_of_the_templates(nordlicht: Tenant, billing: Category) -> None:
    template = make_template(nordlicht, categories=(billing,))
    assert (state(nordlicht, "letterhead"), found(nordlicht, "letterhead").place) == (OPEN, "new_include")
    letterhead = make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Nordlicht</p>")
    assert state(nordlicht, "letterhead") == GREEN

    make_content(template, "en", html="<p>Done.</p>")

    line = found(nordlicht, "letterhead")
    assert (line.state, line.row, line.word) == (OPEN, letterhead.pk, "en")
    assert state(nordlicht, "footer") == OPEN


def test_service_level_and_hours_hold_in_each_category(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    assert (state(nordlicht, "service_level"), state(nordlicht, "business_hours")) == (OPEN, OPEN)
    level = make_service_level(nordlicht, "Gold")
    choose(nordlicht, SERVICE_LEVEL, level)
    assert found(nordlicht, "service_level").sentence == "This service level is in force everywhere: “Gold”."

    choose(moving, SERVICE_LEVEL, None)

    line = found(nordlicht, "service_level")
    assert (line.state, line.place, line.row) == (OPEN, "category_service_level", moving.pk)


def test_a_missing_dictionary_is_wrong_unless_nothing_is_checked(nordlicht: Tenant) -> None:
    prefer(nordlicht, LANGUAGES, ["xx"])
    assert state(nordlicht, "dictionaries") == WRONG

    prefer(nordlicht, SPELL_CHECK, False)

    assert state(nordlicht, "dictionaries") == GREEN


def test_calls_are_looked_at_where_there_are_any(nordlicht: Tenant) -> None:
    assert "dials" not in {line.key for line in looked(nordlicht).lines}
    connect_calls()
    system = make_phone_system("Zentrale", connector=Connector.ASTERISK)
    assert (state(nordlicht, "dials"), state(nordlicht, "called")) == (OPEN, OPEN)
    make_trunk(system, nordlicht, prefix="71")
    with in_scope(nordlicht):
        change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)

    assert (state(nordlicht, "dials"), state(nordlicht, "called")) == (GREEN, GREEN)
    assert state(nordlicht, "test_call") == OPEN


def test_no_test_call_is_asked_for_where_kontor_places_none(nordlicht: Tenant) -> None:
    connect_calls()
    system = make_phone_system(connector=Connector.PUSH)
    with in_scope(nordlicht):
        change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)

    assert "test_call" not in {line.key for line in looked(nordlicht).lines}


def test_numbers_are_entered_at_the_system_that_serves_the_tenant(nordlicht: Tenant) -> None:
    connect_calls()
    assert found(nordlicht, "called").place == "new_phone_system"
    system = make_phone_system("Zentrale")

    line = found(nordlicht, "called")

    assert (line.place, line.row) == ("called", system.pk)


def test_what_is_to_be_chosen_is_made_first_where_there_is_none(nordlicht: Tenant) -> None:
    keys = ("service_level", "business_hours", "inquiries", "forwards")
    places = ["new_service_level", "new_business_hours", "new_system_account", "new_system_account"]
    assert [found(nordlicht, key).place for key in keys] == places

    make_service_level(nordlicht, "Gold")
    make_calendar(nordlicht, "Büro")

    assert [found(nordlicht, key).place for key in keys[:2]] == ["service_level", "business_hours"]


def test_an_agreement_waits_for_the_side_that_has_not_confirmed(
    nordlicht: Tenant, alpina: Tenant, claims: Category, sven: User, carla: User
) -> None:
    assert state(nordlicht, "overflow") == GREEN
    agreement = make_agreement(nordlicht, claims, confirmed_by=sven, name="Aushilfe")
    assert state(nordlicht, "overflow") == GREEN
    with everywhere():
        type(agreement).objects.filter(pk=agreement.pk).update(borrower_confirmed=0)

    mine, theirs = found(nordlicht, "overflow"), found(alpina, "overflow")

    assert mine.sentence == "To be confirmed by the other side: “Aushilfe”."
    assert theirs.sentence == "To be confirmed by this tenant: “Aushilfe”."
    with everywhere():
        type(agreement).objects.filter(pk=agreement.pk).update(active=False)
    assert state(nordlicht, "overflow") == OPEN


def test_it_takes_as_many_statements_with_many_rows(
    nordlicht: Tenant, billing: Category, nordlicht_system: SystemGroup, anna: User
) -> None:
    furnish(nordlicht, billing, 1)
    looked(nordlicht)
    with in_scope(nordlicht), statements() as few:
        look(nordlicht)
    furnish(nordlicht, billing, 4)

    with in_scope(nordlicht), statements() as many:
        look(nordlicht)

    assert len(many) == len(few)
    assert len(few) <= 24


def furnish(tenant: Tenant, beside: Category, count: int) -> None:
    with in_scope(tenant):
        group = beside.agent_groups.get()
    for _ in range(count):
        make_template(tenant, categories=(make_category(group),))
        fetched(make_account(tenant))
