"""Looking for text modules, and putting them into answers."""

from __future__ import annotations

import pytest

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.domain.module_search import all_shortcuts, search_modules
from kontor.texts.domain.module_use import count_use, offered_module, texts_of
from kontor.texts.models import TextModule
from tests.factories.texts import make_module
from tests.support.scoping import in_scope
from tests.support.statements import statements


def names(words: str, category: Category, language: str = "", **options: int) -> list[str]:
    with in_scope(category.tenant_id):
        found = search_modules(
            words, tenant_id=category.tenant_id, category_id=category.pk, language=language, **options
        )
    return [module.name for module in found]


def test_how_well_a_module_fits_decides_its_place(nordlicht: Tenant, billing: Category) -> None:
    make_module(nordlicht, "Nach der Zählerablesung")
    make_module(nordlicht, "Zählerstand melden")
    make_module(nordlicht, "Den Zähler tauschen")
    make_module(nordlicht, "Abschlag", html="<p>Ihr <b>Zähler</b> wird erst im Mai gelesen.</p>")
    make_module(nordlicht, "Umzug", shortcut="zähler")
    make_module(nordlicht, "Mahnung")

    assert names("zähler", billing) == [
        "Umzug",
        "Zählerstand melden",
        "Den Zähler tauschen",
        "Nach der Zählerablesung",
        "Abschlag",
    ]


def test_two_letters_are_enough_and_accents_do_not_count(nordlicht: Tenant, billing: Category) -> None:
    make_module(nordlicht, "Übergabe des Zählers", html="<p>ub</p>")
    make_module(nordlicht, "Mahnung", html="<p>Gruß und Übergabe</p>")

    assert names("ub", billing) == names("Üb", billing) == ["Übergabe des Zählers"]


def test_all_words_must_fit_in_any_order(nordlicht: Tenant, billing: Category) -> None:
    make_module(nordlicht, "Abschlag erhöhen")
    make_module(nordlicht, "Abschlag senken")

    assert names("erh absch", billing) == ["Abschlag erhöhen"]


@pytest.mark.parametrize("typed", ["abshclag", "abschalg", "abschlga", "abschla"])
def test_a_slip_of_the_finger_still_finds_it(nordlicht: Tenant, billing: Category, typed: str) -> None:
    make_module(nordlicht, "Abschlag erhöhen")
    make_module(nordlicht, "Umzug melden")

    assert names(typed, billing) == ["Abschlag erhöhen"]


@pytest.mark.parametrize("typed", ["strong", "10%", "ge_n", "gern\\"])
def test_marks_of_the_database_and_of_html_mean_nothing(nordlicht: Tenant, billing: Category, typed: str) -> None:
    make_module(nordlicht, "Gruß", html="<p><strong>Gern</strong> geschehen, 100 Mal</p>")

    assert names(typed, billing) == []


@pytest.mark.parametrize("typed", ["", " ", "_", "%", "\\", "'"])
def test_without_letters_everything_is_offered(nordlicht: Tenant, billing: Category, typed: str) -> None:
    make_module(nordlicht, "Gruß")

    assert names(typed, billing) == ["Gruß"]


def test_what_stands_at_the_top_comes_first_then_what_is_used_most(nordlicht: Tenant, billing: Category) -> None:
    make_module(nordlicht, "Rechnung A")
    make_module(nordlicht, "Rechnung B", used=7)
    make_module(nordlicht, "Rechnung C", top=True)
    make_module(nordlicht, "Rechnung D", used=9)

    ordered = ["Rechnung C", "Rechnung D", "Rechnung B", "Rechnung A"]
    assert names("rech", billing) == names("", billing) == ordered
    assert names("", billing, most=2) == ordered[:2]


def test_modules_of_the_category_and_those_of_none_are_offered(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_module(nordlicht, "Nur Umzug", html="<p>x</p>", categories=(moving,))
    make_module(nordlicht, "Nur Rechnung", html="<p>x</p>", categories=(billing,))
    make_module(nordlicht, "Für alle")

    assert (names("", billing), names("", moving)) == (["Für alle", "Nur Rechnung"], ["Für alle", "Nur Umzug"])


def test_modules_of_the_language_and_those_for_all_are_offered(nordlicht: Tenant, billing: Category) -> None:
    for language in ("de", "en", ""):
        make_module(nordlicht, f"Gruß {language}".strip(), language=language)

    assert names("gruß", billing, "en") == ["Gruß", "Gruß en"]
    assert names("gruß", billing) == ["Gruß", "Gruß de", "Gruß en"]


def test_the_modules_of_another_tenant_and_deleted_ones_are_not_found(
    nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    foreign = make_module(alpina, "Geheim", shortcut="gh")
    gone = make_module(nordlicht, "Geheim und weg", shortcut="weg")
    with in_scope(nordlicht, alpina):
        TextModule.objects.filter(pk=gone.pk).update(deleted_at=clock.now())

        assert search_modules("geheim", tenant_id=nordlicht.pk, category_id=billing.pk) == []
        assert all_shortcuts(tenant_id=nordlicht.pk, category_id=billing.pk) == {}
        assert (
            offered_module(foreign.pk, tenant_id=nordlicht.pk),
            offered_module(gone.pk, tenant_id=nordlicht.pk),
        ) == (
            None,
            None,
        )
        assert texts_of([foreign.pk, gone.pk], tenant_id=nordlicht.pk) == {}


def test_a_shortcut_means_the_module_of_the_language_first(nordlicht: Tenant, billing: Category) -> None:
    german = make_module(nordlicht, "Gruß deutsch", shortcut="Gr", language="de")
    everybody = make_module(nordlicht, "Gruß für alle", shortcut="gr")
    make_module(nordlicht, "Ohne Kürzel")
    shortcuts = {}
    for language in ("de", "en"):
        with in_scope(nordlicht), statements() as sent:
            known = all_shortcuts(tenant_id=nordlicht.pk, category_id=billing.pk, language=language)
        shortcuts[language] = {key: module.id for key, module in known.items()}

    assert shortcuts == {"de": {"gr": german.pk}, "en": {"gr": everybody.pk}}
    assert len(sent) == 1


def test_what_is_put_into_answers_rises(nordlicht: Tenant, billing: Category) -> None:
    make_module(nordlicht, "Antwort A", used=1)
    second = make_module(nordlicht, "Antwort B")
    with in_scope(nordlicht):
        count_use(second)
        count_use(second)
        second.refresh_from_db()

    assert (second.used, second.used_at is not None) == (2, True)
    assert names("antw", billing) == ["Antwort B", "Antwort A"]


def test_a_search_is_one_statement_however_many_there_are(nordlicht: Tenant, billing: Category) -> None:
    for number in range(30):
        make_module(nordlicht, f"Baustein {number}", html="<p>x</p>", categories=(billing,))

    with in_scope(nordlicht), statements() as sent:
        found = search_modules("baustein", tenant_id=nordlicht.pk, category_id=billing.pk)

    assert (len(found), len(sent)) == (20, 1)
