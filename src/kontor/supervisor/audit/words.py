"""An entry of the audit log in words: what kind of thing, what was done, which field. Values: ``changes.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.audit.models import AuditEntry

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
    "must_change_password": _("must choose a password of their own"),
    "telephone system": _("telephone system"),
    "prefix": _("prefix"),
    "postfix": _("postfix"),
    "file": _("file"),
    "created": _("entries created"),
    "changed": _("entries changed"),
    "removed": _("entries removed"),
    "arranged": _("sections put in order"),
    "content": _("what it says"),
    "in force": _("version in force"),
    "week": _("hours of the week"),
    "country": _("country"),
    "subdivision": _("region"),
    "catholic": _("Catholic holidays"),
    "holidays_worked": _("holidays that are worked"),
    "word": _("word"),
    "words": _("words"),
}
TEXTS: dict[str, StrOrPromise] = {
    "subject": _("subject"),
    "html": _("text"),
    "text": _("plain text"),
    "extension": _("extension"),
}


def kind_of(kind: str) -> str:
    if kind in KINDS:
        return str(KINDS[kind])
    model = model_of(kind)
    return str(model._meta.verbose_name) if model else kind


def label_of(entry: AuditEntry) -> str:
    """Which thing it was, by the name it had. The system has none of its own."""
    return gettext("System") if entry.kind == "preferences.systemvalues" else entry.label


def action_of(action: str) -> str:
    return str(ACTIONS.get(action, action))


def model_of(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None
