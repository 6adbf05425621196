"""Spelling: a dictionary on the server for every language that is checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.utils.translation import gettext as _

from kontor.answers.domain.reply_language import language_name
from kontor.preferences.types import Holder
from kontor.readiness.domain.checks.lines import Facts, Line, line, listed
from kontor.readiness.enums import LineState, Topic
from kontor.spelling import engine
from kontor.spelling.preferences import LANGUAGES, SPELL_CHECK


def spelling(facts: Facts) -> Iterator[Line]:
    chain = (facts.system, cast(Holder, facts.tenant))
    if not SPELL_CHECK.get(*chain):
        sentence = _("The spelling of answers is not checked; that is how it is set.")
        yield line("dictionaries", Topic.SPELLING, LineState.GREEN, sentence)
        return
    there = engine.languages()
    missing = [language_name(code) for code in LANGUAGES.get(*chain) if code not in there]
    if missing:
        sentence = _("The server has no dictionary for %(languages)s. Install it, or check other languages.")
        words = {"languages": listed(missing)}
        yield line("dictionaries", Topic.SPELLING, LineState.WRONG, sentence % words, place="spelling")
    else:
        sentence = _("The dictionaries of all languages that are checked are there.")
        yield line("dictionaries", Topic.SPELLING, LineState.GREEN, sentence)
