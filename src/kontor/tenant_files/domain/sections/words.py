"""The tenant's own words for the spelling, by language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.kernel.errors import Refused
from kontor.spelling.domain.words import MOST_LINES, add_word, delete_words, import_words, refuse_words
from kontor.spelling.enums import WordState
from kontor.spelling.models import Word
from kontor.tenant_files.domain.records import Field, Many, Record
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Text
from kontor.tenants.models import Tenant

LISTS = {"accepted": WordState.ACCEPTED, "refused": WordState.REFUSED}
_WORDS = Field(Many(Text(longest=80), as_set=True))


class Words(Rows):
    key = "words"
    title = _("Words")
    about = _("Right in a language, or in every one without a language; refused ones are not proposed again.")
    identity = "#"
    shape = Record({"language": Field(Text(longest=8)), "accepted": _WORDS, "refused": _WORDS})

    def models(self) -> list[str]:
        return ["spelling.word"]

    def match(self, entry: Entry) -> str:
        return str(entry[self.identity])

    def label(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            entry[self.identity] = entry["language"] or "*"

    def entries(self, tenant: Tenant) -> list[Entry]:
        found: dict[str, Entry] = {}
        rows = Word.objects.filter(tenant=tenant, state__in=LISTS.values()).order_by("language", "word")
        for row in rows:
            entry = found.setdefault(row.language, {"language": row.language, "accepted": [], "refused": []})
            entry[row.state].append(row.word)
        self.label(list(found.values()))
        return [{**each, **{name: sorted(each[name]) for name in LISTS}} for each in found.values()]

    def mistake(self, entry: Entry) -> str:
        both = set(entry["accepted"]) & set(entry["refused"])
        if both:
            return str(_("“%(word)s” is accepted and refused.")) % {"word": sorted(both)[0]}
        if not entry["accepted"] and not entry["refused"]:
            return str(_("Write at least one word, or leave the language out."))
        return ""

    def create(self, work: Work, new: Entry) -> None:
        self.change(work, {"accepted": [], "refused": []}, new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        kept = {*new["accepted"], *new["refused"]}
        gone = {*old["accepted"], *old["refused"]} - kept
        delete_words(self._rows(work, new, gone), by=work.by)
        self._accept(work, new, [word for word in new["accepted"] if word not in old["accepted"]])
        refused = [word for word in new["refused"] if word not in old["refused"]]
        for word in refused:
            if word not in old["accepted"]:
                add_word(work.tenant, word, language=new["language"], by=work.by)
        refuse_words(self._rows(work, new, refused), by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        words = [*old["accepted"], *old["refused"]]
        delete_words(self._rows(work, old, words), by=work.by)

    def _accept(self, work: Work, new: Entry, words: Sequence[str]) -> None:
        for at in range(0, len(words), MOST_LINES):
            lines = words[at : at + MOST_LINES]
            done = import_words(work.tenant, lines, language=new["language"], by=work.by)
            if done.unusable:
                raise Refused(str(_("“%(word)s” is not a word.")) % {"word": done.unusable[0]})

    def _rows(self, work: Work, entry: Entry, words: Iterable[str]) -> Any:
        return Word.objects.filter(tenant=work.tenant, language=entry["language"], word__in=list(words))
