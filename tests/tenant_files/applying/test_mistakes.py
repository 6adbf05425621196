"""What is wrong with a file is told."""

from __future__ import annotations

import pytest
from django.db import transaction

from kontor.channels.models import MailAccount
from kontor.kernel.errors import ReasonNeeded
from kontor.org.domain.tenants import change_tenant
from kontor.org.models import AgentGroup, Category
from kontor.org.preferences import REASONS
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.planning import plan
from kontor.tenant_files.domain.problems import MOST, BadFile
from kontor.tenant_files.domain.reading import gathered, unknown_names
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import everywhere, in_scope
from tests.tenant_files.applying.conftest import NORD, only


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
def test_that_nobody_has_said_why_is_no_mistake_of_the_file(nordlicht: Tenant, billing: Category, ada: User) -> None:
    """Whoever is asked then can say it, and sends the file once more."""
    with everywhere():
        change_system_values({REASONS.key: ["categories"]}, version=system_values().version)

    with rolled_back(ReasonNeeded):
        apply(NORD + "categories: []\n", by=ada, file_name="x.yaml")


@pytest.mark.django_db
def test_names_that_are_nowhere_are_told_with_the_nearest(nordlicht: Tenant, nordlicht_service: AgentGroup) -> None:
    text = NORD + "categories:\n- internal_name: a\n  name: A\n  agent_groups: [Nordlicht Kundenservic]\n"

    assert only(text) == (
        "Line 6, categories[0].agent_groups[0]: “Nordlicht Kundenservic” is not in the section Agent groups. "
        "Do you mean “Nordlicht Kundenservice”?"
    )


@pytest.mark.django_db
def test_what_is_alike_is_looked_for_as_long_as_it_is_told() -> None:
    """Else thousands of names that nobody has keep whoever reads the file busy for an hour."""
    categories = "".join(f"- {{internal_name: a{n}, name: A{n}, agent_groups: [Servic]}}\n" for n in range(MOST + 10))
    document = gathered(NORD + "categories:\n" + categories)

    found = unknown_names(document, None, {"agent_groups": [{"name": "Service"}]})

    assert [problem.sentence.endswith("Do you mean “Service”?") for problem in found] == [True] * MOST + [False] * 10


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
