"""An entry of the audit log in words: what kind of thing, what was done, which field, which value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.audit.models import AuditEntry
from kontor.preferences.types import REGISTRY
from kontor.routing.domain.conditions import conditions_from
from kontor.supervisor.preference_form import in_words
from kontor.supervisor.rules.words import in_words as condition_in_words
from kontor.supervisor.tenants.colours import COLOURS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: dict[str, StrOrPromise] = {
    "audit.auditentry": _("Audit log"),
    "audit.chain": _("Audit log"),
    "tenants.tenant": _("Tenant"),
    "tenants.appsetting": _("App setting"),
    "preferences.systemvalues": _("System settings"),
    "org.systemgroup": _("System group"),
    "org.supervisorgroup": _("Supervisor group"),
    "org.agentgroup": _("Agent group"),
    "org.category": _("Category"),
    "org.maincategory": _("Main category"),
    "org.closingcode": _("Closing code"),
    "sla.businesscalendar": _("Business hours"),
    "sla.servicelevel": _("Service level"),
    "org.grant": _("Role given"),
    "org.membership": _("Membership"),
    "calls.call": _("Call"),
    "people.absence": _("Absence"),
    "people.user": _("User"),
    "people.role": _("Role"),
    "channels.mailaccount": _("Mail account"),
    "channels.tenantaccounts": _("Account settings"),
    "channels.noreplyaddress": _("Do-not-reply address"),
    "routing.categoryrule": _("Rule"),
    "routing.keywordset": _("Keyword set"),
    "routing.ruleversion": _("Version of the rules"),
    "routing.accountfallback": _("Fallback category"),
    "routing.learnedmodel": _("Learned model"),
    "intake.arrival": _("Received mail"),
    "escalations.agreement": _("Agreement of overflow"),
    "answers.automaticreply": _("Automatic reply"),
    "answers.reviewrule": _("Rule of release or sampling"),
    "texts.replytemplate": _("Template"),
    "texts.textmodule": _("Text module"),
    "texts.libraryfile": _("File of the library"),
    "texts.modulegroup": _("Group of text modules"),
    "letters.stylesheet": _("Letter stylesheet"),
    "letters.letterasset": _("Picture for letters"),
    "letters.postageclass": _("Postage"),
    "privacy.erasure": _("Erasure"),
    "privacy.hold": _("Legal hold"),
    "privacy.disclosure": _("Information for a contact"),
    "people.breakreason": _("Break reason"),
    "customers.expert": _("Expert"),
    "spelling.word": _("Word"),
    "outbox.storm": _("Held mails"),
    "intake.blockentry": _("Block entry"),
    "calls.blockednumber": _("Blocked number"),
    "calls.phonesystem": _("Telephone system"),
    "calls.trunk": _("Trunk"),
    "calls.diallednumber": _("Dialled number"),
    "escalations.escalationrule": _("Escalation rule"),
    "reports.alarm": _("Alarm"),
}
ACTIONS: dict[str, StrOrPromise] = {
    "created": _("created"),
    "content erased": _("content erased"),
    "old entries removed": _("old entries removed"),
    "log exported": _("log exported"),
    "changed": _("changed"),
    "created like another": _("created like another tenant"),
    "file applied": _("file applied"),
    "configuration exported": _("configuration exported"),
    "deleted": _("deleted"),
    "restored": _("restored"),
    "settings changed": _("settings changed"),
    "tenant chosen": _("tenant chosen"),
    "accounts chosen": _("accounts chosen"),
    "go-live test begun": _("go-live test begun"),
    "made default": _("made the default"),
    "signed in": _("signed in for the account"),
    "processed again": _("processed again"),
    "filed as ticket": _("filed as a ticket"),
    "filed to ticket": _("put to a ticket"),
    "left without ticket": _("left without a ticket"),
    "app setting changed": _("app setting changed"),
    "app setting removed": _("app setting removed"),
    "added": _("added"),
    "withdrawn": _("withdrawn"),
    "role_given": _("role given"),
    "role_taken": _("role taken away"),
    "password_changed": _("password changed"),
    "signed out": _("signed out"),
    "training asked for": _("training asked for"),
    "activated": _("activated"),
    "confirmed": _("confirmed"),
    "switched_on": _("switched on"),
    "switched_off": _("switched off"),
    "model chosen": _("model chosen"),
    "replaced": _("content replaced"),
    "recording opened": _("recording opened"),
    "calls exported": _("calls exported"),
    "greetings changed": _("greetings changed"),
    "letterhead changed": _("letterhead changed"),
    "letters changed": _("letters changed"),
    "erasure asked for": _("erasure asked for"),
    "erasure canceled": _("erasure cancelled"),
    "erased": _("erased"),
    "hold placed": _("hold placed"),
    "eyes opened": _("began to look through the person's eyes"),
    "eyes closed": _("ended looking through the person's eyes"),
    "hold lifted": _("hold lifted"),
    "disclosure asked for": _("information asked for"),
    "disclosure opened": _("information opened"),
    "put in force": _("put in force"),
    "removed": _("removed"),
    "imported words": _("words imported"),
    "signature changed": _("signature changed"),
    "telephony changed": _("telephony changed"),
    "phones changed": _("phones changed"),
    "token renewed": _("token renewed"),
    "call said to be over": _("call said to be over"),
    "held mails released": _("held mails released"),
    "held mails discarded": _("held mails discarded"),
}
FIELDS: dict[str, StrOrPromise] = {
    "is_default": _("default"),
    "entries": _("entries"),
    "like": _("like"),
    "sections": _("sections"),
    "up_to": _("up to number"),
    "rows": _("how many"),
    "format": _("format"),
    "permissions": _("rights"),
    "rules": _("rules"),
    "category": _("category"),
    "category_name": _("category"),
    "accepts_name": _("hours of acceptance"),
    "source_categories": _("source categories"),
    "sides": _("tenants"),
    "version": _("version"),
    "draft": _("draft"),
    "account": _("account"),
    "agent_groups": _("agent groups"),
    "closing_codes": _("closing codes"),
    "tenant": _("tenant"),
    "fallback_category": _("fallback category"),
    "state": _("state"),
    "categories": _("categories"),
    "files": _("files"),
    "content_type": _("content type"),
    "size": _("size"),
    "greeting_ms": _("greeting: Ms"),
    "greeting_mr": _("greeting: Mr"),
    "greeting_named": _("greeting: with first and last name"),
    "greeting_unknown": _("greeting: without a name"),
    "outcome": _("outcome"),
    "reason": _("reason"),
    "ticket": _("ticket"),
    "user": _("user"),
    "role": _("role"),
    "group": _("group"),
    "module_group": _("group"),
    "preferences": _("settings"),
    "sign_ins": _("sign-ins"),
    "theme": _("look"),
    "copy_of": _("copy of"),
    "must_change_password": _("must choose an own password"),
    "telephone system": _("telephone system"),
    "prefix": _("prefix"),
    "postfix": _("postfix"),
    "file": _("file"),
    "created": _("entries created"),
    "changed": _("entries changed"),
    "removed": _("entries removed"),
    "arranged": _("sections put in order"),
}
FIELDS_OF = {"letterhead changed": "letters.stationery"}
"""Where a tenant's entry names the fields of another row."""
TEXTS: dict[str, StrOrPromise] = {"subject": _("subject"), "html": _("text"), "text": _("plain text")}
LONGEST = 160
FIRST = 4
"""As many fields stand in the list; more than one more are folded away."""
NOTHING = "–"


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """``is_new`` when there was nothing before; then what is empty is left out."""

    changes: list[Change]
    is_new: bool
    reason: str = ""
    erased: bool = False

    @property
    def first(self) -> list[Change]:
        return self.changes if len(self.changes) <= FIRST + 1 else self.changes[:FIRST]

    @property
    def more(self) -> list[Change]:
        return self.changes[len(self.first) :]


