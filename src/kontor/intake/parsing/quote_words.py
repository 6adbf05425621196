"""The words by which mail programs of many languages mark quotes, forwarded mails and their own advertising."""

from __future__ import annotations

import re

# -- lines of a header block: "From: … Sent: … To: … Subject: …" ------------------------------

_LABELS = {
    "from": "from|von|de|da|van|od|från|fra|lähettäjä|gönderen|kimden|от|від|від кого|от кого|feladó|expéditeur|"
    "mittente|remitente|remetente|afzender|avsändare|avsender|afsender|nadawca|odesílatel|odosielateľ|de la|από|"
    "发件人|寄件者|寄件人|差出人|送信者|送信元|보낸 사람|보낸사람|מאת|من",
    "sent": "sent|date|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|date d’envoi|inviato|inviata|"
    "enviado|enviado el|enviado em|enviada em|enviada|verzonden|wysłano|wysłane|data|data wysłania|fecha|skickat|sendt|"
    "dato|tarih|gönderildi|gönderme tarihi|lähetetty|päivämäärä|päiväys|дата|отправлено|надіслано|odesláno|odoslané|"
    "dátum|küldve|elküldve|trimis|στάλθηκε|ημερομηνία|发送时间|发送日期|寄件日期|傳送日期|日期|时间|時間|"
    "送信日時|送信日|日時|日付|보낸 날짜|보낸날짜|날짜|תאריך|נשלח",
    "to": "to|an|à|a|aan|do|para|till|til|vastaanottaja|kime|alıcı|кому|komu|címzett|către|destinataire|destinatario|"
    "destinatário|pro|προς|收件人|收件者|宛先|받는 사람|받는사람|אל",
    "subject": "subject|betreff|betrifft|objet|oggetto|asunto|onderwerp|temat|assunto|ämne|emne|aihe|konu|тема|"
    "předmět|predmet|tárgy|subiect|θέμα|主题|主題|主旨|件名|题目|제목|נושא|الموضوع",
    "other": "cc|bcc|kopie|kopie (cc)|kopia|kopi|copie|copie à|copia|cópia|másolat|копия|копія|dw|udw|kopio|bilgi|"
    "抄送|副本|참조|κοιν|importance|priority|priorität|wichtigkeit|priorité|importancia|importância|priorità|"
    "attachments|attachment|anlagen|anlage|anhänge|reply-to|reply to|antwort an|organisation|organization|"
    "pièces jointes|allegati|adjuntos|bijlagen|załączniki",
}
LABEL_OF = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}
LABEL_LINE = re.compile(r"[*_\s]{0,8}([^\W\d_][^\d:：*_<>@\"]{0,19}?)[*_]{0,2}\s{0,3}[:：]")

# -- one line that says that a mail follows ---------------------------------------------------

ORIGINAL = re.compile(
    r"[\s*>]*+[-_=]{3,}+\s*+(?:original(?:\s?message| e-?mail| appointment)?|reply message|"
    r"urspr(?:ü|ue?)ngliche (?:nachricht|mitteilung|e-?mail|mail)|original-?nachricht|antwort nachricht|"
    r"message (?:d['’]origine|original)|mail original|messaggio originale|mensaje original|mensagem original|"
    r"oorspronkelijk bericht|wiadomość oryginalna|oryginalna wiadomość|ursprungligt meddelande|originalmeddelande|"
    r"oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|исходное сообщение|оригинальное сообщение|"
    r"(?:orijinal|özgün) (?:mesaj|ileti)|původní (?:zpráva|e-?mail)|pôvodná správa|eredeti üzenet|mesaj original|"
    r"原始邮件|原始郵件|邮件原件|元のメッセージ|원본 메(?:시|세)지)\s*[-_=]{3,}[\s*]*",
    re.IGNORECASE,
)
ABOVE_THIS_LINE = re.compile(
    r"[\s*#>=~_-]*+(?:(?:please )?(?:type|write|enter) your reply above this line|(?:please )?reply above this line|"
    r"bitte (?:antworten sie|antworte) (?:oberhalb|über) dieser (?:linie|zeile)|"
    r"bitte (?:gib|geben sie|schreib|schreiben sie) (?:deine|ihre) antwort (?:oberhalb|über) dieser (?:linie|zeile)"
    r"(?: ein)?|"
    r"(?:ihre )?antworte?n? (?:bitte )?(?:oberhalb|über) dieser (?:linie|zeile)|"
    r"répon(?:dez|dre) au-dessus de cette ligne|responda por encima de esta línea)[\s.*#>=~_-]*",
    re.IGNORECASE,
)
_OF_THIS_LINE = ("this line", "dieser linie", "dieser zeile", "cette ligne", "esta línea")


