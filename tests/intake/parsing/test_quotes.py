"""Own words, quotes and signatures: folded, never cut."""

from __future__ import annotations

import random
import time

import pytest

from kontor.intake.parsing.quotes import BlockKind, own_text, split_quotes
from tests.mails import all_names, parsed

OWN, QUOTED, SIGNATURE = BlockKind.OWN, BlockKind.QUOTED, BlockKind.SIGNATURE


def kinds(text: str) -> list[BlockKind]:
    return [block.kind for block in split_quotes(text)]


def rejoined(text: str) -> str:
    return "\n".join(block.text for block in split_quotes(text))


def test_answers_between_quotes_stay_visible() -> None:
    text = "> Ist der Betrag richtig?\n\nJa.\n\n> Wann liefern Sie?\nAm Montag.\n\nAnna"

    assert kinds(text) == [QUOTED, OWN, QUOTED, OWN]
    assert own_text(text) == "Ja.\n\nAm Montag.\n\nAnna"


@pytest.mark.parametrize(
    "introduction",
    [
        "Am 12.11.2026 um 10:00 schrieb Service <service@north.example>:",
        "Am Do., 12. Nov. 2026 um 10:00 Uhr schrieb Service North\n<service@north.example>:",
        "On Thu, Nov 12, 2026 at 10:00 AM Service <service@north.example> wrote:",
        "On Thu, Nov 12, 2026 at 10:00 AM\nService <service@north.example> wrote:",
        "Le jeu. 12 nov. 2026 à 10:00, Service <service@north.example> a écrit :",
        "Il giorno gio 12 nov 2026 alle ore 10:00 Service ha scritto:",
        "El jue, 12 nov 2026 a las 10:00, Service escribió:",
        "Op do 12 nov. 2026 om 10:00 schreef Service <service@north.example>:",
        "Service North schrieb am 12.11.2026:",
    ],
)
def test_introductions_fold_with_their_quote(introduction: str) -> None:
    text = f"Danke, passt.\n\n{introduction}\n\n> Guten Tag\n> alles gut"

    assert kinds(text) == [OWN, QUOTED]
    assert own_text(text) == "Danke, passt."


@pytest.mark.parametrize(
    "block",
    [
        "-----Ursprüngliche Nachricht-----\nVon: Service",
        "-----Original Message-----\nFrom: Service",
        "Von: Service <service@north.example>\nGesendet: Donnerstag, 12. November 2026\nAn: Anna\nBetreff: Rechnung",
        "________________________________\nFrom: Service\nSent: Thursday\nTo: Anna\nSubject: Bill",
        "*Von:* Service\n*Gesendet:* Donnerstag\n*An:* Anna\n*Betreff:* Rechnung",
        "De : Service\nEnvoyé : jeudi\nÀ : Anna\nObjet : Facture",
    ],
)
def test_an_original_below_is_quoted(block: str) -> None:
    text = f"Danke.\n\n{block}\n\nGuten Tag,\n\nalter Text ohne Zeichen."

    assert kinds(text) == [OWN, QUOTED]
    assert own_text(text) == "Danke."


@pytest.mark.parametrize(
    "text",
    [
        "Bitte ansehen.\n\n---------- Forwarded message ---------\nVon: A\nGesendet: B\nAn: C\nBetreff: D\n\nWichtig",
        "Bitte ansehen.\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: A\nDatum: B\nAn: C\nBetreff: D\n\nWichtig",
        "Von: A\nGesendet: B\nAn: C\nBetreff: D\n\nNur Weitergeleitetes",
        "Von: mir ist alles gut: an: alle",
        "Er schrieb:\n\nIch komme morgen.",
    ],
)
def test_forwarded_and_doubtful_text_stays(text: str) -> None:
    assert kinds(text) == [OWN]


def test_signatures() -> None:
    assert kinds("Hallo\n\n-- \nAnna Beispiel\nTel. 040 1") == [OWN, SIGNATURE]
    assert kinds("Hallo\n--\nAnna\n\nAm 1.1.2026 schrieb X:\n> alt") == [OWN, SIGNATURE, QUOTED]
    assert kinds("Hallo\n\nVon meinem iPhone gesendet") == [OWN, SIGNATURE]
    assert kinds("Hallo\n\nSent from my phone\n\n> alt") == [OWN, SIGNATURE, QUOTED]


def test_a_long_text_behind_the_mark_is_no_signature() -> None:
    assert kinds("Hallo\n-- \n" + "Zeile\n" * 50) == [OWN]
    assert kinds("Gesendet mit DHL, aber nicht angekommen.\nBitte prüfen.") == [OWN]


@pytest.mark.parametrize("name", all_names())
def test_nothing_is_ever_cut_from_real_mails(name: str) -> None:
    text = parsed(name).text

    assert rejoined(text) == text


def test_nothing_is_ever_cut_from_any_text() -> None:
    chance = random.Random(3)
    lines = [
        "",
        "> alt",
        ">> älter",
        "Hallo",
        "Am 1.1.2026 schrieb X:",
        "-- ",
        "Von: A",
        "Gesendet: B",
        "An: C",
        "Betreff: D",
        "-----Original Message-----",
        "Sent from my phone",
        "wrote:",
        " ",
        "_" * 30,
    ]
    for _ in range(3_000):
        text = "\n".join(chance.choice(lines) for _ in range(chance.randrange(25)))
        assert rejoined(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "> " * 500_000,
        "wrote:\n" * 20_000,
        "Von: " * 200_000,
        "\n" * 19_999,
        "-- \n" * 20_000,
        "a:\n> b\n" * 9_000,
        "-" * 900_000,
    ],
)
def test_worst_texts_end_soon(text: str) -> None:
    started = time.process_time()

    assert rejoined(text) == text
    assert time.process_time() - started < 1
