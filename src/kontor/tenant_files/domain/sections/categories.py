"""Categories: who works them, what may be done in them, and their own values for settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.org.domain.categories import FLAGS, restore_category
from kontor.org.domain.category_changes import CategoryChange, change_categories
from kontor.org.domain.category_creation import create_categories
from kontor.org.domain.closing_codes import CodesChange, assign_many_closing_codes
from kontor.org.models import AgentGroup, Category, CategoryClosingCode, ClosingCode, GroupCategory
from kontor.preferences.types import CATEGORY
from kontor.routing.domain.category_deletion import delete_category
from kontor.tenant_files.domain.records import Field, Many, Record, required
from kontor.tenant_files.domain.section import Entry, OneName, Work
from kontor.tenant_files.domain.settings_shape import Names, named, settings_of, stored
from kontor.tenant_files.domain.shapes import Name, Text, YesNo
from kontor.tenants.models import Tenant

OFF = ("bundling", "closing_code_required")
PLAIN = ("name", "main_category", "description", *(flag for flag in FLAGS if flag != "closing_code_required"))

CODES = ("closing_codes", "closing_code_required")
NOTHING_TIED: Entry = {"closing_codes": [], "closing_code_required": False, "settings": {}}
"""What a new category has."""


class Categories(OneName):
    key = "categories"
    title = _("Categories")
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
        self.change_all(work, [(each | NOTHING_TIED, each) for each in fresh])
        for each in deleted:
            row = Category.objects.get(tenant=work.tenant, internal_name=each["internal_name"])
            restore_category(row, name=each["name"], by=work.by)
        entries = self.entries(work.tenant) if deleted else []
        now = {self.match(each): each for each in entries}
        self.change_all(work, [(now[self.match(each)], each) for each in deleted])

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        self.change_all(work, [(old, new)])

    def change_all(self, work: Work, pairs: Sequence[tuple[Entry, Entry]]) -> None:
        """What differs, and what is tied to them as far as it differs."""
        rows = self._rows(work, pairs)
        changes = [self._change(work, rows[new["internal_name"]], old, new) for old, new in pairs]
        change_categories([each for each in changes if not each.is_empty], by=work.by)
        asking = [each for each in pairs if any(each[0][key] != each[1][key] for key in CODES)]
        rows = self._rows(work, asking)
        codes = [self._codes(work, rows[new["internal_name"]], new) for _old, new in asking]
        assign_many_closing_codes(codes, by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        rows = Category.objects.living().filter(tenant=work.tenant)
        delete_category(work.one(rows, internal_name=old["internal_name"]), by=work.by)

    def _rows(self, work: Work, pairs: Sequence[tuple[Entry, Entry]]) -> dict[str, Category]:
        """By their internal names, as they are now. Refused where one is not there."""
        names = [new["internal_name"] for _old, new in pairs]
        rows = Category.objects.living().filter(tenant=work.tenant, internal_name__in=names)
        found = {row.internal_name: row for row in rows}
        return found | {name: work.one(rows, internal_name=name) for name in names if name not in found}

    def _change(self, work: Work, row: Category, old: Entry, new: Entry) -> CategoryChange:
        plain: Any = {key: new[key] for key in PLAIN if old[key] != new[key]}
        groups = self._groups(work, new) if old["agent_groups"] != new["agent_groups"] else None
        return CategoryChange(row, row.version, plain, groups, stored(old["settings"], new["settings"], work))

    def _codes(self, work: Work, row: Category, new: Entry) -> CodesChange:
        living = ClosingCode.objects.living().filter(tenant=work.tenant)
        codes = [work.known(living, code=code) for code in new["closing_codes"]]
        return CodesChange(row, row.version, codes, new["closing_code_required"])

    def _values(self, work: Work, new: Entry) -> Any:
        plain = {key: new[key] for key in ("internal_name", *PLAIN)}
        return plain | {"groups": self._groups(work, new)}

    def _groups(self, work: Work, new: Entry) -> list[AgentGroup]:
        rows = AgentGroup.objects.living().filter(tenant=work.tenant)
        return [work.known(rows, name=name) for name in new["agent_groups"]]


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
