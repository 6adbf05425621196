from __future__ import annotations

import pytest

from kontor.tenants.models import Tenant
from kontor.texts.domain.greeting_words import greeting_for, greetings_of
from kontor.texts.domain.names import PersonName, split_name
from tests.factories.texts import make_greeting
from tests.support.scoping import in_scope


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Anna Müller", PersonName("Anna", "Müller")),
        ("Müller, Anna", PersonName("Anna", "Müller")),
        ("Müller, Anna Maria", PersonName("Anna Maria", "Müller")),
        ("Dr. Anna Müller", PersonName("Anna", "Müller", "Dr.")),
        ("Prof. Dr. med. Jan Weiß", PersonName("Jan", "Weiß", "Prof. Dr.")),
        ("Frau Petersen", PersonName("", "Petersen")),
        ("Herr Dr. Krone", PersonName("", "Krone", "Dr.")),
        ("Anna von der Heide", PersonName("Anna", "von der Heide")),
        ("Ludwig van Beethoven", PersonName("Ludwig", "van Beethoven")),
        ("Anna Müller, M.Sc.", PersonName("Anna", "Müller")),
        ("Hasan Yıldız", PersonName("Hasan", "Yıldız")),
        ("Jean-Luc O'Neill", PersonName("Jean-Luc", "O'Neill")),
        ('"Anna Müller"', PersonName("Anna", "Müller")),
        ("Petersen", PersonName("", "Petersen")),
        ("Müller GmbH", PersonName()),
        ("Müller & Söhne", PersonName()),
        ("Turnverein Seeheim e.V.", PersonName()),
        ("Team Einkauf", PersonName()),
        ("jana.petersen@postfach.example", PersonName()),
        ("Angebote von evil.example", PersonName()),
        ("Haus 24", PersonName()),
        ("https://evil.example Anna", PersonName()),
        ("", PersonName()),
        ("x " * 200, PersonName()),
    ],
)
def test_names_are_split_carefully(name: str, person: PersonName):
    assert split_name(name) == person


@pytest.mark.parametrize(
    ("name", "salutation", "language", "line"),
    [
        ("Anna Müller", "ms", "de", "Sehr geehrte Frau Müller,"),
        ("Dr. Jan Krone", "mr", "de", "Sehr geehrter Herr Dr. Krone,"),
        ("Anna Müller", "", "de", "Guten Tag Anna Müller,"),
        ("Anna Müller", "neutral", "de", "Guten Tag Anna Müller,"),
        ("Petersen", "", "de", "Sehr geehrte Damen und Herren,"),
        ("Müller GmbH", "", "de", "Sehr geehrte Damen und Herren,"),
        ("Anna Müller", "ms", "en", "Dear Ms Müller,"),
        ("Anna Müller", "mr", "en-GB", "Dear Mr Müller,"),
        ("Anna Müller", "", "fr", "Dear Anna Müller,"),
        ("", "", "en", "Dear Sir or Madam,"),
        ("Studio 54", "ms", "de", "Sehr geehrte Frau Studio 54,"),
    ],
)
def test_the_greeting_says_only_what_is_known(name: str, salutation: str, language: str, line: str):
    assert greeting_for(name, salutation, language, own={}, tenant_name="Nordlicht") == line


def test_the_tenants_own_words_come_first(nordlicht: Tenant, alpina: Tenant):
    make_greeting(nordlicht, "named", "Moin ${customer.first_name},")
    make_greeting(nordlicht, "unknown", "Moin bei ${tenant.name},")
    make_greeting(alpina, "named", "Grüß Gott ${customer.name},")

    with in_scope(nordlicht, alpina):
        own = greetings_of(nordlicht)

    def line(name: str, salutation: str = "", language: str = "de") -> str:
        return greeting_for(name, salutation, language, own=own, tenant_name="Nordlicht", otherwise="de")

    assert line("Anna Müller") == "Moin Anna,"
    assert line("") == "Moin bei Nordlicht,"
    assert line("Anna Müller", "ms") == "Sehr geehrte Frau Müller,"
    assert line("Anna Müller", "", "fr") == "Moin Anna,"
    assert line("Anna Müller", "", "en") == "Dear Anna Müller,"


def test_a_name_is_no_placeholder_in_its_greeting():
    line = greeting_for("${tenant.name} Müller", "ms", "de", own={}, tenant_name="Geheim")

    assert "Geheim" not in line
