"""What is written in another way than it is stored is put into its form when the file is read."""

from __future__ import annotations

import pytest

from kontor.org.models import AgentGroup
from kontor.people.models import Role, User
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.planning import plan
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.reading import read
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope

NORD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n"


def only(raw: str) -> str:
    with pytest.raises(BadFile) as caught:
        read(raw)
    [problem] = caught.value.problems
    return str(problem)


@pytest.mark.django_db
def test_what_is_written_carelessly_is_there_after_it_was_applied(
    nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User, agent_role: Role
) -> None:
    """A role said twice, blank lines in a letterhead: the file is put into its form before it is compared."""
    role = "{role: Agent, agent_group: Nordlicht Kundenservice}"
    text = NORD + f"people: [{{person: anna, roles: [{role}, {role}]}}]\n"
    text += 'letterhead: {sender: "\\n Nordlicht   Energie \\n Kai 1\\n\\n", footer: ["a  b", "", " "]}\n'

    apply(text, by=None, file_name="x.yaml")

    assert plan(text).is_empty
    with in_scope(nordlicht):
        state = state_of(nordlicht)
    assert (state["letterhead"]["sender"], state["letterhead"]["footer"]) == ("Nordlicht Energie\nKai 1", ["a b"])
    assert len(state["people"][0]["roles"]) == 1


def test_a_person_without_groups_and_roles_says_nothing() -> None:
    assert only(NORD + "people: [{person: anna}]\n") == (
        "Line 3, people[0]: Name at least one agent group or role, or leave the person out."
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("sender: " + '"' + "a\\n" * 13 + 'b"', "There is room for at most 12 lines in each text."),
        ("footer: [a, b, c, d, e]", "The foot of a letter has at most 4 columns."),
    ],
)
def test_a_letterhead_fits_onto_the_sheet(written: str, sentence: str) -> None:
    assert sentence in only(NORD + f"letterhead:\n  {written}\n")


@pytest.mark.django_db
def test_blanks_around_a_description_are_no_change(nordlicht: Tenant) -> None:
    text = NORD + 'business_hours: [{name: Tag, description: " a\\u00a0\\n", weeks: [{week: {mon: "9-17"}}]}]\n'

    apply(text, by=None, file_name="x.yaml")

    assert plan(text).is_empty
