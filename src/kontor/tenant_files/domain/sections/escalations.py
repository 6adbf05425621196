"""Escalation rules: what happens when a promise is about to be broken or too much waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.escalations.domain.content import OWNER, SUPERVISORS, TELLING, Action, Condition, Content
from kontor.escalations.domain.entries import clean_action, clean_condition
from kontor.escalations.domain.people import people_to_tell
from kontor.escalations.domain.rules import change_rule, create_rule, delete_rule, move_rule, switch_rule
from kontor.escalations.domain.versions import put_in_force, version_in_force
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.escalations.models import EscalationRule
from kontor.kernel.errors import Refused
from kontor.kernel.text import whole_number
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.settings_shape import Names
from kontor.tenant_files.domain.shapes import Number, Text, YesNo
from kontor.tenants.models import Tenant

CATEGORIES = frozenset({ConditionKind.CATEGORY.value, ActionKind.RECATEGORIZE.value})
GROUPS = frozenset({ActionKind.ASSIGN.value})
PEOPLE = frozenset(kind.value for kind in TELLING)
Translate = Callable[[str, str], str]
"""A kind and a value as stored, to the value of the file; or the other way round."""


def _entry_of(kinds: Sequence[str]) -> Record:
    return Record(
        {
            "kind": required(Text(allowed=tuple(kinds))),
            "number": Field(Number(0, 10_000_000, empty=True)),
            "values": Field(Many(Text(longest=120))),
        }
    )


class Escalations(Rows):
    key = "escalation_rules"
    title = _("Escalation rules")
    about = _(
        "They act in this order. Categories are named internally, groups by name, people by user name; owner and "
        "supervisors are told too."
    )
    ordered = True
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "active": Field(YesNo(True)),
            "again": Field(Number(1, 525_600, empty=True)),
            "conditions": required(Many(_entry_of(ConditionKind.values), most=20)),
            "actions": required(Many(_entry_of(ActionKind.values), most=20)),
        }
    )

    def models(self) -> list[str]:
        return ["escalations.escalationrule"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = EscalationRule.objects.living().filter(tenant=tenant).order_by("position", "id")
        to_name = _names(tenant)
        return [
            {
                "name": row.name,
                "active": row.active,
                "again": row.content.get("again"),
                "conditions": _translated(row.content.get("conditions", ()), to_name),
                "actions": _translated(row.content.get("actions", ()), to_name),
            }
            for row in rows
        ]

    def mistake(self, entry: Entry) -> str:
        try:
            entry["conditions"] = [
                clean_condition(Condition(ConditionKind(each["kind"]), each["number"], tuple(each["values"]))).to_json()
                for each in entry["conditions"]
            ]
            entry["actions"] = [
                clean_action(Action(ActionKind(each["kind"]), each["number"], tuple(each["values"]))).to_json()
                for each in entry["actions"]
            ]
        except Refused as refused:
            return str(refused)
        return ""

    def lacking(self, entry: Entry) -> str:
        told = {name for each in entry["actions"] if each["kind"] in PEOPLE for name in each["values"]}
        wanted = told - {OWNER, SUPERVISORS}
        there = set(User.objects.living().filter(username__in=wanted).values_list("username", flat=True))
        if wanted - there:
            sentence = gettext("The escalation rule “%(rule)s” is left out: there is nobody called %(names)s.")
            return sentence % {"rule": entry["name"], "names": ", ".join(sorted(wanted - there))}
        return ""

    def create(self, work: Work, new: Entry) -> None:
        create_rule(work.tenant, new["name"], self._content(work, new), by=work.by)
        self._settle(work, new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        if any(old[key] != new[key] for key in ("name", "again", "conditions", "actions")):
            row = self._row(work, old["name"])
            change_rule(row, new["name"], self._content(work, new), version=row.version, by=work.by)
        self._settle(work, new)

    def remove(self, work: Work, old: Entry) -> None:
        delete_rule(self._row(work, old["name"]), by=work.by)

    def arrange(self, work: Work, names: Sequence[str]) -> None:
        """One place after the other: who belongs there moves up."""
        for place, name in enumerate(names):
            row = self._row(work, name)
            while self._place(work, row) > place and move_rule(row, up=True, by=work.by):
                pass

    def _place(self, work: Work, row: EscalationRule) -> int:
        rows = EscalationRule.objects.living().filter(tenant=work.tenant).order_by("position", "id")
        return list(rows.values_list("pk", flat=True)).index(row.pk)

    def _settle(self, work: Work, new: Entry) -> None:
        """In force what it says, and on or off."""
        row = self._row(work, new["name"])
        present = version_in_force(row)
        if new["active"] and (not present or (present.content, present.name) != (row.content, row.name)):
            put_in_force(row, version=row.version, by=work.by)
        elif row.active != new["active"]:
            switch_rule(row, on=new["active"], by=work.by)

    def _content(self, work: Work, new: Entry) -> Content:
        ids = _ids(work)
        return Content.from_json(
            {
                "conditions": _translated(new["conditions"], ids),
                "actions": _translated(new["actions"], ids),
                "again": new["again"],
            }
        )

    def _row(self, work: Work, name: str) -> EscalationRule:
        return work.one(EscalationRule.objects.living().filter(tenant=work.tenant), name=name)


def _translated(entries: Any, translate: Translate) -> list[Entry]:
    return [
        {
            "kind": each["kind"],
            "number": each.get("number"),
            "values": [found for value in each.get("values", ()) if (found := translate(each["kind"], value))],
        }
        for each in entries
    ]


def _names(tenant: Tenant) -> Translate:
    names = Names(tenant)
    groups = dict(AgentGroup.objects.living().filter(tenant=tenant).values_list("pk", "name"))
    people = dict(people_to_tell(tenant.pk).values_list("pk", "username"))

    def name(kind: str, value: str) -> str:
        if kind in CATEGORIES:
            return names.of("org.category", int(value)) or ""
        if kind in GROUPS:
            return groups.get(int(value), "")
        number = whole_number(value)
        return people.get(number, "") if kind in PEOPLE and number is not None else value

    return name


def _ids(work: Work) -> Translate:
    categories = Category.objects.living().filter(tenant=work.tenant)
    groups = AgentGroup.objects.living().filter(tenant=work.tenant)

    def number(kind: str, value: str) -> str:
        if kind in CATEGORIES:
            return str(work.known(categories, internal_name=value).pk)
        if kind in GROUPS:
            return str(work.known(groups, name=value).pk)
        if kind in PEOPLE and value not in (OWNER, SUPERVISORS):
            return str(work.known(people_to_tell(work.tenant.pk), username=value).pk)
        return value

    return number
