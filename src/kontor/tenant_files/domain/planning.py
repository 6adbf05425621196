"""What a file would change in a tenant, and which secrets it needs. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.reading import Document, gathered, unknown_names
from kontor.tenant_files.domain.records import Record
from kontor.tenant_files.domain.secret_shape import Secret, is_secret
from kontor.tenant_files.domain.section import AnySection, Entry, Rows
from kontor.tenant_files.domain.sections import BY_KEY, SECTIONS
from kontor.tenant_files.domain.state import State, fingerprint, nothing_yet, state_of
from kontor.tenants.models import Tenant
from kontor.tenants.scope import every_tenant, scope


class Kind(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"
    ARRANGED = "arranged"


@dataclass(frozen=True)
class Step:
    """One entry of a section; without a ``name`` all of it. ``fields`` says what is different, as (field, old, new)."""

    section: str
    kind: Kind
    name: str
    line: int = 0
    old: Any = field(default=None, repr=False)
    new: Any = field(default=None, repr=False)
    fields: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True)
class Needed:
    """A secret that the file wants and the tenant does not have yet. ``way`` is env or ask."""

    way: str
    name: str
    field: str
    line: int


@dataclass(frozen=True)
class Plan:
    """``tenant`` None: it would be created. ``remarks`` are sentences about what is left out."""

    tenant: Tenant | None
    name: str
    code: str
    steps: tuple[Step, ...] = ()
    needed: tuple[Needed, ...] = ()
    remarks: tuple[str, ...] = ()
    fingerprint: str = ""

    def of(self, kind: Kind) -> list[Step]:
        return [step for step in self.steps if step.kind == kind]

    @property
    def created(self) -> list[Step]:
        return self.of(Kind.CREATED)

    @property
    def changed(self) -> list[Step]:
        return [*self.of(Kind.CHANGED), *self.of(Kind.ARRANGED)]

    @property
    def removed(self) -> list[Step]:
        return self.of(Kind.REMOVED)

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not self.steps and self.tenant is not None


def plan(raw: bytes | str, *, into: Tenant | None = None) -> Plan:
    """What applying the file would do: to ``into``, else to the tenant with its short code, else to a new one.

    BadFile for a file with mistakes. Enters the scope it needs.
    """
    document = gathered(raw)
    return plan_document(document, into or tenant_of(document))


def tenant_of(document: Document) -> Tenant | None:
    """The living tenant with the file's short code."""
    with scope(*every_tenant()):
        return Tenant.objects.living().filter(code=document.code).first()


def plan_document(document: Document, tenant: Tenant | None) -> Plan:
    """The same for a file that is read already: its own mistakes are told with those of its names."""
    with scope(*([tenant.pk] if tenant else [])):
        if tenant:
            _require_same(document, tenant)
        present = state_of(tenant, document.sections) if tenant else nothing_yet()
        others = {each.section for each in document.named} - document.sections.keys()
        problems = unknown_names(document, tenant, present | (state_of(tenant, others) if tenant else {}))
        if problems or document.problems:
            raise BadFile([*document.problems, *problems])
        remarks: list[str] = []
        wanted = _without_lacking(document, remarks)
        steps = steps_between(present, wanted, document)
        remarks += _remarks(steps)
        made = document.sections["tenant"]
        needed = tuple(_needed(steps))
        return Plan(tenant, made["name"], made["code"], tuple(steps), needed, tuple(remarks), fingerprint(present))


def steps_between(present: State, wanted: State, document: Document | None = None) -> list[Step]:
    """The way from one configuration to the other: what is new and different in the order of the sections, then what
    goes, the other way round. Sections that are not wanted stay."""
    steps: list[Step] = []
    removed: list[Step] = []
    for section in SECTIONS:
        if section.key not in wanted:
            continue
        old, new = present[section.key], wanted[section.key]
        if isinstance(section, Rows):
            steps += _rows(section, old, new, document)
            removed[:0] = _gone(section, old, new)
        else:
            steps += _single(section, old, new, document)
    return [*steps, *removed]


def _require_same(document: Document, tenant: Tenant) -> None:
    if document.code != tenant.code:
        raise Refused(
            _("The file is of the tenant %(code)s, not of %(other)s. The short code never changes.")
            % {"code": document.code, "other": tenant.code}
        )


