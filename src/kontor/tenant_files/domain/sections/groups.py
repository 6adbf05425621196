"""The three levels of groups."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kontor.org.domain.groups import (
    change_group,
    create_agent_group,
    create_supervisor_group,
    create_system_group,
)
from kontor.org.models import AgentGroup, SupervisorGroup, SystemGroup
from kontor.preferences.types import GROUP
from kontor.routing.domain.leaving import delete_group
from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.settings_shape import Names, named, settings_of, stored
from kontor.tenant_files.domain.shapes import Name, Text
from kontor.tenants.models import Tenant


class SystemGroups(Rows):
    key = "system_groups"
    title: ClassVar[Any] = _("System groups")
    about: ClassVar[Any] = _("Each is the top of a tree of groups, and has chosen this tenant.")
    shape = Record({"name": required(Text(longest=120)), "description": Field(Text(lines=True))})
    model: Any = SystemGroup

    def models(self) -> list[str]:
        return [self.model._meta.label_lower]

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = self.model.objects.living().filter(tenant=tenant).order_by("sort_key")
        return [self._entry(row) for row in rows]

    def create(self, work: Work, new: Entry) -> None:
        create_system_group(work.tenant, name=new["name"], description=new["description"], by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old["name"])
        names = {"name": new["name"], "description": new["description"]}
        change_group(row, **names, **self._beyond(work, old, new), version=row.version, by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        delete_group(self._row(work, old["name"]), by=work.by)

    def _entry(self, row: Any) -> Entry:
        return {"name": row.name, "description": row.description}

    def _beyond(self, work: Work, old: Entry, new: Entry) -> dict[str, Any]:
        """What is changed besides name and description."""
        return {}

    def _row(self, work: Work, name: str) -> Any:
        return work.one(self.model.objects.living().filter(tenant=work.tenant), name=name)


class SupervisorGroups(SystemGroups):
    key = "supervisor_groups"
    title = _("Supervisor groups")
    about = ""
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "system_group": required(Name("system_groups", empty=False)),
            "description": Field(Text(lines=True)),
        }
    )
    model = SupervisorGroup

    def create(self, work: Work, new: Entry) -> None:
        create_supervisor_group(self._above(work, new), name=new["name"], description=new["description"], by=work.by)

    def _entry(self, row: Any) -> Entry:
        return {"name": row.name, "system_group": row.system_group.name, "description": row.description}

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = self.model.objects.living().filter(tenant=tenant).select_related("system_group").order_by("sort_key")
        return [self._entry(row) for row in rows]

    def _beyond(self, work: Work, old: Entry, new: Entry) -> dict[str, Any]:
        return {"parent": self._above(work, new)}

    def _above(self, work: Work, new: Entry) -> SystemGroup:
        return work.known(SystemGroup.objects.living().filter(tenant=work.tenant), name=new["system_group"])


class AgentGroups(SystemGroups):
    key = "agent_groups"
    title = _("Agent groups")
    about = ""
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "supervisor_group": required(Name("supervisor_groups", empty=False)),
            "description": Field(Text(lines=True)),
            "settings": Field(settings_of(GROUP), {}),
        }
    )
    model = AgentGroup

    def entries(self, tenant: Tenant) -> list[Entry]:
        names = Names(tenant)
        rows = AgentGroup.objects.living().filter(tenant=tenant).select_related("supervisor_group")
        return [
            {
                "name": row.name,
                "supervisor_group": row.supervisor_group.name,
                "description": row.description,
                "settings": named(row.preferences, GROUP, names),
            }
            for row in rows.order_by("sort_key")
        ]

    def create(self, work: Work, new: Entry) -> None:
        create_agent_group(self._above(work, new), name=new["name"], description=new["description"], by=work.by)
        if new["settings"]:
            self.change(work, new | {"settings": {}}, new)

    def _beyond(self, work: Work, old: Entry, new: Entry) -> dict[str, Any]:
        return {
            "parent": self._above(work, new),
            "preferences": stored(old["settings"], new["settings"], work) or None,
        }

    def _above(self, work: Work, new: Entry) -> Any:
        return work.known(SupervisorGroup.objects.living().filter(tenant=work.tenant), name=new["supervisor_group"])
