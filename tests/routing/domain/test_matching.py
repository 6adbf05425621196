from __future__ import annotations

import time

import pytest

from kontor.routing.domain.addresses import AddressPattern
from kontor.routing.domain.conditions import (
    Condition,
    conditions_from,
    language_is,
    recipient_is,
    sender_is,
    subject_has,
    text_has,
)
from kontor.routing.domain.facts import AttachmentFacts, MailFacts
from kontor.routing.domain.matching import Keywords, Prepared
from kontor.routing.domain.words import STEMMED, Form, WordPattern, Words, stem
from kontor.routing.enums import MailKind, Part


def _fits(*conditions: Condition, threshold: int = 0, **facts: object) -> bool:
    prepared = Prepared.of(conditions, threshold=threshold, tenant_id=7)
    return prepared.match(MailFacts(**facts)).fits  # type: ignore[arg-type]


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
    conditions = recipient_is("service@shop.example"), sender_is("@firma.example")

    assert _fits(*conditions, recipients=("other@shop.example", "SERVICE@Shop.Example"), sender="Kunde@FIRMA.example")


def test_every_condition_without_points_must_hold() -> None:
    conditions = sender_is("@firma.example"), subject_has("Mahnung", "Rechnung")

    assert _fits(*conditions, sender="a@firma.example", subject="Rechnung 7")
    assert not _fits(*conditions, sender="a@andere.example", subject="Rechnung 7")
    assert not _fits(*conditions, sender="a@firma.example", subject="Hallo")


def test_words_in_subject_and_text_are_two_conditions() -> None:
    conditions = subject_has("Rechnung"), text_has("falsch")

    assert _fits(*conditions, subject="Rechnung", text="Sie ist falsch.")
    assert not _fits(*conditions, subject="Rechnung falsch", text="Siehe oben")


def test_language_ignores_the_country() -> None:
    assert _fits(language_is("de"), language="de-AT")
    assert not _fits(language_is("de"), language="en")
    assert not _fits(language_is("de"), language="")


def test_without_conditions_everything_fits() -> None:
    assert _fits()


def test_negated_condition_holds_when_the_mail_does_not_fit() -> None:
    assert _fits(text_has("Angebot", negated=True), text="Meine Rechnung")
    assert not _fits(text_has("Angebot", negated=True), text="Ihr Angebot")


def test_quotes_count_only_where_they_are_asked() -> None:
    facts = {"text": "Ja, gern.", "whole_text": "Ja, gern.\n> Ihre Kündigung"}

    assert not _fits(text_has("Kündigung"), **facts)
    assert _fits(Condition(Part.WHOLE_TEXT, ("Kündigung",)), **facts)


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        (Condition(Part.HEADER, ("hoch",), name="x-priority"), True),
        (Condition(Part.HEADER, ("hoch",), name="x-other"), False),
        (Condition(Part.ATTACHMENT_NAME, ("rechnung*.PDF",)), True),
        (Condition(Part.ATTACHMENT_NAME, ("*.docx",)), False),
        (Condition(Part.ATTACHMENT_TYPE, ("image/*", "application/pdf")), True),
        (Condition(Part.ATTACHMENT_TYPE, ("image/*",)), False),
        (Condition(Part.ATTACHMENT_COUNT, least=1), True),
        (Condition(Part.ATTACHMENT_COUNT, most=0), False),
        (Condition(Part.SIZE, least=100), True),
        (Condition(Part.SIZE, most=100), False),
        (Condition(Part.SIZE, least=50, most=200), True),
        (Condition(Part.KIND, ("list", "automatic")), True),
        (Condition(Part.KIND, ("list",)), False),
        (Condition(Part.AUTHENTICATION, ("dmarc=fail",)), True),
        (Condition(Part.AUTHENTICATION, ("dmarc=pass", "spf=fail")), False),
        (Condition(Part.SPAM), True),
        (Condition(Part.SPAM_SCORE, least=5), True),
        (Condition(Part.SPAM_SCORE, least=8), False),
        (Condition(Part.KNOWN_CUSTOMER), True),
        (Condition(Part.KNOWN_CUSTOMER, negated=True), False),
    ],
)
def test_every_part_of_a_mail(condition: Condition, fits: bool) -> None:
    facts = {
        "headers": lambda name: ["1 (hoch)"] if name == "x-priority" else [],
        "attachments": (AttachmentFacts("Rechnung 7.pdf", "application/pdf", 9),),
        "size": 150 * 1024,
        "kinds": frozenset({MailKind.AUTOMATIC}),
        "spf": "pass",
        "dmarc": "FAIL",
        "spam_flag": True,
        "spam_score": 7.5,
        "known_to": frozenset({7, 9}),
    }

    assert _fits(condition, **facts) is fits


def test_nothing_is_known_without_a_trusted_server_and_another_tenants_customer_is_none() -> None:
    assert not _fits(Condition(Part.AUTHENTICATION, ("spf=pass",)))
    assert not _fits(Condition(Part.SPAM_SCORE, most=100))
    assert not _fits(Condition(Part.KNOWN_CUSTOMER), known_to=frozenset({8}))


