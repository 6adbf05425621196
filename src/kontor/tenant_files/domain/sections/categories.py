"""Categories: who works them, what may be done in them, and their own values for settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.org.domain.categories import (
    FLAGS,
    assign_groups,
    change_category,
    change_category_preferences,
    restore_category,
)
from kontor.org.domain.category_creation import create_categories
from kontor.org.domain.closing_codes import assign_closing_codes
from kontor.org.models import AgentGroup, Category, CategoryClosingCode, ClosingCode, GroupCategory
from kontor.preferences.types import CATEGORY
from kontor.routing.domain.category_deletion import delete_category
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.settings_shape import Names, named, settings_of, stored
from kontor.tenant_files.domain.shapes import Name, Text, YesNo
from kontor.tenants.models import Tenant

OFF = ("bundling", "closing_code_required")
PLAIN = ("name", "main_category", "description", *(flag for flag in FLAGS if flag != "closing_code_required"))

NOTHING_TIED: Entry = {"closing_codes": [], "closing_code_required": False, "settings": {}}
"""What a new category has."""


class Categories(Rows):
    key = "categories"
    title = _("Categories")
    identity = "internal_name"
    shape = Record(
        {
            "internal_name": required(Text(longest=80, pattern="[a-z0-9_-]+")),
            "name": required(Text(longest=120)),
            "main_category": Field(Text(longest=120)),
            "description": Field(Text(lines=True)),
            "agent_groups": Field(Many(Name("agent_groups", empty=False), as_set=True)),
            "closing_codes": Field(Many(Name("closing_codes", empty=False), as_set=True)),
            **{flag: Field(YesNo(flag not in OFF)) for flag in FLAGS},
            "settings": Field(settings_of(CATEGORY), {}),
        }
    )

    def models(self) -> list[str]:
        return ["org.category", "org.maincategory", "org.groupcategory", "org.categoryclosingcode"]

    def match(self, entry: Entry) -> str:
        return str(entry["internal_name"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        names, groups, codes = Names(tenant), _group_names(tenant), _codes(tenant)
        rows = Category.objects.living().filter(tenant=tenant).select_related("main_category")
        return [
            {
                "internal_name": row.internal_name,
                "name": row.name,
                "main_category": row.main_category.name if row.main_category else "",
                "description": row.description,
                "agent_groups": sorted(groups[row.pk]),
                "closing_codes": sorted(codes[row.pk]),
                **{flag: getattr(row, flag) for flag in FLAGS},
                "settings": named(row.preferences, CATEGORY, names),
            }
            for row in rows.order_by("internal_name")
        ]

    def create(self, work: Work, new: Entry) -> None:
        self.create_all(work, [new])

    def create_all(self, work: Work, new: Sequence[Entry]) -> None:
        rows = Category.objects.filter(tenant=work.tenant)
        deleted = [each for each in new if work.is_deleted(rows, "internal_name", each["internal_name"])]
        fresh = [each for each in new if each not in deleted]
        create_categories(work.tenant, [self._values(work, each) for each in fresh], by=work.by)
        for each in fresh:
            self._assign(work, each | NOTHING_TIED, each)
        for each in deleted:
            self._restore(work, each)

    def _restore(self, work: Work, new: Entry) -> None:
        row = Category.objects.get(tenant=work.tenant, internal_name=new["internal_name"])
        self._plainly(work, restore_category(row, by=work.by), new)
        self._assign(work, self._now(tenant=work.tenant, new=new), new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        if any(old[key] != new[key] for key in PLAIN):
            self._plainly(work, row, new)
        self._assign(work, old, new)

    def remove(self, work: Work, old: Entry) -> None:
        delete_category(self._row(work, old), by=work.by)

    def _plainly(self, work: Work, row: Category, new: Entry) -> None:
        values: Any = {key: new[key] for key in PLAIN}
        change_category(row, version=row.version, by=work.by, **values)

    def _assign(self, work: Work, old: Entry, new: Entry) -> None:
        """What is tied to a category, as far as it differs."""
        tied = ("agent_groups", "closing_codes", "closing_code_required", "settings")
        if all(old[key] == new[key] for key in tied):
            return
        row = self._row(work, new)
        if old["agent_groups"] != new["agent_groups"]:
            row = assign_groups(row, self._groups(work, new), version=row.version, by=work.by)
        if any(old[key] != new[key] for key in ("closing_codes", "closing_code_required")):
            living = ClosingCode.objects.living().filter(tenant=work.tenant)
            codes = [work.known(living, code=code) for code in new["closing_codes"]]
            asks = new["closing_code_required"]
            row = assign_closing_codes(row, codes, required=asks, version=row.version, by=work.by)
        settings = stored(old["settings"], new["settings"], work)
        if settings:
            change_category_preferences(row, settings, version=row.version, by=work.by)

    def _values(self, work: Work, new: Entry) -> Any:
        plain = {key: new[key] for key in ("internal_name", *PLAIN)}
        return plain | {"groups": self._groups(work, new)}

    def _groups(self, work: Work, new: Entry) -> list[AgentGroup]:
        rows = AgentGroup.objects.living().filter(tenant=work.tenant)
        return [work.known(rows, name=name) for name in new["agent_groups"]]

    def _now(self, tenant: Tenant, new: Entry) -> Entry:
        """What a category has that was just created, or restored with what it had."""
        row = Category.objects.get(tenant=tenant, internal_name=new["internal_name"])
        return {
            "agent_groups": sorted(row.agent_groups.filter(deleted_at=None).values_list("name", flat=True)),
            "closing_codes": sorted(row.closing_codes.filter(deleted_at=None).values_list("code", flat=True)),
            "closing_code_required": row.closing_code_required,
            "settings": named(row.preferences, CATEGORY, Names(tenant)),
        }

    def _row(self, work: Work, entry: Entry) -> Category:
        rows = Category.objects.living().filter(tenant=work.tenant)
        return work.one(rows, internal_name=entry["internal_name"])


def _group_names(tenant: Tenant) -> dict[int, list[str]]:
    rows = GroupCategory.objects.filter(tenant=tenant, agent_group__deleted_at=None)
    return _listed(rows.values_list("category_id", "agent_group__name"))


def _codes(tenant: Tenant) -> dict[int, list[str]]:
    rows = CategoryClosingCode.objects.filter(tenant=tenant, closing_code__deleted_at=None)
    return _listed(rows.values_list("category_id", "closing_code__code"))


def _listed(pairs: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in pairs:
        found[key].append(name)
    return found
