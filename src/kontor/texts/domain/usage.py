"""Where a template is used. Packages above tell of their own uses: they register a function that finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.preferences.uses import Use
from kontor.texts.domain.documents import PART_FIELDS
from kontor.texts.domain.syntax import INCLUDE
from kontor.texts.models import ReplyTemplate, TemplateAssignment, TextModule

Finder = Callable[[ReplyTemplate], Iterable[Use]]
Release = Callable[[ReplyTemplate], object]
_FINDERS: list[Finder] = []
_RELEASES: list[Release] = []


def tell_of_uses(finder: Finder) -> Finder:
    """Register a function that finds uses of a template. Called once by the package that knows them."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)
    return finder


def lets_go(release: Release) -> Release:
    """Register a function that takes a template that is being deleted away from what does not need it."""
    if release not in _RELEASES:
        _RELEASES.append(release)
    return release


def let_go_of(template: ReplyTemplate) -> None:
    """What names the template without needing it names it no more."""
    for release in _RELEASES:
        release(template)


def uses_of(template: ReplyTemplate, *, besides: Sequence[ReplyTemplate] = ()) -> list[Use]:
    """Where the template is used, leaving out uses by the templates ``besides``."""
    without = [template.pk, *(each.pk for each in besides)]
    found = [*_default(template), *_including(template, without), *_modules(template), *_categories(template)]
    return [*found, *(use for finder in _FINDERS for use in finder(template))]


def template_use(template: ReplyTemplate) -> Use:
    return Use("template", gettext_lazy("Templates"), template.name, template.pk)


def module_use(module: TextModule) -> Use:
    return Use("module", gettext_lazy("Text modules"), module.name, module.pk)


def _default(template: ReplyTemplate) -> list[Use]:
    if not template.is_default:
        return []
    label = _("all templates that name none of their own")
    return [Use("default", gettext_lazy("Default of the tenant"), label)]


def _including(template: ReplyTemplate, without: Sequence[int]) -> list[Use]:
    """Templates that name it as a part of theirs, or in a text."""
    named = Q()
    for field in PART_FIELDS:
        named |= Q(**{field: template})
    mark = f"${{{INCLUDE}{template.internal_name}"
    for column in ("subject", "html", "text"):
        named |= Q(**{f"contents__{column}__contains": mark + "}"}) | Q(**{f"contents__{column}__contains": mark + "|"})
    rows = ReplyTemplate.objects.living().filter(named, tenant=template.tenant_id).exclude(pk__in=without)
    return [template_use(row) for row in rows.distinct().order_by("sort_key")]


def _modules(template: ReplyTemplate) -> list[Use]:
    mark = f"${{{INCLUDE}{template.internal_name}"
    named = Q(html__contains=mark + "}") | Q(html__contains=mark + "|")
    rows = TextModule.objects.living().filter(named, tenant=template.tenant_id).order_by("sort_key")
    return [module_use(row) for row in rows]


def _categories(template: ReplyTemplate) -> list[Use]:
    rows = TemplateAssignment.objects.filter(template=template, category__deleted_at=None)
    rows = rows.select_related("category").order_by("category__sort_key")
    return [Use("category", gettext_lazy("Categories"), row.category.name, row.category_id) for row in rows]
