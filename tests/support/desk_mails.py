"""Mails to a service desk, made up: eight categories, German and English, whose words overlap, and with noise."""

from __future__ import annotations

import random
from dataclasses import dataclass

from kontor.routing.learning.features import Sample

CATEGORIES = ("invoice", "payment", "delivery", "returns", "contract", "moving", "technical", "praise")
SIZES = (20, 16, 20, 12, 10, 8, 10, 4)
"""How frequent the categories are, in percent."""

_WORDS: dict[str, tuple[str, str]] = {
    "invoice": (
        "Rechnung Abrechnung Betrag Position Rechnungsnummer Mehrwertsteuer Kopie Anschrift Nachzahlung Guthaben",
        "invoice bill amount item copy VAT charged statement total credit",
    ),
    "payment": (
        "Mahnung Lastschrift Konto IBAN Überweisung Betrag Rate Zahlung Frist abgebucht Guthaben",
        "reminder debit account IBAN transfer amount instalment payment overdue charged",
    ),
    "delivery": (
        "Paket Lieferung Sendung Zusteller Sendungsnummer Verspätung Bestellung Anschrift Nachbar Termin",
        "parcel delivery shipment courier tracking late order address neighbour item",
    ),
    "returns": (
        "Rücksendung Retoure Umtausch Etikett Paket Größe defekt Erstattung Bestellung Betrag",
        "return refund exchange label parcel size broken order amount item",
    ),
    "contract": (
        "Kündigung Vertrag Laufzeit Tarif Frist Verlängerung Bestätigung Preiserhöhung kündigen Termin",
        "cancel contract term tariff notice renewal confirmation price increase account",
    ),
    "moving": (
        "Umzug Anschrift Wohnung Zählerstand Einzug Auszug Adresse Ummeldung Vertrag Schlüssel",
        "moving address flat meter reading move notice contract key tenant",
    ),
    "technical": (
        "Störung Internet Router Anmeldung Passwort Fehlermeldung App Leuchte Verbindung Techniker Termin",
        "outage internet router login password error app light connection technician account",
    ),
    "praise": (
        "Dank freundlich zufrieden Mitarbeiterin schnell Hilfe Lob empfehlen",
        "thanks friendly happy colleague quick help great recommend",
    ),
}
_FRAMES = (
    (
        "es geht um {0} und {1}.",
        "Ich habe eine Frage zu {0}.",
        "Leider stimmt {0} nicht, auch {1} fehlt.",
        "Seit {n} Tagen warte ich wegen {0}.",
        "Bitte prüfen Sie {0} mit der Nummer {n} und {1}.",
        "Was ist mit {0}?",
        "Ich hatte schon am {n}.05. wegen {0} geschrieben, es ging um {1}.",
    ),
    (
        "this is about {0} and {1}.",
        "I have a question about {0}.",
        "Unfortunately {0} is wrong and {1} is missing.",
        "I have been waiting {n} days because of {0}.",
        "Please check {0} number {n} and {1}.",
        "What about {0}?",
        "I wrote to you on May {n} about {0}, it was {1}.",
    ),
)
_FILLING = (
    (
        "Ich bitte um eine schnelle Antwort.",
        "Das ist sehr ärgerlich, weil ich Kunde seit Jahren bin.",
        "Meine Kundennummer ist {n}.",
        "Am Telefon konnte mir niemand helfen.",
        "Bitte rufen Sie mich unter {n} zurück.",
        "Im Anhang finden Sie das Schreiben.",
    ),
    (
        "Please answer soon.",
        "This is annoying as I have been a customer for years.",
        "My customer number is {n}.",
        "Nobody on the phone could help me.",
        "Please call me back on {n}.",
        "Attached you find the letter.",
    ),
)
_OPENING = (("Guten Tag, ", "Hallo, ", "Sehr geehrte Damen und Herren, "), ("Hello, ", "Dear team, ", "Hi, "))
_CLOSING = (("Mit freundlichen Grüßen", "Viele Grüße"), ("Kind regards", "Best wishes"))
_DOMAINS = ("post.example", "mail.example", "web.example", "firma.example")


@dataclass(frozen=True)
class DeskMail:
    sample: Sample
    category: int


def desk_mails(count: int, *, seed: int = 1, wrong: float = 0.04, foreign: float = 0.25) -> list[DeskMail]:
    """``wrong``: share of mails in another category than their words say; ``foreign``: of words of others."""
    lot = random.Random(seed)
    return [_mail(lot, wrong, foreign) for _ in range(count)]


def _mail(lot: random.Random, wrong: float, foreign: float) -> DeskMail:
    place = lot.choices(range(len(CATEGORIES)), SIZES)[0]
    language = 0 if lot.random() < 0.6 else 1
    sentences = [_sentence(lot, place, language, foreign) for _ in range(lot.randint(1, 3))]
    filling = lot.sample(_FILLING[language], lot.randint(0, 3))
    sentences += [each.format(n=lot.randint(1000, 9_999_999)) for each in filling]
    text = lot.choice(_OPENING[language]) + " ".join(sentences) + "\n\n" + lot.choice(_CLOSING[language])
    subject = _word(lot, place, language, foreign) if lot.random() < 0.6 else lot.choice(("Anfrage", "Question", ""))
    if lot.random() < wrong:
        place = lot.randrange(len(CATEGORIES))
    domain = lot.choice(_DOMAINS)
    return DeskMail(Sample(subject, _typos(lot, text), domain, "1", ("de", "en")[language]), place)


def _sentence(lot: random.Random, place: int, language: int, foreign: float) -> str:
    words = [_word(lot, place, language, foreign) for _ in range(2)]
    return lot.choice(_FRAMES[language]).format(*words, n=lot.randint(1, 28))


def _word(lot: random.Random, place: int, language: int, foreign: float) -> str:
    if lot.random() < foreign:
        place = lot.randrange(len(CATEGORIES))
    return lot.choice(_WORDS[CATEGORIES[place]][language].split())


def _typos(lot: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(len(letters) // 120):
        at = lot.randrange(len(letters) - 1)
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)
