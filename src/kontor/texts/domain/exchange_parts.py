"""What packages above know of a template travels with it in a set: they register how it is read and taken in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from kontor.people.models import User
from kontor.texts.models import ReplyTemplate

Values = Mapping[str, Any]
_PARTS: dict[str, ExchangePart] = {}


@dataclass(frozen=True, slots=True)
class ExchangePart:
    """``key`` is its place in the document of a template, ``label`` what people call it.

    ``read`` gives the values of templates by their ids, those of JSON; a template of which nothing is said is not among
    them. ``check`` gives what a file says with values of the right kind, or raises ``ValueError``. ``take_in`` saves,
    and names what it left out. ``words`` says the values to people.
    """

    key: str
    label: str | Promise
    read: Callable[[Sequence[ReplyTemplate]], Mapping[int, Values]]
    check: Callable[[Any], Values]
    take_in: Callable[[ReplyTemplate, Values, User | None], Sequence[str]]
    words: Callable[[Values], str]


def travels_along(part: ExchangePart) -> None:
    """Called once by the package that knows of it."""
    _PARTS[part.key] = part


def parts() -> list[ExchangePart]:
    return list(_PARTS.values())


def parts_of(template: ReplyTemplate) -> dict[str, Values]:
    """What there is to say of the template, by the keys of the parts."""
    return {key: values for key, values in all_parts_of([template])[template.pk].items() if values}


def all_parts_of(templates: Sequence[ReplyTemplate]) -> dict[int, dict[str, Values]]:
    """The same of each template for every part, also one of which nothing is said: what a version keeps."""
    read = {part.key: part.read(templates) for part in parts()}
    return {each.pk: {key: values.get(each.pk, {}) for key, values in read.items()} for each in templates}


def take_in_parts(template: ReplyTemplate, document: Values, *, by: User | None) -> list[str]:
    """Save what the document says; of a part that it does not speak of the template keeps what it has.

    Gives the names of what is left out because the tenant does not have it.
    """
    return [name for part in parts() if part.key in document for name in part.take_in(template, document[part.key], by)]