def kind_of(kind: str) -> str:
    if kind in KINDS:
        return str(KINDS[kind])
    model = _model(kind)
    return str(model._meta.verbose_name) if model else kind


def label_of(entry: AuditEntry) -> str:
    """Which thing it was, by the name it had. The system has none of its own."""
    return gettext("System") if entry.kind == "preferences.systemvalues" else entry.label


def action_of(action: str) -> str:
    return str(ACTIONS.get(action, action))


def changes_of(entry: AuditEntry) -> Changes:
    """Each changed field with its old and its new value, in words."""
    found = list(_changes(entry))
    is_new = entry.action == "created"
    shown = [change for change in found if change.new != NOTHING] if is_new else found
    return Changes(shown, is_new, entry.reason, entry.erased_at is not None)


def _changes(entry: AuditEntry) -> Iterator[Change]:
    model = _model(FIELDS_OF.get(entry.action, entry.kind))
    for name, pair in entry.changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        yield Change(_field_name(model, name), _value(model, name, old), _value(model, name, new))


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> models.Field[Any, Any] | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _field_name(model: type[models.Model] | None, name: str) -> str:
    """The field's name; what is kept by language says in which: ``html (de)``."""
    bare, bracket, language = name.partition(" (")
    if bracket:
        return f"{TEXTS.get(bare, bare)} ({language.removesuffix(')')})"
    if name in REGISTRY:
        return str(REGISTRY[name].label)
    if name in FIELDS:
        return str(FIELDS[name])
    field = _field(model, name)
    return str(field.verbose_name) if field else name


def _value(model: type[models.Model] | None, name: str, value: Any) -> str:
    if name in REGISTRY:
        return in_words(REGISTRY[name], value) if value is not None else gettext("inherited")
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if name == "colour":
        return str(dict(COLOURS).get(value, value))
    if name == "conditions" and isinstance(value, list):
        return "; ".join(condition_in_words(each, {}) for each in conditions_from(value))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    field = _field(model, name)
    if isinstance(field, models.DecimalField):
        return formats.number_format(Decimal(str(value)), field.decimal_places)
    text = str(dict(field.flatchoices).get(value, value)) if field and field.choices else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
