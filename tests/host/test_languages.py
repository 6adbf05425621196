"""Translations are made ready where they are read, without gettext's programs."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from kontor.host.languages import compile_languages

GERMAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: de\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Reply"
msgstr "Antworten"

msgid "%(number)d ticket"
msgid_plural "%(number)d tickets"
msgstr[0] "%(number)d Anfrage"
msgstr[1] "%(number)d Anfragen"

#, fuzzy
msgid "Close"
msgstr "Schließen?"
"""


def test_translations_are_compiled_once(tmp_path: Path) -> None:
    source = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(GERMAN, encoding="utf-8")

    assert compile_languages(tmp_path) == 1
    assert compile_languages(tmp_path) == 0

    german = gettext.translation("django", tmp_path, ["de"])
    assert german.gettext("Reply") == "Antworten"
    assert german.ngettext("%(number)d ticket", "%(number)d tickets", 2) == "%(number)d Anfragen"
    assert german.gettext("Close") == "Close"


def test_changed_translation_is_compiled_again(tmp_path: Path) -> None:
    source = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(GERMAN, encoding="utf-8")
    compile_languages(tmp_path)

    compiled = source.with_suffix(".mo").stat().st_mtime
    os.utime(source, (compiled + 10, compiled + 10))

    assert compile_languages(tmp_path) == 1
