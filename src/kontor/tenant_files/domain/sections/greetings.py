"""How the tenant greets, by language."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Text
from kontor.tenants.models import Tenant
from kontor.texts.domain.greetings import greetings_in, set_greetings
from kontor.texts.enums import FormOfAddress
from kontor.texts.models import Greeting


class Greetings(Rows):
    key = "greetings"
    title = _("Greetings")
    about = _("By language; a form that is left out takes the words of Kontor.")
    identity = "language"
    shape = Record(
        {
            "language": required(Text(pattern="[a-z]{2,3}(-[A-Za-z0-9]{2,4})?", longest=8)),
            **{form: Field(Text(longest=200)) for form in FormOfAddress.values},
        }
    )

    def models(self) -> list[str]:
        return ["texts.greeting"]

    def match(self, entry: Entry) -> str:
        return str(entry["language"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        found: dict[str, Entry] = defaultdict(lambda: dict.fromkeys(FormOfAddress.values, ""))
        for row in Greeting.objects.filter(tenant=tenant):
            found[row.language][row.form] = row.text
        return [{"language": language, **forms} for language, forms in sorted(found.items())]

    def mistake(self, entry: Entry) -> str:
        if not any(entry[form] for form in FormOfAddress.values):
            return str(_("Write at least one greeting, or leave the language out."))
        return ""

    def create(self, work: Work, new: Entry) -> None:
        language = new["language"]
        now = greetings_in(work.tenant, language)
        texts = {form: new.get(form, "") for form in FormOfAddress.values}
        set_greetings(work.tenant, language, texts, version=now.version, by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        self.create(work, new)

    def remove(self, work: Work, old: Entry) -> None:
        self.create(work, {"language": old["language"]})