def _without_lacking(document: Document, remarks: list[str]) -> State:
    wanted = dict(document.sections)
    for section in SECTIONS:
        if isinstance(section, Rows) and section.key in wanted:
            lacking = {section.match(entry): section.lacking(entry) for entry in wanted[section.key]}
            remarks += [sentence for sentence in lacking.values() if sentence]
            wanted[section.key] = [entry for entry in wanted[section.key] if not lacking[section.match(entry)]]
    return wanted


def _remarks(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        section = BY_KEY[step.section]
        is_new = step.kind == Kind.CREATED or not isinstance(section, Rows)
        if is_new and (sentence := section.remark(step.new)):
            yield sentence


def _single(section: AnySection, old: Entry, new: Entry, document: Document | None) -> Iterator[Step]:
    is_tenant = section.key == "tenant"
    fields = _fields(section.shape, old if old or is_tenant else section.shape.usual(), new)
    if fields:
        line = document.line_of(section.key, section.key) if document else 0
        kind = Kind.CREATED if is_tenant and not old else Kind.CHANGED
        yield Step(section.key, kind, new["name"] if is_tenant else "", line, old, new, fields)


def _rows(section: Rows, old: Sequence[Entry], new: Sequence[Entry], document: Document | None) -> Iterator[Step]:
    before = {section.match(entry): entry for entry in old}
    fresh = [entry for entry in new if section.match(entry) not in before]
    for entry in section.in_order(fresh):
        yield _step(section, Kind.CREATED, None, entry, document)
    for entry in new:
        was = before.get(section.match(entry))
        if was is not None and _fields(section.shape, was, entry):
            yield _step(section, Kind.CHANGED, was, entry, document)
    if section.ordered:
        yield from _arranged(section, before, fresh, new)


def _arranged(
    section: Rows, before: Mapping[str, Entry], fresh: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[Step]:
    """What is new stands at the end at first."""
    wanted = [section.match(entry) for entry in new]
    at_first = [key for key in before if key in wanted] + [section.match(entry) for entry in fresh]
    if at_first != wanted:
        names = [entry[section.identity] for entry in new]
        yield Step(section.key, Kind.ARRANGED, "", 0, None, names)


def _gone(section: Rows, old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[Step]:
    stay = {section.match(entry) for entry in new}
    for entry in reversed(section.in_order(old)):
        if section.match(entry) not in stay:
            yield Step(section.key, Kind.REMOVED, entry[section.identity], 0, entry, None)


def _step(section: Rows, kind: Kind, old: Entry | None, new: Entry, document: Document | None) -> Step:
    line = document.line_of(section.key, section.match(new)) if document else 0
    return Step(section.key, kind, new[section.identity], line, old, new, _fields(section.shape, old or {}, new))


def _fields(shape: Record, old: Entry, new: Entry) -> tuple[tuple[str, Any, Any], ...]:
    """The fields that differ; secrets only where one is wanted and there is none."""
    keys = [key for key in shape.fields if key in old or key in new]
    found = []
    for key in keys:
        was, now = old.get(key), new.get(key)
        if isinstance(shape.fields[key].shape, Secret):
            differs = bool(now) and not was
        else:
            differs = was != now or (key in old) != (key in new)
        if differs:
            found.append((key, was, now))
    return tuple(found)


def _needed(steps: Iterable[Step]) -> Iterator[Needed]:
    """Each secret once: of what is new, of what had none, and of what goes another way."""
    seen = set()
    for step in steps:
        section = BY_KEY[step.section]
        keys = {key for key, _was, _now in step.fields}
        if step.kind == Kind.CHANGED and isinstance(section, Rows):
            keys.update(section.secrets_again(step.old, step.new))
        for key in section.shape.fields:
            wanted: Any = (step.new or {}).get(key) if key in keys else None
            if is_secret(wanted) and isinstance(section.shape.fields[key].shape, Secret):
                [(way, name)] = wanted.items()
                if (way, name) not in seen:
                    seen.add((way, name))
                    yield Needed(way, name, f"{step.section}: {step.name}, {key}", step.line)
