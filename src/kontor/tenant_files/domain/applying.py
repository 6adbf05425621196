"""A file is applied to a tenant: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.audit.domain.source import coming_from, where_from
from kontor.kernel.errors import ReasonNeeded, Refused
from kontor.org.domain.tenants import create_tenant
from kontor.people.models import User
from kontor.tenant_files.domain.planning import Kind, Plan, Step, plan_document, tenant_of
from kontor.tenant_files.domain.problems import BadFile, Problem
from kontor.tenant_files.domain.reading import Document, gathered
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.sections import BY_KEY
from kontor.tenant_files.domain.sections.tenant import switch_off
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

Secrets = Mapping[tuple[str, str], str]
"""By way (env or ask) and name."""


def apply(
    raw: bytes | str,
    *,
    by: User | None,
    file_name: str,
    into: Tenant | None = None,
    secrets: Secrets | None = None,
    planned: str | None = None,
) -> tuple[Tenant, Plan]:
    """Apply the file by the verbs of each section, in one transaction; returns the tenant and what was done.

    ``planned`` is the fingerprint of a plan that somebody has seen: Refused when the tenant was changed since then.
    BadFile, with the line, where a verb refuses what an entry wants. Enters the scope it needs.
    """
    return apply_document(gathered(raw), by=by, file_name=file_name, into=into, secrets=secrets, planned=planned)


@transaction.atomic
def apply_document(
    document: Document,
    *,
    by: User | None,
    file_name: str,
    into: Tenant | None = None,
    secrets: Secrets | None = None,
    planned: str | None = None,
) -> tuple[Tenant, Plan]:
    """The same for a file that is read already."""
    tenant = into or tenant_of(document)
    if tenant:
        _lock(tenant)
    plan = plan_document(document, tenant)
    if planned is not None and planned != plan.fingerprint:
        raise Refused(_("The tenant was changed after this plan was made. Nothing was written. Look at a new plan."))
    if plan.is_empty:
        return tenant or _missing(), plan
    _require_secrets(plan, secrets or {})
    with coming_from(", ".join(filter(None, (where_from(), file_name)))):
        return _done(plan, document, Work(tenant or _created(document, by), by, secrets or {}), file_name), plan


def _done(plan: Plan, document: Document, work: Work, file_name: str) -> Tenant:
    """Step by step; each row of the audit log says that it comes from the file."""
    with scope(work.tenant.pk):
        for _kind, steps in groupby(_with_late(_given_up_first(plan.steps)), lambda step: (step.section, step.kind)):
            _do_together(work, list(steps))
        for key in dict.fromkeys(step.section for step in plan.steps):
            BY_KEY[key].finish(work)
        if not document.sections["tenant"]["active"]:
            switch_off(work)
        _record(work, plan, file_name)
    return work.tenant


def _lock(tenant: Tenant) -> None:
    """Two files for one tenant: the second waits, and then finds it changed."""
    with scope(tenant.pk):
        locked = Tenant.objects.living().select_for_update(no_key=True, of=("self",)).filter(pk=tenant.pk).first()
        if locked is None:
            raise Refused(_("The tenant “%(name)s” is deleted. Restore it first.") % {"name": tenant.name})


def _missing() -> Tenant:
    raise AssertionError("A plan without a tenant creates one.")


def _created(document: Document, by: User | None) -> Tenant:
    values: Entry = document.sections["tenant"] | {"active": True}
    return create_tenant(by=by, **values)


def _given_up_first(steps: Sequence[Step]) -> list[Step]:
    """What only one entry has at a time is given up by one before another takes it."""
    first: list[Step] = []
    rest: list[Step] = []
    for step in steps:
        section = BY_KEY[step.section]
        if isinstance(section, Rows) and _gives_up(section, step, steps):
            first.append(_change(step, step.old, section.without(step.old)))
            step = replace(step, old=section.without(step.old))
        rest.append(step)
    return [*first, *rest]


def _gives_up(section: Rows, step: Step, steps: Sequence[Step]) -> bool:
    """Another entry takes what this one has, and does so before this one would have given it up."""
    if step.kind not in (Kind.CHANGED, Kind.REMOVED) or not (held := section.holds(step.old)):
        return False
    if step.kind == Kind.CHANGED and section.holds(step.new) == held:
        return False
    sooner = {Kind.CREATED} if section.trades and step.kind == Kind.CHANGED else {Kind.CREATED, Kind.CHANGED}
    others = [each for each in steps if each.section == step.section and each is not step and each.kind in sooner]
    return any(section.holds(each.new) == held for each in others)


def _with_late(steps: Sequence[Step]) -> Iterator[Step]:
    """Entries that name each other: new ones do so when all of them are there, and none does when they go."""
    for (key, kind), group in groupby(steps, lambda step: (step.section, step.kind)):
        together = list(group)
        section = BY_KEY[key]
        late = section.late if isinstance(section, Rows) else ()
        alone = {field: section.shape.fields[field].usual for field in late}
        if kind == Kind.REMOVED:
            yield from (_change(step, step.old, step.old | alone) for step in together if _names(step.old, late))
            yield from together
        elif kind == Kind.CREATED and late:
            yield from (replace(step, new=step.new | alone) for step in together)
            yield from (_change(step, step.new | alone, step.new) for step in together if _names(step.new, late))
        else:
            yield from together


def _names(entry: Entry, late: Sequence[str]) -> bool:
    return any(entry[field] for field in late)


def _change(step: Step, old: Entry, new: Entry) -> Step:
    return replace(step, kind=Kind.CHANGED, old=old, new=new)


def _require_secrets(plan: Plan, secrets: Secrets) -> None:
    """Whoever wants an account without its password says so in the file, by leaving it out."""
    problems = [
        Problem(each.line, each.field, _("The secret “%(name)s” was not given.") % {"name": each.name})
        for each in plan.needed
        if not secrets.get((each.way, each.name))
    ]
    if problems:
        raise BadFile(problems)


def _do_together(work: Work, steps: Sequence[Step]) -> None:
    """What is created or changed is so at once, unless that is refused: one after the other then says in which line."""
    section = BY_KEY[steps[0].section]
    if isinstance(section, Rows) and steps[0].kind in (Kind.CREATED, Kind.CHANGED) and len(steps) > 1:
        work.turn_to(section.key)
        try:
            with transaction.atomic():
                if steps[0].kind == Kind.CREATED:
                    section.create_all(work, [step.new for step in steps])
                else:
                    section.change_all(work, [(step.old, step.new) for step in steps])
            return
        except Refused:
            work.forget()
    for step in steps:
        _do(work, step)


def _do(work: Work, step: Step) -> None:
    try:
        _step(work, step)
    except Refused as refused:
        if isinstance(refused, BadFile | ReasonNeeded):
            raise
        problem = Problem(step.line, ": ".join(filter(None, (step.section, step.name))), str(refused))
        raise BadFile([problem]) from refused


def _step(work: Work, step: Step) -> None:
    section: Any = BY_KEY[step.section]
    work.turn_to(step.section)
    if not isinstance(section, Rows):
        if step.section != "tenant" or step.kind != Kind.CREATED:
            section.change(work, step.old or {}, step.new)
    elif step.kind == Kind.CREATED:
        section.create(work, step.new)
    elif step.kind == Kind.CHANGED:
        section.change(work, step.old, step.new)
    elif step.kind == Kind.REMOVED:
        section.remove(work, step.old)
    else:
        section.arrange(work, step.new)


def _record(work: Work, plan: Plan, file_name: str) -> None:
    counts = {kind.value: [None, len(plan.of(kind))] for kind in Kind if plan.of(kind)}
    changes: dict[str, Any] = {"file": [None, file_name], **counts}
    record_change("file applied", work.tenant, by=work.by, tenant_id=work.tenant.pk, changes=changes)