def may_ask_to_write_above(text: str) -> bool:
    """Whether ABOVE_THIS_LINE can match a line of it; quicker than to look."""
    lower = text.lower()
    return any(words in lower for words in _OF_THIS_LINE)


FORWARDED = re.compile(
    r"\s*+[-_=]{2,}+[^-_=]{0,10}?(?:forwarded message|weitergeleitete? (?:nachricht|e-?mail|mail)|"
    r"message (?:transféré|réexpédié)|"
    r"messaggio inoltrato|mensaje reenviado|mensagem (?:re)?encaminhada|doorgestuurd bericht|begin forwarded|"
    r"(?:wiadomość przekazana|przekazana wiadomość)|vidarebefordrat (?:meddelande|brev)|"
    r"videresendt (?:meddelelse|melding|besked)|välitetty viesti|přeposlaná zpráva|továbbított üzenet|"
    r"iletilen (?:ileti|mesaj)|"
    r"(?:пересылаемое|пересланное|переадресованное) сообщение|转发(?:的)?邮件|"
    r"轉寄郵件|転送メッセージ|전달된 메(?:시|세)지)|"
    r"[\s>]*(?:anfang der weitergeleiteten (?:nachricht|e-?mail)|begin forwarded message|"
    r"début du message (?:réexpédié|transféré)|"
    r"inizio messaggio inoltrato|inicio del mensaje reenviado|begin doorgestuurd bericht|"
    r"in[ií]cio da mensagem (?:re)?encaminhada|vidarebefordrat brev|videresendt (?:besked|melding)|"
    r"początek (?:przekazywanej|przekazanej) wiadomości|начало переадресованного сообщения|以下是转发的邮件)\s*[:：]",
    re.IGNORECASE,
)
_FORWARD_SUBJECT = re.compile(
    r"\s*(?:fwd?|wg|tr|i|rv|enc|doorst|pd|vb|vl|vs|ilt|továbbítás|转发|轉寄|転送|전달)\s*[:：]", re.IGNORECASE
)


def is_forwarded(subject: str) -> bool:
    """Whether the subject says that the mail passes another one on."""
    return bool(_FORWARD_SUBJECT.match(subject))


# -- "On …, somebody wrote:" ------------------------------------------------------------------