def test_points_must_reach_the_threshold() -> None:
    conditions = text_has("Rechnung", points=3), text_has("falsch", points=2), text_has("Werbung", points=-4)

    assert _fits(*conditions, threshold=5, text="Rechnung falsch")
    assert not _fits(*conditions, threshold=5, text="Rechnung")
    assert not _fits(*conditions, threshold=5, text="Rechnung falsch, Werbung")


def test_points_do_not_replace_what_must_hold() -> None:
    conditions = subject_has("Beschwerde"), text_has("Rechnung", points=9)

    assert not _fits(*conditions, threshold=1, text="Rechnung")
    assert _fits(*conditions, threshold=1, subject="Beschwerde", text="Rechnung")


@pytest.mark.parametrize(
    ("language", "word", "text", "fits"),
    [
        ("de", "Rechnung", "Zwei Rechnungen", True),
        ("de", "Haus", "alte Häuser", True),
        ("de", "Haus", "alte Haeuser", True),
        ("de", "kündigen", "meine Kündigung", True),
        ("de", "offene Rechnung", "Ihre offenen Rechnungen", True),
        ("de", "offene Rechnung", "Rechnungen sind offen", False),
        ("de", "cancel", "cancelled", False),
        ("en", "cancel order", "I cancelled two orders", False),
        ("en", "cancelled order", "cancelling orders", True),
        ("", "Rechnung", "Rechnungen", True),
        ("", "order", "orders", True),
        ("fr", "Rechnung", "Rechnungen", False),
        ("fr", "Rechnung", "Rechnung", True),
    ],
)
def test_stems_of_the_mails_language(language: str, word: str, text: str, fits: bool) -> None:
    assert _fits(text_has(word, stems=True), text=text, language=language) is fits


@pytest.mark.parametrize("language", list(STEMMED))
def test_no_form_of_a_word_is_passed_over_unstemmed(language: str) -> None:
    """Words are stemmed only when they begin like the pattern: that must not hide any with the same stem."""
    endings = "", "e", "en", "em", "er", "es", "s", "st", "ung", "ungen", "heit", "isch", "ly", "ing", "ed", "ies", "y"
    roots = "haeus haus rechn kuendig kund zaehl buech buch quell neu frau treu michael cancel happ tr run good order"
    words = [root + ending for root in roots.split() for ending in endings]
    text = Words.of(" ".join(words))

    for word in words:
        same = {other for other in text.distinct if stem(other, language) == stem(word, language)}
        assert text.forms(Form.of(word, language), language) == same


def test_two_hundred_rules_and_a_long_mail() -> None:
    """No rule costs so much that many of them would hold up the mail: all in far less than a second."""
    words = [f"{start}{ending}" for start in ("rechn", "kund", "zahl", "lief") for ending in ("ung", "e", "t", "bar")]
    rules = [
        Prepared.of([text_has(*(f"{word}{number}" for word in words), f"/KD{number}-[0-9]+x/", stems=True)])
        for number in range(200)
    ]
    facts = MailFacts(text=" ".join(f"wort{number % 3000} rechnung" for number in range(4000)), language="de")
    began = time.process_time()

    assert not any(rule.match(facts).fits for rule in rules)
    assert time.process_time() - began < 1


def test_without_stems_words_are_compared_as_written() -> None:
    assert not _fits(text_has("Rechnung"), text="Rechnungen", language="de")


def test_keyword_sets_are_more_alternatives() -> None:
    sets = {4: Keywords.of("Ärger", ["unverschämt*", "Anwalt AND nie"], stems=False)}
    prepared = Prepared.of([text_has("Beschwerde", sets=(4,))], sets=sets)

    def value(text: str) -> str | None:
        match = prepared.match(MailFacts(text=text))
        return match.hits[0].value if match.hits else None

    assert value("Eine Beschwerde") == "Beschwerde"
    assert value("unverschämter Ton") == "Ärger: unverschämt*"
    assert value("mein Anwalt sagt: nie wieder") == "Ärger: Anwalt AND nie"
    assert value("mein Anwalt") is None


def test_match_names_what_holds_and_what_does_not() -> None:
    conditions = [language_is("de"), sender_is("@firma.example"), text_has("falsch", "Fehler"), subject_has("Hallo")]
    facts = MailFacts(language="de", sender="a@firma.example", text="Alles gut", subject="Hallo")

    quick, thorough = Prepared.of(conditions).match(facts), Prepared.of(conditions).match(facts, thorough=True)

    assert [(hit.condition.part, hit.value) for hit in thorough.hits] == [
        (Part.LANGUAGE, "de"),
        (Part.SENDER, "@firma.example"),
        (Part.SUBJECT, "Hallo"),
    ]
    assert quick.missed == thorough.missed == conditions[2]
    assert not quick.fits
    assert not thorough.fits


def test_conditions_survive_being_stored() -> None:
    conditions = (
        subject_has("Rechnung", stems=True, negated=True, points=-3, sets=(4, 5)),
        Condition(Part.SIZE, least=0, most=10.5),
        Condition(Part.HEADER, ("x",), name="x-priority"),
        Condition(Part.SPAM),
    )

    assert conditions_from(each.to_json() for each in conditions) == conditions
