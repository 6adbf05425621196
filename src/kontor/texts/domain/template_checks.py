"""What a content of a template must be: placeholders that there are, includes that go in no circle, harmless style.

Text modules are asked for the first two as well.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.html import clean_layout
from kontor.kernel.text import one_line, strip_controls
from kontor.texts.domain.documents import Content
from kontor.texts.domain.placeholders import PLACEHOLDERS
from kontor.texts.domain.style import refused_css
from kontor.texts.domain.syntax import INCLUDE, PLACE, names_in, place
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateContent

LONGEST_TEXT = 200_000
LONGEST_SUBJECT = 400
IN_LAYOUTS = ("content", "letterhead", "footer")
SIGNATURE = "signature"
MOST_NAMED = 20


def checked_content(template: ReplyTemplate, content: Content) -> Content:
    """The content as it is stored: cleaned. Refused when it is too long or holds what a mail must not hold."""
    html, text = strip_controls(content.html), strip_controls(content.text).strip()
    subject = one_line(content.subject)
    if max(len(html), len(text)) > LONGEST_TEXT or len(subject) > LONGEST_SUBJECT:
        raise Refused(_("The text is too long."))
    if template.part == IncludePart.STYLE:
        return _checked_style(text)
    html = clean_layout(html)
    if template.part == IncludePart.LAYOUT:
        _require_one_content(html)
    for piece in (subject, html, text):
        _require_known(_possible(template), piece)
    return Content("" if template.kind == TemplateKind.INCLUDE else subject, html, text)


def require_includes(tenant_id: int, texts: Sequence[tuple[ReplyTemplate, Iterable[Content]]]) -> None:
    """Refused when an include is not there, or when includes go in a circle: the sentence says the way it goes."""
    named = [(each, {name for content in contents for name in included_names(content)}) for each, contents in texts]
    known = _graph(tenant_id, {name for _template, wanted in named for name in wanted})
    for template, wanted in named:
        _require_each(template, wanted, known)


def _require_each(template: ReplyTemplate, wanted: set[str], known: Mapping[str, set[str]]) -> None:
    for name in sorted(wanted):
        if name != template.internal_name and name not in known:
            raise Refused(_no_such_include(template.tenant_id, name))
    if template.kind == TemplateKind.INCLUDE:
        circle = _way_back(template.internal_name, wanted, known)
        if circle:
            raise Refused(_("Includes go in a circle: %(way)s. Take one of them out.") % {"way": " → ".join(circle)})


def require_placeable(tenant_id: int, html: str) -> None:
    """For a text that goes into mails and is no template: refused for a placeholder or an include that is not there."""
    _require_known([*PLACEHOLDERS, SIGNATURE], html)
    wanted = included_names(Content(html=html))
    known = _snippets(tenant_id).filter(internal_name__in=wanted).values_list("internal_name", flat=True)
    for name in sorted(wanted.difference(known)):
        raise Refused(_no_such_include(tenant_id, name))


def included_names(content: Content | TemplateContent) -> set[str]:
    """The internal names of the includes that the content names."""
    names = (name for piece in (content.subject, content.html, content.text) for name in names_in(piece))
    return {name.removeprefix(INCLUDE) for name in names if name.startswith(INCLUDE)}


def _checked_style(css: str) -> Content:
    found = refused_css(css)
    if found:
        raise Refused(
            _("A style may not hold “%(piece)s”: mails fetch nothing and stay in their place.") % {"piece": found}
        )
    return Content(text=css)


def _require_one_content(html: str) -> None:
    if sum(found[1] == "content" for found in PLACE.finditer(html)) != 1:
        raise Refused(
            _("A layout needs the placeholder %(place)s once, where the text of the mail goes.")
            % {"place": place("content")}
        )


def _require_known(possible: list[str], piece: str) -> None:
    for name in names_in(piece):
        if name in possible or name.startswith(INCLUDE):
            continue
        if name in (*IN_LAYOUTS, SIGNATURE):
            raise Refused(_("The placeholder %(place)s cannot stand here.") % {"place": place(name)})
        raise Refused(_no_such_placeholder(name, possible))


def _possible(template: ReplyTemplate) -> list[str]:
    if template.part == IncludePart.LAYOUT:
        return [*PLACEHOLDERS, *IN_LAYOUTS, SIGNATURE]
    inner = template.part in (IncludePart.SIGNATURE, IncludePart.SNIPPET)
    return [*PLACEHOLDERS] if inner else [*PLACEHOLDERS, SIGNATURE]


def _no_such_placeholder(name: str, possible: list[str]) -> str:
    near = difflib.get_close_matches(name.strip().lower(), possible, n=1, cutoff=0.7)
    if near:
        return _("There is no placeholder %(place)s. Do you mean %(near)s?") % {
            "place": place(name[:80]),
            "near": place(near[0]),
        }
    return _("There is no placeholder %(place)s. Possible are: %(known)s.") % {
        "place": place(name[:80]),
        "known": ", ".join(map(place, possible)),
    }


def _no_such_include(tenant_id: int, name: str) -> str:
    rows = _snippets(tenant_id).order_by("internal_name").values_list("internal_name", flat=True)
    known = ", ".join(place(f"{INCLUDE}{each}") for each in rows[:MOST_NAMED])
    if not known:
        return _("There is no include “%(name)s”; there is none at all yet.") % {"name": name}
    return _("There is no include “%(name)s”. There are: %(known)s.") % {"name": name, "known": known}


def _snippets(tenant_id: int) -> QuerySet[ReplyTemplate]:
    rows = ReplyTemplate.objects.living().filter(tenant=tenant_id, kind=TemplateKind.INCLUDE)
    return rows.exclude(part__in=[IncludePart.LAYOUT, IncludePart.STYLE])


def _graph(tenant_id: int, wanted: set[str]) -> dict[str, set[str]]:
    """Which includes name which, for everything that can be reached from these; a statement a level."""
    known: dict[str, set[str]] = {}
    level = wanted
    while level:
        rows = _snippets(tenant_id).filter(internal_name__in=level).prefetch_related("contents")
        found = {
            row.internal_name: {name for each in row.contents.all() for name in included_names(each)} for row in rows
        }
        known |= found
        level = {name for names in found.values() for name in names} - known.keys()
    return known


def _way_back(name: str, wanted: Iterable[str], known: Mapping[str, set[str]]) -> list[str]:
    """The shortest way from ``name`` back to itself; empty when there is none."""
    ways = [[name, each] for each in sorted(wanted)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        if way[-1] == name:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, each] for each in sorted(known.get(way[-1], set()))]
    return []
