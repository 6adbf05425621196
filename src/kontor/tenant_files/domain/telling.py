"""A plan in words, for the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.kernel.text import with_hidden_shown
from kontor.tenant_files.domain.copying import LeftOut
from kontor.tenant_files.domain.planning import Kind, Plan, Step
from kontor.tenant_files.domain.sections import BY_KEY

SIGNS = {Kind.CREATED: "+", Kind.CHANGED: "~", Kind.REMOVED: "-", Kind.ARRANGED: "~"}
LONGEST, BEFORE = 60, 20


def told(plan: Plan) -> Iterator[str]:
    """Line by line: what would be created (+), changed (~) and removed (-), which secrets are needed, a sum."""
    if plan.tenant is None:
        yield _("The tenant %(name)s (%(code)s) is created.") % {"name": plan.name, "code": plan.code}
    yield from _lines(plan.steps)
    yield from _secrets(plan)
    yield ""
    yield from plan.remarks
    yield summary(plan)


def told_steps(steps: Sequence[Step]) -> Iterator[str]:
    """The differences between two tenants, line by line."""
    yield from _lines(steps)
    if not steps:
        yield _("There is no difference.")


def told_left_out(left_out: Sequence[LeftOut]) -> Iterator[str]:
    """What a new tenant like another one does not get, each with its reason."""
    if left_out:
        yield ""
        yield _("Left out:")
    for each in left_out:
        yield f"  {BY_KEY[each.section].title}: {', '.join(each.names)}. {each.why}"


def _lines(steps: Sequence[Step]) -> Iterator[str]:
    section = ""
    for step in steps:
        if step.section != section:
            section = step.section
            yield ""
            yield str(BY_KEY[section].title)
        yield from _step(step)


def _step(step: Step) -> Iterator[str]:
    """The entry, and below it what is different; without a name what is different in the section."""
    told = [_("in another order")] if step.kind == Kind.ARRANGED else []
    if step.kind == Kind.CHANGED:
        told = [f"{name}: {' → '.join(shown_apart(old, new))}" for name, old, new in step.fields]
    if step.name:
        yield f"  {SIGNS[step.kind]} {step.name}"
    for line in told:
        yield f"      {line}" if step.name else f"  {SIGNS[step.kind]} {line}"


def summary(plan: Plan) -> str:
    """One sentence."""
    if plan.is_empty:
        return _("Nothing changes: the tenant %(name)s is as the file says.") % {"name": plan.name}
    parts = [
        ngettext("%(count)s created", "%(count)s created", len(plan.created)) % {"count": len(plan.created)},
        ngettext("%(count)s changed", "%(count)s changed", len(plan.changed)) % {"count": len(plan.changed)},
        ngettext("%(count)s removed", "%(count)s removed", len(plan.removed)) % {"count": len(plan.removed)},
    ]
    return f"{plan.name}: {', '.join(parts)}."


def shown(value: Any) -> str:
    """A value on one line, cut where it is long."""
    return _cut(_on_a_line(value))


def shown_apart(old: Any, new: Any) -> tuple[str, str]:
    """The same for two that differ: where both are long and begin alike, from shortly before the difference."""
    lines = _on_a_line(old), _on_a_line(new)
    alike = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(*lines, strict=False)))
    begin = alike - BEFORE if alike >= LONGEST - 1 else 0
    first, second = (_cut(f"…{line[begin:]}" if begin else line) for line in lines)
    return first, second


def _on_a_line(value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return with_hidden_shown(" ".join(text.split()))


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _secrets(plan: Plan) -> Iterator[str]:
    if plan.needed:
        yield ""
        yield _("Secrets that are needed:")
    for each in plan.needed:
        kind = _("variable %(name)s") if each.way == "env" else _("asked for: %(name)s")
        yield f"  {kind % {'name': each.name}} ({each.field})"
