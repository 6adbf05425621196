"""The demo's letter on paper, page by page."""

from __future__ import annotations

LETTER = (
    """Gerda Petersen
Lindenallee 14
24105 Kiel


Nordlicht Versand
Kundenservice
20457 Hamburg

                                                              Kiel, den 25. November 2026


Betreff: Ihre Rechnung vom 12. November


Sehr geehrte Damen und Herren,

in Ihrer Rechnung vom 12. November steht ein zweites Zelt, das ich
nicht bestellt und auch nicht bekommen habe. Bestellt habe ich mit
der Karte aus Ihrem Herbstkatalog ein Zelt, zwei Schlafsäcke und
einen Kocher; genau das kam am 10. November hier an.

Meine Nachbarin, Frau Thomsen, war beim Auspacken dabei. Ein Foto
kann ich leider nicht schicken, ich habe keine E-Mail. Auf der
zweiten Seite finden Sie meine Aufstellung.""",
    """Seite 2


Was in Ihrer Rechnung steht, und was angekommen ist:

    Zelt „Fjord 2“             berechnet 2      gekommen 1
    Schlafsack „Daune“      berechnet 2      gekommen 2
    Kocher                          berechnet 1      gekommen 1


Bitte berichtigen Sie die Rechnung und schicken Sie mir die neue
mit der Post an die obige Anschrift. Den richtigen Betrag
überweise ich dann sofort.


Mit freundlichen Grüßen
""",
)
SIGNATURE = "Gerda Petersen"
