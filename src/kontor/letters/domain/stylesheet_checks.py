"""Whether a stylesheet does what it says: looked at line by line, then tried on a sample letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.letters.domain.assets import assets_of
from kontor.letters.domain.samples import Length, sample
from kontor.letters.rendering.failures import USELESS, RenderFailed, problem_sentence, remark_sentence
from kontor.letters.rendering.process import check_css, render
from kontor.letters.rendering.sheet import CssProblem, Sheet
from kontor.tenants.models import Tenant

LONGEST = 100_000
"""So many characters a stylesheet may have."""
_NAMED = re.compile(r"asset:([a-z0-9_-]+)")
_REMARK = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in words; ``line`` counts from 1, 0 is the stylesheet as a whole."""

    line: int
    sentence: str


class StylesheetRefused(Refused):
    """The stylesheet was not stored; ``problems`` says why, by line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("The stylesheet has errors. Nothing was saved: letters look as they did before."))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in this text, before the transaction that saves it."""

    css: str
    problems: Sequence[Problem]


def require_sound(tenant: Tenant, css: str, looked: Looked | None = None) -> None:
    """Refused, by line and reason, for what has no effect, for what no letter can be rendered with, and
    for what hides the address, the text or the barcode. Renders, unless somebody has ``looked`` at this very text."""
    found = looked if looked and looked.css == css else look_at(tenant, css)()
    if found.problems:
        raise StylesheetRefused(found.problems)


def look_at(tenant: Tenant, css: str) -> Callable[[], Looked]:
    """The same for later, once the transaction has ended: the tenant's rows are read now."""
    check, letter = check_of(tenant, css), sample(tenant, Length.ORDINARY, css=css)
    return lambda: Looked(css, _flaws(check, letter))


def _flaws(check: Callable[[], list[Problem]], letter: Sheet) -> list[Problem]:
    try:
        if problems := check():
            return problems
        return [Problem(0, remark_sentence(each)) for each in render(letter).remarks if each.kind in USELESS]
    except RenderFailed as failure:
        return [Problem(0, failure.sentence)]


def check_of(tenant: Tenant, css: str) -> Callable[[], list[Problem]]:
    """What stands in it that has no effect, for later, once the transaction has ended: what the tenant's pictures are
    called is read now. Raises RenderFailed where the server cannot even look."""
    pictures = set(assets_of(tenant).values_list("name", flat=True))
    return lambda: _problems(css, pictures)


def _problems(css: str, pictures: Collection[str]) -> list[Problem]:
    if len(css) > LONGEST:
        return [Problem(0, _("A stylesheet has at most %(count)s characters.") % {"count": LONGEST})]
    found = [*check_css(css), *_missing_pictures(css, pictures)]
    unique = dict.fromkeys((problem.line, problem_sentence(problem)) for problem in found)
    return [Problem(line, sentence) for line, sentence in sorted(unique)]


def _missing_pictures(css: str, there: Collection[str]) -> list[CssProblem]:
    spoken = _REMARK.sub(lambda remark: "\n" * remark[0].count("\n"), css)
    named = [(at, name) for at, line in enumerate(spoken.split("\n"), start=1) for name in _NAMED.findall(line)]
    return [CssProblem(at, "asset", name) for at, name in named if name not in there]
