"""Two people who save at the same moment."""

from __future__ import annotations

from functools import partial

from django.utils import translation

from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.preferences.uses import InUse
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.module_queries import modules_in_scope
from kontor.texts.domain.modules import ModuleValues, change_module, create_module
from kontor.texts.domain.templates import change_template, create_template, delete_templates
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TextModule
from tests.support.scoping import in_scope
from tests.support.threads import at_once


def test_of_two_who_save_one_template_the_first_wins(
    committed_db: str, nordlicht: Tenant, sven: User, ada: User
) -> None:
    with in_scope(nordlicht):
        contents = {"de": Content(html="<p>Alt</p>"), "en": Content(html="<p>Old</p>")}
        template = create_template(nordlicht, name="Antwort", contents=contents, by=sven).template

    results = at_once(partial(_save, template, "de", sven), partial(_save, template, "en", ada))

    won = next(place for place, each in enumerate(results) if isinstance(each, str))
    lost = results[1 - won]
    assert isinstance(lost, Refused)
    assert str(lost) == "Somebody else has changed the template “Antwort” in the meantime. Nothing was overwritten."
    with in_scope(nordlicht):
        texts = dict(ReplyTemplate.objects.get().contents.values_list("language", "html"))
        versions = list(template.versions.values_list("number", "by"))
    assert texts == {"de": "<p>Alt</p>", "en": "<p>Old</p>", ["de", "en"][won]: "<p>Neu</p>"}
    assert sorted(versions) == [(1, sven.pk), (2, [sven, ada][won].pk)]


def test_an_include_is_not_deleted_while_a_module_begins_to_name_it(
    committed_db: str, nordlicht: Tenant, sven: User
) -> None:
    with in_scope(nordlicht):
        snippet = create_template(
            nordlicht,
            name="Zeiten",
            kind=TemplateKind.INCLUDE,
            part=IncludePart.SNIPPET,
            contents={"de": Content(html="<p>9 bis 17 Uhr</p>")},
            by=sven,
        ).template
        module = create_module(nordlicht, ModuleValues(name="Gruß", html="<p>Hallo</p>"), by=sven)

    results = at_once(partial(_name_it, module, sven), partial(_delete, snippet, sven))

    named, deleted = (isinstance(each, str) for each in results)
    assert named != deleted
    assert isinstance(results[0 if deleted else 1], Refused if deleted else InUse)
    with in_scope(nordlicht):
        assert ("include.zeiten" in modules_in_scope().get().html) == named
        assert ReplyTemplate.objects.living().exists() == named


def _save(template: ReplyTemplate, language: str, by: User) -> str:
    with in_scope(template.tenant_id), translation.override("en"):
        change_template(template, version=1, by=by, contents={language: Content(html="<p>Neu</p>")})
    return "saved"


def _name_it(module: TextModule, by: User) -> str:
    with in_scope(module.tenant_id):
        values = ModuleValues(name="Gruß", html="<p>${include.zeiten}</p>")
        change_module(module, values, version=1, by=by)
    return "saved"


def _delete(snippet: ReplyTemplate, by: User) -> str:
    with in_scope(snippet.tenant_id):
        delete_templates([snippet], by=by)
    return "deleted"