WROTE = re.compile(
    r"(?:wrote|writes|sent|schrieb(?:en)?|schreibt|geschrieben|a écrit|a ecrit|ha scritto|escribió|escribio|escreveu|"
    r"schreef|geschreven|napisał(?:\(a\)|a)?|napisal(?:\(a\)|a)?|skrev|kirjoitti|yazdı|написа[лв](?:\(а\)|а)?|пише|пишет|"
    r"píše|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|írta|a scris|έγραψε|va escriure|je napisa\w*|kirjutas|rašė|rakstīja|"
    r"đã viết|menulis|写道|寫道|님이 작성|כתב|كتب)(?!\w).{0,150}[:：]\s*$"
    r"|(?:写道|寫道|님이 작성\S{0,6})\s*[:：]\s*$|\bwrote\s*-{2,}\s*$",
    re.IGNORECASE,
)
# One of these stands in whatever WROTE matches; looking for them is quicker.
STEMS = (
    "wr sent schr scri crit escr skrev napis naps nap napís kirj yazd писа пише píše írta γραψε kirjut raš rakst "
    "viết menulis 写道 寫道 작성 כתב كتب"
).split()
QUOTING = re.compile(r"\s*(?:quoting|zitat von|zitiere|citando|citat från|citeren)\s.{2,150}:\s*$", re.IGNORECASE)
DATE = re.compile(r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|(?<!\d)(?:19|20)\d\d(?!\d)")
TIME = re.compile(r"\d{1,2}[:.]\d{2}")
OPENER = re.compile(
    r"[\s*_-]{0,10}(?:on|am|an|le|il|el|em|op|den|dnia|w dniu|dne|dňa|på|pe|în|kl|в|у|στις|dana|ngày|pada|no dia|a|"
    r"[^\W\d_]{2,14}[.,]{0,2}\s(?:den\s|le\s)?\d|\d{1,4}[./\s年 -])",
    re.IGNORECASE,
)
# The same behind other words in a line: "Agreed. On Wed, Apr 4, 2012 at 3:59 PM, Service wrote:".
INNER_OPENER = re.compile(r"(?<![^\s.!?-])(?:On|Am|Le|El|Il|Op|Em|Den) (?:[^\W\d_]{2,10}\.?,? ){0,2}\d")
OF_ONESELF = re.compile(r"\s*(?:ich|wir|i|we)\s", re.IGNORECASE)
# No program speaks of itself: "On 12 November I wrote to you:", "Herr Meier schrieb mir am 12.11.2026:".
BETWEEN_PERSONS = re.compile(
    r"\b(?:schrieb(?:en)? (?:ich|wir|mir|uns)|(?:ich|wir) (?:schrieb|habe|haben)|(?:i|we) (?:wrote|have written)|"
    r"wrote (?:to )?(?:me|us)|j['’]ai écrit|m['’]a écrit)\b",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"\s*(?:PPS|PS|P\.\s?S\.)\s?[:.]?\s")
# Gmail without a verb: "2026-11-12 10:00 GMT+01:00 Service <service@…>:", "2026年11月12日(木) 10:00 Service <…>:"
DATE_AND_ADDRESS = re.compile(
    r"\s*\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]).{0,150}<[^<>]{3,200}>\s*[:：]?\s*$"
)

ENDS_WITH_ADDRESS = re.compile(r"<\s?[^<>\s]{1,100}@[^<>\s]{1,200}>\s*[:：]\s*$")

# -- what mobile programs add -----------------------------------------------------------------

SENT_FROM = re.compile(
    r"[\s*_]*+(?:sent (?:from|with|via|using)\s|get (?:outlook|bluemail) for|"
    r"(?:diese (?:nachricht|e-?mail|mail) wurde )?von (?:meinem|meiner|samsung|mobile|unterwegs)"
    r".{0,80}(?:gesendet|verschickt|versandt)|"
    r"gesendet (?:von|mit|aus|via|über)\s|hol(?:en)? (?:sie sich )?(?:dir )?outlook|"
    r"outlook für \w+ (?:beziehen|herunterladen)|"
    r"envoyé (?:de(?:puis)?|à partir|via|avec)\s|obten(?:ir|ez) outlook|télécharger outlook|"
    r"inviato (?:da|dal|con|tramite)\s|"
    r"ottieni outlook|enviado (?:desde|do|de|a partir|por)\s|obtener outlook|obter o outlook|"
    r"(?:verzonden|verstuurd|gestuurd) (?:vanaf|via|met|vanuit)\s|outlook downloaden|"
    r"wysł(?:ane|ano) z\s|pobierz outlook|skickat? från\s|hämta outlook|sendt fra\s|hent outlook|få outlook|"
    r"lähetetty\s.{0,30}(?:sta|stä|ista|ltä|lta|llä|lla)\b|hanki outlook|odesláno z|odoslané z|poslan[oé] (?:z|s)\s|"
    r".{1,40}['’]?(?:dan|den|umdan|imden|mdan|ndan) gönderildi|отправлено (?:с|из|от)\s|надіслано (?:з|із)\s|"
    r"trimis (?:de pe|din)\s|στάλθηκε από|发自我的|從我的.{1,20}(?:傳送|寄出)|.{1,30}から送信|나의 .{1,20}에서 보냄)",
    re.IGNORECASE,
)
