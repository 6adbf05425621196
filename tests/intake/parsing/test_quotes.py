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


INTRODUCTIONS = [
    "Am 12.11.2026 um 10:00 schrieb Service <service@north.example>:",
    "Am Do., 12. Nov. 2026 um 10:00 Uhr schrieb Service North\n<service@north.example>:",
    "Am Do., 12. Nov. 2026 um 10:00 Uhr schrieb Service <\nservice@north.example>:",
    "On Thu, Nov 12, 2026 at 10:00 AM Service <service@north.example> wrote:",
    "On Thu, Nov 12, 2026 at 10:00 AM\nService <service@north.example> wrote:",
    "On Nov 12, 2026, at 10:00 AM, Service <\nvery-long-address@north.example>\nwrote:",
    "------On 11/12/2026 10:00, Service wrote-----",
    "2026-11-12 10:00 GMT+01:00 Service <service@north.example>:",
    "Le jeu. 12 nov. 2026 à 10:00, Service <service@north.example> a écrit :",
    "Il giorno gio 12 nov 2026 alle ore 10:00 Service ha scritto:",
    "El jue, 12 nov 2026 a las 10:00, Service escribió:",
    "Em qui., 12 de nov. de 2026 às 10:00, Service <service@north.example> escreveu:",
    "Op do 12 nov. 2026 om 10:00 schreef Service <service@north.example>:",
    "Op 12-nov.-2026, om 10:00 heeft Service <service@north.example> het volgende geschreven:",
    "czw., 12 lis 2026 o 10:00 Service <service@north.example> napisał(a):",
    "Dne čt 12. 11. 2026 10:00 uživatel Service <service@north.example> napsal:",
    "Den tors 12 nov. 2026 kl 10:00 skrev Service <service@north.example>:",
    "to 12. marrask. 2026 klo 10.00 Service (service@north.example) kirjoitti:",
    "Service <service@north.example> ezt írta (időpont: 2026. nov. 12., Cs, 10:00):",
    "12 Kas 2026 Per 10:00 tarihinde Service <service@north.example> şunu yazdı:",
    "чт, 12 нояб. 2026 г. в 10:00, Service <service@north.example>:",
    '12.11.2026 10:00 пользователь "Service" <\nservice@north.example> написал:',
    "在 2026年11月12日，10:00，Service <service@north.example> 写道：",
    "2026年11月12日(木) 10:00 Service <service@north.example>:",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_introductions_fold_with_their_quote(introduction: str) -> None:
    text = f"Danke, passt.\n\n{introduction}\n\n> Guten Tag\n> alles gut"

    assert own_text(text) == "Danke, passt."


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_introductions_fold_a_quote_without_marks(introduction: str) -> None:
    text = f"Danke, passt.\n\n{introduction}\n\nGuten Tag,\n\nalter Text."

    assert kinds(text) == [OWN, QUOTED]
    assert own_text(text) == "Danke, passt."


@pytest.mark.parametrize(
    "introduction",
    [
        "Service North schrieb am 12.11.2026:",
        "Zitat von Service <service@north.example>:",
        "Service\n<s@x.example> wrote:",
    ],
)
def test_shorter_introductions_count_directly_above_a_quote(introduction: str) -> None:
    assert own_text(f"Danke, passt.\n\n{introduction}\n\n> Guten Tag") == "Danke, passt."
    assert own_text(f"Danke, passt.\n\n{introduction}\n\n\n\n\n> Guten Tag") == "Danke, passt."


@pytest.mark.parametrize(
    "block",
    [
        "-----Ursprüngliche Nachricht-----\nVon: Service",
        "-----Original-Nachricht-----\nBetreff: x\nDatum: y\nVon: z\nAn: w",
        "-----Ursprüngliche Mitteilung-----\nVon: z",
        "----- Mail original -----\nDe: z",
        "---------- Původní e-mail ----------\nOd: z",
        "------------------\xa0原始邮件\xa0------------------\n发件人: z",
        "------- Original Message -------\nOn Thursday, November 12th, 2026 at 10:00, S <s@x.example> wrote:",
        "----\nFrom: Service\nSent: Thursday\nTo: Anna\nSubject: Bill",
        "-----Original Message-----\nFrom: Service",
        "-------- Ursprüngliche Nachricht --------\nBetreff: x\nDatum: y\nVon: z\nAn: w",
        "Von: Service <service@north.example>\nGesendet: Donnerstag, 12. November 2026\nAn: Anna\nBetreff: Rechnung",
        'Gesendet: Donnerstag, 12. November 2026\nVon: "S" <s@x.example>\nAn: a@x.example\nBetreff: F',
        "________________________________\nFrom: Service\nSent: Thursday\nTo: Anna\nSubject: Bill",
        "*Von:* Service\n*Gesendet:* Donnerstag\n*An:* Anna\n*Betreff:* Rechnung",
        "From: Service\n\nSent: Thursday\n\nTo: Anna\n\nSubject: Bill",
        "Von: Service\nGesendet: Do\nAn: b@x.example;\n d@x.example\nCc: e@x.example\nBetreff: l\nAnlagen: x",
        "De : Service\nEnvoyé : jeudi\nÀ : Anna\nObjet : Facture",
        "Da: Service\nInviato: giovedì\nA: Anna\nOggetto: Fattura",
        "De: Service\nEnviado el: jueves\nPara: Anna\nAsunto: Factura",
        "De: Service\nEnviada em: quinta\nPara: Anna\nAssunto: Fatura",
        "Van: Service\nVerzonden: donderdag\nAan: Anna\nOnderwerp: Rekening",
        "Od: Service\nWysłano: czwartek\nDo: Anna\nTemat: Faktura",
        "Od: Service\nOdesláno: čtvrtek\nKomu: Anna\nPředmět: Faktura",
        "Från: Service\nSkickat: torsdag\nTill: Anna\nÄmne: Faktura",
        "Fra: Service\nSendt: torsdag\nTil: Anna\nEmne: Faktura",
        "Lähettäjä: Service\nLähetetty: torstai\nVastaanottaja: Anna\nAihe: Lasku",
        "Feladó: Service\nElküldve: csütörtök\nCímzett: Anna\nTárgy: Számla",
        "Kimden: Service\nGönderildi: perşembe\nKime: Anna\nKonu: Fatura",
        "От: Service\nОтправлено: четверг\nКому: Anna\nТема: Счёт",
        "发件人：Service\n发送时间：2026年11月12日\n收件人：Anna\n主题：发票",
        "差出人: Service\n送信日時: 2026年11月12日\n宛先: Anna\n件名: 請求書",
        "##- Bitte antworten Sie oberhalb dieser Zeile -##\nService",
    ],
)
def test_an_original_below_is_quoted(block: str) -> None:
    text = f"Danke.\n\n{block}\n\nGuten Tag,\n\nalter Text ohne Zeichen."

    assert kinds(text) == [OWN, QUOTED]
    assert own_text(text) == "Danke."


def test_a_forwarded_mail_is_told_by_the_subject() -> None:
    text = "Bitte ansehen.\n\nVon: A\nGesendet: B\nAn: C\nBetreff: D\n\nWichtig"

    assert [own_text(text, subject=subject) for subject in ("WG: D", "Fwd: Re: D")] == [text, text]
    assert own_text(text, subject="AW: WG: D") == "Bitte ansehen."


def test_answers_between_marked_lines_stay_below_a_block_of_headers() -> None:
    text = "Hallo\n----- Original Message -----\nFrom: A\nTo: B\nSent: C\nSubject: D\n\n> Eins?\nJa.\n> Zwei?\nNein."

    assert own_text(text) == "Hallo\nJa.\nNein."


@pytest.mark.parametrize(
    "text",
    [
        "Bitte ansehen.\n\n---------- Forwarded message ---------\nVon: A\nGesendet: B\nAn: C\nBetreff: D\n\nWichtig",
        "Bitte ansehen.\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: A\nDatum: B\nAn: C\nBetreff: D\n\nWichtig",
        "Von: A\nGesendet: B\nAn: C\nBetreff: D\n\nNur Weitergeleitetes",
        "Bitte ansehen.\n\nBegin forwarded message:\n\n> From: A\n> Subject: B\n>\n> Wichtig",
        "Bitte ansehen.\n\n> Anfang der weitergeleiteten Nachricht:\n>\n> Von: A\n>\n> Wichtig",
        "Bitte ansehen.\n\n---------- Message transféré ---------\nDe : A\nObjet : B\n\n> Wichtig",
        "Neu:\n\nVon: Max\nE-Mail: m@x.example\nBetreff: Kündigung\nDatum: 1.1.2026\nNachricht: bitte kündigen",
        "Fahrt:\nVon: Köln\nAn: Bonn\nDatum: 3.4.2026\nZug: ICE",
        "Am 3.5. um 10:00 schrieb mir Ihr Mitarbeiter:\nWir liefern morgen.\nDas stimmt nicht.",
        "Hallo,\nam 12.11.2026 um 10:00 Uhr habe ich angerufen und gehört:\nAlles gut",
        "Siehe <https://shop.example/order\n> für mehr",
        "Besuchen Sie\n>>> https://shop.example <<<\nbald",
        "Von: mir ist alles gut: an: alle",
        "Er schrieb:\n\nIch komme morgen.",
    ],
)
def test_forwarded_and_doubtful_text_stays(text: str) -> None:
    assert kinds(text) == [OWN]


def test_answers_stay_between_marks_below_a_line_and_an_introduction() -> None:
    line = "------- Original Message -------\nOn Nov 12, 2026 at 10:00, S <s@x.example> wrote:"
    text = f"Hi\n\n{line}\n\n> Eins?\nJa.\n> Zwei?"

    assert own_text(text) == "Hi\n\nJa."


def test_marks_that_nobody_sees_hide_no_quote() -> None:
    assert own_text("Ja.\n\n\ufeff> Eins?\n\u200e> Zwei?") == "Ja."


def test_signatures() -> None:
    assert kinds("Hallo\n\n-- \nAnna Beispiel\nTel. 040 1") == [OWN, SIGNATURE]
    assert kinds("Hallo\n--\nAnna\n\nAm 1.1.2026 schrieb X:\n> alt") == [OWN, SIGNATURE, QUOTED]
    assert kinds("Hallo\n\nVon meinem iPhone gesendet") == [OWN, SIGNATURE]
    assert kinds("Hallo\n\nSent from my phone\n\n> alt") == [OWN, SIGNATURE, QUOTED]


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from Yahoo Mail on Android",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Gesendet mit der Telekom Mail App",
        "Diese Nachricht wurde von meinem Android-Mobiltelefon mit GMX Mail gesendet.",
        "Holen Sie sich Outlook für iOS",
        "Envoyé depuis mon mobile Orange",
        "Inviato da iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Verstuurd vanaf mijn iPad",
        "Wysłane z iPhone'a",
        "Skickat från min iPhone",
        "Lähetetty iPhonesta",
        "iPhone'umdan gönderildi",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
    ],
)
def test_advertising_of_mobile_programs_is_a_signature(line: str) -> None:
    assert kinds(f"Hallo\n\n{line}") == [OWN, SIGNATURE]


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
        "On Thu, Nov 12, 2026 at 10:00 AM Service <s@x.example> wrote:",
        "---------- Forwarded message ---------",
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
        "wrote:\n" * 7_900,
        "Von: " * 200_000,
        "\n" * 7_999,
        "-- \n" * 7_900,
        "a:\n> b\n" * 3_900,
        "-" * 900_000,
        "On 12.11.2026 10:00 x@y.example rote a:\n" * 7_900,
        "On 12.11.2026 10:00 x@y.example wrote " + "b " * 90 + ":\n",
        "a\n" + "Von: A\nGesendet: B\nAn: C\n" * 2_600,
        ("--" + "-" * 190 + "\n") * 7_900,
        ("*_ " * 60 + "\n") * 7_900,
        "Sent from my x\n" * 7_900,
    ],
)
def test_worst_texts_end_soon(text: str) -> None:
    started = time.process_time()

    assert rejoined(text) == text
    assert time.process_time() - started < 1
