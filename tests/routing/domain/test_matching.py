from __future__ import annotations

import pytest

from kontor.routing.domain.matching import AddressPattern, ConditionKind, Conditions, MailFacts, WordPattern, Words


def _fits(conditions: Conditions, **facts: object) -> bool:
    return conditions.match(MailFacts(**facts)).fits  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Rechnung", "Ihre RECHNUNG, bitte"),
        ("Kündigung", "Kuendigung des Vertrags"),
        ("Kuendigung", "KÜNDIGUNG"),
        ("Kündigung", "Ku\u0308ndigung"),
        ("Straße", "Alte STRASSE 5"),
        ("Rechnung", "Rechnung_2024.pdf"),
        ("nicht   erhalten", "Ware noch nicht\nerhalten!"),
        ("T-Mobile", "bei t-mobile kaufen"),
        ("kündig*", "Ich möchte kündigen"),
        ("*vertrag", "Mein Stromvertrag endet"),
        ("*ahnung*", "zweite Mahnung. Ahnungslos"),
        ("4711", "Auftrag 4711"),
    ],
)
def test_word_is_found(pattern: str, text: str) -> None:
    assert WordPattern.of(pattern).fits(Words.of(text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Rechnung", "Abrechnung"),
        ("Rechnung", "Rechnungen"),
        ("kündig*", "gekündigt"),
        ("*vertrag", "Vertragsende"),
        ("nicht erhalten", "erhalten, nicht wahr"),
        ("Kündigung", "Kundigung"),
        ("...", "Alles ..."),
        ("Rechnung", ""),
    ],
)
def test_word_is_not_found(pattern: str, text: str) -> None:
    assert not WordPattern.of(pattern).fits(Words.of(text))


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("service@shop.example", "service@shop.example"),
        ("service@shop.example", "service+order-7@shop.example"),
        ("service+vip@shop.example", "service+vip@shop.example"),
        ("@shop.example", "anyone@shop.example"),
        ("@shop.example", "anyone@mail.shop.example"),
        ("@müller.example", "info@xn--mller-kva.example"),
    ],
)
def test_address_fits(pattern: str, address: str) -> None:
    assert AddressPattern.of(pattern).fits(address)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("service+vip@shop.example", "service@shop.example"),
        ("service@shop.example", "service@mail.shop.example"),
        ("service@shop.example", "myservice@shop.example"),
        ("@shop.example", "anyone@myshop.example"),
        ("@shop.example", "shop.example@other.example"),
        ("@shop.example", ""),
    ],
)
def test_address_does_not_fit(pattern: str, address: str) -> None:
    assert not AddressPattern.of(pattern).fits(address)


def test_addresses_of_the_mail_are_normalised() -> None:
    conditions = Conditions.of(recipients=["service@shop.example"], senders=["@firma.example"])

    assert _fits(conditions, recipients=("other@shop.example", "SERVICE@Shop.Example"), sender="Kunde@FIRMA.example")


def test_every_condition_that_is_set_must_hold() -> None:
    conditions = Conditions.of(senders=["@firma.example"], subject_words=["Mahnung", "Rechnung"])

    assert _fits(conditions, sender="a@firma.example", subject="Rechnung 7")
    assert not _fits(conditions, sender="a@andere.example", subject="Rechnung 7")
    assert not _fits(conditions, sender="a@firma.example", subject="Hallo")


def test_words_in_subject_and_text_are_two_conditions() -> None:
    conditions = Conditions.of(subject_words=["Rechnung"], text_words=["falsch"])

    assert _fits(conditions, subject="Rechnung", text="Sie ist falsch.")
    assert not _fits(conditions, subject="Rechnung falsch", text="Siehe oben")


def test_language_ignores_the_country() -> None:
    conditions = Conditions.of(languages=["de"])

    assert _fits(conditions, language="de-AT")
    assert not _fits(conditions, language="en")
    assert not _fits(conditions, language="")


def test_without_conditions_everything_fits() -> None:
    assert _fits(Conditions())


def test_match_names_what_holds_and_what_does_not() -> None:
    conditions = Conditions.of(languages=["de"], senders=["@firma.example"], text_words=["falsch", "Fehler"])

    match = conditions.match(MailFacts(language="de", sender="a@firma.example", text="Alles gut"))

    assert [(hit.kind, hit.alternative) for hit in match.hits] == [
        (ConditionKind.LANGUAGE, "de"),
        (ConditionKind.SENDER, "@firma.example"),
    ]
    assert match.missed is ConditionKind.TEXT
