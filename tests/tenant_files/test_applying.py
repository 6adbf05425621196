"""Plans and what comes of them: all or nothing, and never over somebody else's changes."""

from __future__ import annotations

import pytest
from django.db import transaction

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.org.domain.tenants import change_tenant
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.sla.models import ServiceLevel
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.planning import Kind, plan
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.state import state_of
from kontor.tenant_files.domain.telling import told
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

NORD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n"


def only(raw: str) -> str:
    with pytest.raises(BadFile) as caught, transaction.atomic():
        apply(raw, by=None, file_name="x.yaml")
    [problem] = caught.value.problems
    return str(problem)


@pytest.mark.django_db
def test_a_plan_says_what_would_happen_and_writes_nothing(nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        before = state_of(nordlicht)

    made = plan(
        NORD + "categories:\n- internal_name: news\n  name: Neuigkeiten\n- {internal_name: billing, name: Geld}\n"
    )

    assert [(step.kind, step.name, step.line) for step in made.steps] == [
        (Kind.CREATED, "news", 4),
        (Kind.CHANGED, "billing", 6),
    ]
    assert made.changed[0].fields == (
        ("name", "Abrechnung", "Geld"),
        ("agent_groups", ["Nordlicht Kundenservice"], []),
    )
    with in_scope(nordlicht):
        assert state_of(nordlicht) == before
    assert list(told(made)) == [
        "",
        "Categories",
        "  + news",
        "  ~ billing",
        "      name: Abrechnung → Geld",
        '      agent_groups: ["Nordlicht Kundenservice"] → –',
        "",
        "Nordlicht Energie: 1 created, 1 changed, 0 removed.",
    ]


@pytest.mark.django_db
def test_what_the_file_does_not_speak_of_stays(nordlicht: Tenant, billing: Category) -> None:
    done = apply(NORD + "closing_codes: [{code: A, name: Fertig}]\n", by=None, file_name="x.yaml")[1]

    assert [(step.section, step.name) for step in done.steps] == [("closing_codes", "A")]
    with in_scope(nordlicht):
        assert state_of(nordlicht)["categories"][0]["internal_name"] == "billing"


@pytest.mark.django_db
def test_what_has_data_is_not_removed_and_nothing_is_written(nordlicht: Tenant, ticket: Ticket) -> None:
    text = NORD + "closing_codes: [{code: A, name: Fertig}]\ncategories: []\n"
    assert [step.name for step in plan(text).removed] == ["billing"]

    assert only(text) == (
        "categories: billing: 1 open ticket lies in the category “Abrechnung”. Move or close it first."
    )

    with in_scope(nordlicht):
        assert state_of(nordlicht)["closing_codes"] == []


@pytest.mark.django_db
def test_a_verb_that_refuses_is_heard_with_its_line(nordlicht: Tenant, billing: Category) -> None:
    text = NORD + "categories:\n- {internal_name: news, name: Neu}\n- {internal_name: other, name: Abrechnung}\n"

    assert only(text) == (
        "Line 5, categories: other: This tenant already has a category “Abrechnung”. Choose another name."
    )


@pytest.mark.django_db
def test_ten_of_a_kind_take_no_more_statements_than_two(nordlicht: Tenant) -> None:
    def applied(first: int, last: int) -> int:
        categories = templates = ""
        for n in range(first, last):
            categories += f"- {{internal_name: c{n}, name: Kategorie {n}, agent_groups: [Kundenservice]}}\n"
            templates += f"- {{internal_name: t{n}, name: Vorlage {n}, kind: reply, assignments: {{c{n}: suggested}}, "
            templates += "contents: {de: {html: <p>Danke</p>}}}\n"
        text = f"format: 1\ntenant: {{name: Haus {first}, code: HAUS{first}}}\n" + GROUPS
        with statements() as sent:
            apply(f"{text}categories:\n{categories}templates:\n{templates}", by=None, file_name="x.yaml")
        return len(sent)

    applied(20, 22)
    assert applied(1, 3) == applied(4, 14)


@pytest.mark.django_db
def test_ten_that_change_take_no_more_statements_than_two() -> None:
    """Names, who works them, settings, closing codes; names, texts and categories of templates."""

    def written(count: int, code: str, word: str, group: str, closing: str) -> str:
        text = f"format: 1\ntenant: {{name: Haus {count}, code: HAUS{count}}}\n" + GROUPS
        text = text.replace("[{name: Kundenservice", "[{name: Zweite, supervisor_group: Leitung}, {name: Kundenservice")
        text += "closing_codes: [{code: A, name: A}, {code: B, name: B}]\n"
        text += "categories:\n"
        for n in range(count):
            text += f"- {{internal_name: c{n}, name: {word} {n}, main_category: {word}, agent_groups: [{group}], "
            text += f"closing_codes: [{closing}], settings: {{tickets.reopen_days: {code}}}}}\n"
        text += "templates:\n"
        for n in range(count):
            other = (n + int(code)) % count
            text += f"- {{internal_name: t{n}, name: {word} {n}, kind: reply, assignments: {{c{other}: suggested}}, "
            text += f"contents: {{de: {{html: <p>{word}</p>}}}}}}\n"
        return text

    def changed(count: int) -> int:
        apply(written(count, "10", "Alt", "Kundenservice", "A"), by=None, file_name="x.yaml")
        text = written(count, "11", "Neu", "Zweite", "B")
        with statements() as sent:
            done = apply(text, by=None, file_name="x.yaml")[1]
        assert len(done.changed) == len(done.steps) == 2 * count
        assert plan(text).is_empty
        return len(sent)

    changed(2)
    assert changed(3) == changed(10)


@pytest.mark.django_db
def test_names_change_places() -> None:
    """As no mask could do it: each of them is taken until the other has gone."""
    text = (
        "format: 1\ntenant: {name: Haus, code: HAUS}\n"
        + GROUPS
        + (
            "categories: [{internal_name: a, name: Eins}, {internal_name: b, name: Zwei}]\n"
            "templates:\n"
            "- {internal_name: a, name: Eins, kind: reply, assignments: {a: suggested}, contents: {de: {html: A}}}\n"
            "- {internal_name: b, name: Zwei, kind: reply, assignments: {b: suggested}, contents: {de: {html: B}}}\n"
        )
    )
    apply(text, by=None, file_name="x.yaml")
    other = text.replace("Eins", "Drei").replace("Zwei", "Eins").replace("Drei", "Zwei")
    other = other.replace("{a: suggested}", "{c: suggested}").replace("{b: s", "{a: s").replace("{c: s", "{b: s")

    house, done = apply(other, by=None, file_name="x.yaml")

    assert [step.kind for step in done.steps] == [Kind.CHANGED] * 4
    assert plan(other).is_empty
    with in_scope(house):
        assert list(Category.objects.values_list("internal_name", "name", "version")) == [
            ("b", "Eins", 2),
            ("a", "Zwei", 2),
        ]
        rows = AuditEntry.objects.filter(action="changed", kind="texts.replytemplate").order_by("id")
        assert [row.changes["name"] for row in rows] == [["Eins", "Zwei"], ["Zwei", "Eins"]]


@pytest.mark.django_db
def test_of_many_that_change_the_one_that_cannot_is_named() -> None:
    text = (
        "format: 1\ntenant: {name: Haus, code: HAUS}\n"
        + GROUPS
        + (
            "categories:\n- {internal_name: a, name: Eins}\n- {internal_name: b, name: Zwei}\n"
            "- {internal_name: c, name: Drei}\n"
        )
    )
    apply(text, by=None, file_name="x.yaml")

    assert only(text.replace("Eins", "Vier").replace("Zwei", "Drei")) == (
        "Line 8, categories: b: This tenant already has a category “Drei”. Choose another name."
    )


GROUPS = (
    "system_groups: [{name: Haus}]\n"
    "supervisor_groups: [{name: Leitung, system_group: Haus}]\n"
    "agent_groups: [{name: Kundenservice, supervisor_group: Leitung}]\n"
)


@pytest.mark.django_db
def test_a_plan_that_is_too_old_is_refused(nordlicht: Tenant) -> None:
    text = NORD + "closing_codes: [{code: A, name: Fertig}]\n"
    made = plan(text)
    with in_scope(nordlicht):
        change_tenant(nordlicht, version=1, by=None, description="Neu")

    with refused("The tenant was changed after this plan was made. Nothing was written. Look at a new plan."):
        apply(text, by=None, file_name="x.yaml", planned=made.fingerprint)

    assert apply(text, by=None, file_name="x.yaml", planned=plan(text).fingerprint)[1].created


@pytest.mark.django_db
def test_names_that_are_nowhere_are_told_with_the_nearest(nordlicht: Tenant, nordlicht_service: AgentGroup) -> None:
    text = NORD + "categories:\n- internal_name: a\n  name: A\n  agent_groups: [Nordlicht Kundenservic]\n"

    assert only(text) == (
        "Line 6, categories[0].agent_groups[0]: “Nordlicht Kundenservic” is not in the section Agent groups. "
        "Do you mean “Nordlicht Kundenservice”?"
    )


def places(raw: str) -> list[str]:
    with pytest.raises(BadFile) as caught, transaction.atomic():
        apply(raw, by=None, file_name="x.yaml")
    return [problem.field for problem in caught.value.problems]


@pytest.mark.django_db
def test_mistakes_of_the_file_and_of_its_names_are_told_together(nordlicht: Tenant, billing: Category) -> None:
    text = NORD + "service_levels: [{name: Gold, resolution: lots}]\nalarms:\n- name: A\n  measure: open\n"
    text += "  threshold: 1\n  categories: [biling, billing]\n"

    assert places(text) == ["service_levels[0].resolution", "alarms[0].categories[0]"]
    with pytest.raises(BadFile, match=r"Line 8, .*“biling” is not in the section Categories\. Do you mean “billing”\?"):
        plan(text)


@pytest.mark.django_db
def test_what_only_follows_from_another_mistake_is_not_told(nordlicht: Tenant, billing: Category) -> None:
    """The category may be the one whose line is wrong, or be in the tenant or the section that is meant."""
    alarm = "alarms: [{name: A, measure: open, threshold: 1, categories: [news]}]\n"
    group = "agent_groups: [{name: A, supervisor_group: Nowhere}]\n"

    assert places(NORD + alarm + "categories: [{name: Neu}]\n") == ["categories[0]"]
    assert places(NORD + alarm + "categorys: [{name: Neu}]\n") == ["categorys"]
    assert places(NORD.replace("NORD", "nord") + alarm) == ["tenant.code"]
    assert places(NORD + alarm + group + "supervisor_groups: []\ncategories: [{name: Neu}]\n") == [
        "agent_groups[0].supervisor_group",
        "categories[0]",
    ]


@pytest.mark.django_db
def test_another_tenants_things_cannot_be_named(
    nordlicht: Tenant, alpina_service: AgentGroup, alpina_account: MailAccount, general_account: MailAccount
) -> None:
    text = NORD + "default_accounts: {incoming: %s}\n"

    assert "“service@alpina.example” is not in the section Mail accounts." in only(text % "service@alpina.example")
    assert "“Alpina Kundenservice” is not" in only(
        NORD + "categories: [{internal_name: a, name: A, agent_groups: [Alpina Kundenservice]}]"
    )
    assert f"“{alpina_account.pk}” is not" in only(text % alpina_account.pk)

    apply(text % "info@kontor.example", by=None, file_name="x.yaml")
    with in_scope(nordlicht):
        assert state_of(nordlicht)["default_accounts"]["incoming"] == "info@kontor.example"


@pytest.mark.django_db
def test_a_file_of_another_tenant_is_not_applied(nordlicht: Tenant, alpina: Tenant) -> None:
    with refused("The file is of the tenant NORD, not of ALPI. The short code never changes."):
        apply(NORD, by=None, file_name="x.yaml", into=alpina)


@pytest.mark.django_db
def test_who_is_not_there_is_named_and_left_out(nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User) -> None:
    groups = "agent_groups: [Nordlicht Kundenservice]"
    text = NORD + f"people: [{{person: anna, {groups}}}, {{person: nobody, {groups}}}]\n"

    made, done = apply(text, by=None, file_name="x.yaml")

    assert done.remarks == (
        "There is nobody with the user name “nobody”. Create the person, then apply the file again.",
    )
    with in_scope(made):
        assert [each["person"] for each in state_of(made)["people"]] == ["anna"]


@pytest.mark.django_db
def test_roles_are_given_only_by_those_who_may(nordlicht: Tenant, anna: User, sven: User, administrator_role) -> None:
    text = NORD + ("people:\n- person: anna\n  roles: [{role: Administrator, system_group: Nordlicht}]\n")

    with pytest.raises(BadFile, match="You do not administer users in Nordlicht"), transaction.atomic():
        apply(text, by=sven, file_name="x.yaml")


@pytest.mark.django_db
def test_the_audit_log_names_file_and_person(nordlicht: Tenant, ada: User) -> None:
    apply(NORD + "closing_codes: [{code: A, name: Fertig}]\n", by=ada, file_name="nord.yaml")

    with in_scope(nordlicht):
        entry = AuditEntry.objects.get(action="file applied")
        others = AuditEntry.objects.filter(action="created", kind="org.closingcode")
        assert [each.source.split(", ")[-1] for each in others] == ["nord.yaml"]
    assert entry.actor_id == ada.pk
    assert entry.changes == {"file": [None, "nord.yaml"], "created": [None, 1]}


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
