"""Which words of a text are wrong, paragraph by paragraph, and what to write instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kontor.kernel.language import detect_language
from kontor.spelling import engine
from kontor.spelling.domain.tokens import Token, as_looked_up, words_in
from kontor.spelling.domain.vocabulary import Vocabulary

LETTERS_OF_A_LANGUAGE = 60
"""A shorter paragraph is taken to be in the language of the whole."""
FOREIGN = 3
"""With so many wrong words a paragraph may be in another language than it is taken for."""
NEAR = 80


@dataclass(frozen=True)
class Misspelt:
    """A word that nothing knows. ``start`` and ``end`` count as a browser does (UTF-16)."""

    paragraph: int
    start: int
    end: int
    word: str
    language: str


@dataclass(frozen=True)
class Languages:
    """Which languages the tenant has checked, and the one of a text that does not tell."""

    checked: tuple[str, ...]
    usual: str

    def of(self, paragraph: str) -> str:
        """The paragraph's language, "" when it is one that is not checked."""
        found = ""
        if sum(map(str.isalpha, paragraph)) >= LETTERS_OF_A_LANGUAGE:
            found = detect_language(paragraph)
        language = found or self.usual
        return language if language in self.checked and language in engine.languages() else ""


def misspelt(
    paragraphs: Sequence[str], *, languages: Languages, vocabulary: Vocabulary, ignored: Collection[str] = ()
) -> list[Misspelt]:
    """The wrong words in their order. ``ignored`` are words that the writer has waved through, as they stand."""
    waved = {as_looked_up(word) for word in ignored}
    found: list[Misspelt] = []
    for number, paragraph in enumerate(paragraphs):
        language = languages.of(paragraph)
        if not language:
            continue
        words = [token for token in words_in(paragraph) if token.word not in waved]
        language, unknown = _read(words, language, languages, vocabulary)
        found += (_misspelt(number, paragraph, token, language) for token in unknown)
    return found


def is_known(word: str, language: str, vocabulary: Vocabulary) -> bool:
    """Dictionary first, then the lists; of a word with hyphens every part must be known."""
    if engine.is_right(word, language) or vocabulary.knows(word, language):
        return True
    if word.endswith("'s") and is_known(word[:-2], language, vocabulary):
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(_is_part(part, language, vocabulary) for part in parts)


def suggestions(word: str, language: str, vocabulary: Vocabulary) -> list[str]:
    """The likeliest first, those of the lists before the dictionary's where they are near."""
    word = as_looked_up(word)
    near = process.extract(word.casefold(), vocabulary.near(language), scorer=fuzz.ratio, score_cutoff=NEAR, limit=2)
    own = [match[:1].upper() + match[1:] if word[:1].isupper() else match for match, _score, _key in near]
    return list(dict.fromkeys([*own, *engine.suggestions(word, language)]))[: engine.MOST_SUGGESTIONS]


def _read(
    words: Sequence[Token], language: str, languages: Languages, vocabulary: Vocabulary
) -> tuple[str, list[Token]]:
    """The language and the words that are wrong in it: another checked one in which fewer than half of them are."""
    wrong = _unknown(words, language, vocabulary)
    if len(wrong) < FOREIGN:
        return language, wrong
    others = [code for code in languages.checked if code != language and code in engine.languages()]
    for other in others:
        there = _unknown(words, other, vocabulary)
        if 2 * len(there) < len(wrong):
            language, wrong = other, there
    return language, wrong


def _unknown(words: Sequence[Token], language: str, vocabulary: Vocabulary) -> list[Token]:
    return [token for token in words if not is_known(token.word, language, vocabulary)]


def _is_part(part: str, language: str, vocabulary: Vocabulary) -> bool:
    """Letters alone, acronyms, and German parts that keep the joint before the hyphen (Vertrags-)."""
    if len(part) < 2 or part.isupper():
        return True
    forms = [part, part.capitalize()] + ([part[:-1]] if part.endswith("s") else [])
    return any(engine.is_right(form, language) or vocabulary.knows(form, language) for form in forms)


def _misspelt(number: int, paragraph: str, token: Token, language: str) -> Misspelt:
    return Misspelt(number, _units(paragraph[: token.start]), _units(paragraph[: token.end]), token.word, language)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
