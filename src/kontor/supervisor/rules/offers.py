"""What the editor of conditions offers to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.kernel.text import sort_key_german
from kontor.routing.domain.rule_queries import keyword_sets_of
from kontor.routing.models import KeywordSet
from kontor.supervisor.rules.conditions import authentication_choices, kind_choices
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.supervisor.rules.words import PARTS


@dataclass(frozen=True)
class Offers:
    """Parts of a mail, keyword sets, and the choices of those parts that have some."""

    parts: list[tuple[str, str]]
    sets: list[KeywordSet]
    choices: dict[str, list[tuple[str, str]]]
    several_tenants: bool


def offers_for(tenants: tuple[int, ...]) -> Offers:
    languages = sorted(
        zip(LANGUAGES, language_names(list(LANGUAGES)), strict=True), key=lambda pair: sort_key_german(pair[1])
    )
    choices = {"language": languages, "kind": kind_choices(), "authentication": authentication_choices()}
    parts = [(str(part), str(label)) for part, label in PARTS.items()]
    return Offers(parts, list(keyword_sets_of(tenants)), choices, several_tenants=len(tenants) > 1)
