"""Domains at which everybody can have an address: whoever writes from one is nobody's colleague."""

from __future__ import annotations

PUBLIC_DOMAINS = frozenset(
    """
    126.com 163.com aim.com alice-dsl.net alice.de aol.com aol.de arcor.de bluemail.ch bluewin.ch bol.com.br
    btinternet.com chello.at comcast.net cox.net duck.com email.cz email.de ewe.net ewetel.net fastmail.com
    fastmail.fm firemail.de free.fr freenet.de freenetmail.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.eu
    gmx.info gmx.li gmx.net gmx.org googlemail.com hey.com hispeed.ch home.nl hotmail.ch hotmail.co.uk
    hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it hushmail.com icloud.com inbox.ru interia.pl
    kabelbw.de kabelmail.de kpnmail.nl laposte.net libero.it live.at live.co.uk live.com live.de live.fr
    live.it live.nl mac.com magenta.de mail.com mail.de mail.ru mailbox.org mailfence.com me.com mnet-mail.de
    mnet-online.de msn.com naver.com netcologne.de neuf.fr o2.pl o2mail.de o2online.de onet.pl online.de
    online.no orange.fr osnanet.de outlook.at outlook.com outlook.de outlook.es outlook.fr outlook.it
    planet.nl pm.me posteo.at posteo.ch posteo.de posteo.eu posteo.net posteo.org proton.me protonmail.ch
    protonmail.com qq.com rocketmail.com seznam.cz sfr.fr sky.com skynet.be smart-mail.de sunrise.ch
    systemli.org t-online.de telenet.be terra.com.br tin.it tiscali.it tuta.com tuta.io tutamail.com
    tutanota.com tutanota.de unity-mail.de unitybox.de verizon.net versanet.de virgilio.it virginmedia.com
    vodafone.de vodafonemail.de wanadoo.fr web.de wp.pl xs4all.nl yahoo.co.uk yahoo.com yahoo.de yahoo.es
    yahoo.fr yahoo.it yandex.com yandex.ru ymail.com ziggo.nl
    """.split()
)
