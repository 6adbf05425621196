"""What all sections are made of: words, names, lines, choices from what is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from kontor.kernel.text import sort_key_german

Said = dict[str, Any]
Drawn = st.SearchStrategy[Any]
Each = TypeVar("Each")

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",))
LINES = st.text(LETTERS, max_size=60)
FEW_LINES = st.lists(st.text("abc äß:#'\"-\t", max_size=12), max_size=4).map("\n".join)
"""Few enough for a sheet of paper."""
WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüß-:#'\"&*!%@ 0123456789", min_size=1, max_size=20).filter(
    lambda text: any(letter.isalpha() for letter in text)
)
PLAIN_WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=2, max_size=12)
NAME = st.sampled_from("abcdefghijklm").flatmap(lambda first: WORD.map(lambda rest: f"{first}{rest}"))
INTERNAL = st.text("abcdefghij-_0123456789", min_size=1, max_size=12)
HTML = WORD.map(lambda text: f"<p>{text}x</p>")
YES_OR_NO = st.booleans()
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC"  # one pixel


def addresses(domain: str) -> st.SearchStrategy[str]:
    return st.text("abcdefghijklmnop", min_size=1, max_size=8).map(lambda local: f"{local}@{domain}")


def entry(required: Mapping[str, Drawn], **optional: Drawn) -> Drawn:
    """An entry of a section, with some of the optional fields."""
    return st.fixed_dictionaries(dict(required), optional=optional)


def entries(each: Drawn, *keys: str | Callable[[Any], Any], least: int = 1, most: int = 2) -> Drawn:
    """A section; no two entries have the same in any of the fields ``keys``, however it is written."""
    return st.lists(each, min_size=least, max_size=most, unique_by=tuple(map(_key, keys)))


def _key(of: str | Callable[[Any], Any]) -> Callable[[Any], Any]:
    if callable(of):
        return of
    return lambda each: sort_key_german(each[of]) or each[of]


def one_of_them(known: Sequence[Each]) -> st.SearchStrategy[Each]:
    return st.sampled_from(list(known))


def some(known: Sequence[Each], *, least: int = 0) -> st.SearchStrategy[list[Each]]:
    return st.lists(st.sampled_from(list(known)), min_size=least, max_size=2, unique=True) if known else st.just([])


def names(said: Said, section: str, field: str = "name") -> list[str]:
    """What the entries of a section are called, as the file understands it."""
    return [" ".join(each[field].split()) for each in said[section]]
