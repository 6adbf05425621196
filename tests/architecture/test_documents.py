"""The documents agree with the program and with each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import kontor
from tests.architecture.sources import PACKAGES
from tests.support.server import ROOT

CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w./-]*/[\w./-]*\w|[\w-]+\.(?:py|html|md|css|js|toml|yaml)")
NAME = re.compile(r"[a-z_]+(?:\.[A-Za-z_]+)+(?:\(\))?")
NOT_HERE = ("var/", "/", "Europe/", "OUT_DIR/", "IN_DIR/")
"""What paths in the documents begin with that are not the repository's."""
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]  # type: ignore[no-any-return]


def test_the_changelog_begins_with_the_version() -> None:
    newest = re.search(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert newest is not None
    assert (newest[1], project()["version"]) == (kontor.__version__, kontor.__version__)


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]

    assert broken == []


def test_the_map_of_the_readme_names_every_package() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Map")[2].partition("##")[0]

    packages = {file.parent.name for file in PACKAGES.glob("*/__init__.py")}
    assert packages - set(CODE.findall(table)) == set()


def test_every_dependency_says_what_it_is_for_why_this_one_and_instead_of_what() -> None:
    said = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    required = project()["dependencies"]
    assert isinstance(required, list)
    names = [re.split(r"[\[<>=]", line)[0] for line in required]

    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in said.splitlines() if line.startswith("|")]
    explained = {row[0].split()[0] for row in rows if len(row) == 4 and all(row)}
    assert [name for name in names if name not in explained] == []


def of_the_code() -> list[Path]:
    """Not the manual, which names what its readers see, and not what was once."""
    found = [*documents(), ROOT / "tests" / "README.md"]
    return [path for path in found if path.name != "CHANGELOG.md" and "manual" not in path.parts]


@cache
def repository() -> frozenset[str]:
    """Every file and folder, from the root; files of Python also without their ending."""
    folders = [ROOT / name for name in ("benchmarks", "bin", "docs", "requirements", "src", "tests")]
    found = {*ROOT.iterdir(), *(path for folder in (*folders, ROOT / ".ci") for path in folder.rglob("*"))}
    found -= {path for path in found if "__pycache__" in path.parts}
    names = {str(path.relative_to(ROOT)) for path in found}
    return frozenset(names | {name.removesuffix(".py") for name in names})


@cache
def endings() -> frozenset[str]:
    return frozenset(name[start:] for name in repository() for start in (0, *_after_slashes(name)))


def _after_slashes(name: str) -> Iterator[int]:
    yield from (match.end() for match in re.finditer("/", name))


def code_in(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        yield from ((f"{path.relative_to(ROOT)}:{number}", code.strip()) for code in CODE.findall(line))


def test_every_path_in_the_documents_exists() -> None:
    """By its end: a README names the files of its package, ``docs`` the packages. A migration by its number."""
    missing = [
        f"{place}: {code}"
        for path in of_the_code()
        for place, code in code_in(path)
        if PATH.fullmatch(code) and not f"{code}/".startswith(NOT_HERE) and code not in endings()
        if not (PACKAGES / code.replace(".", "/")).exists()
        if not any(name.startswith(code) or f"/{code}_" in name for name in repository())
    ]

    assert missing == []


def test_every_name_in_the_documents_is_in_the_file_that_it_says() -> None:
    """``answers.domain.send.send_answer``: a package, its folders and file, and what stands there."""
    missing = [
        f"{place}: {code}"
        for path in of_the_code()
        for place, code in code_in(path)
        if NAME.fullmatch(code) and not PATH.fullmatch(code) and not _is_there(code.removesuffix("()"))
    ]

    assert missing == []


def _is_there(name: str) -> bool:
    """Settings (`org.reasons`) and fields (`ticket.rank_at`) are looked for in their package, other names nowhere."""
    parts = name.removeprefix("kontor.").split(".")
    place = PACKAGES / parts[0]
    if not place.is_dir():
        return True
    rest = parts[1:]
    while rest and (place / rest[0]).is_dir():
        place /= rest.pop(0)
    if rest and (place / f"{rest[0]}.py").is_file():
        place /= f"{rest.pop(0)}.py"
    return set(rest) <= words_below(place)


@cache
def words_below(place: Path) -> frozenset[str]:
    files = [place] if place.is_file() else place.rglob("*.py")
    return frozenset(word for path in files for word in re.findall(r"\w+", path.read_text(encoding="utf-8")))


def test_the_words_of_the_glossary_are_those_of_the_code() -> None:
    known = words_below(PACKAGES) | {Path(name).name for name in repository()}
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    missing = [
        (line.split("|")[1].strip(), word)
        for line in lines
        if line.startswith("| ")
        for code in CODE.findall(line)
        if not code.startswith("${")  # what people write into templates
        for word in re.findall(r"[A-Za-z]\w+", code)
        if word not in known and not (word.endswith("_") and any(name.startswith(word) for name in known))
    ]

    assert missing == []


def test_german_says_no_word_that_the_glossary_forbids() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    forbidden = re.findall(r'not "([A-Z]\w+)"', glossary)
    words = "|".join(word.replace("o", "[oö]") for word in forbidden)
    said = re.compile(rf"(?<!-)\b(?:{words})(?:e?s|ern?|e)?\b")
    with (PACKAGES / "locale" / "de" / "LC_MESSAGES" / "django.po").open("rb") as file:
        texts = [text for message in read_po(file) for text in _strings(message)]
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "manual" / "de").glob("*.md")]

    assert {"Passwort", "Mail"} <= set(forbidden)
    assert [text for text in [*texts, *"\n".join(pages).splitlines()] if said.search(text)] == []


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)
