"""What kind of mailbox a lead uses, told from the domain alone."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leadscore.features.titles import given

#: Who gives mailboxes to private people, worldwide and in Finland.
_PRIVATE_TEXT = """
    gmail.com googlemail.com hotmail.com hotmail.fi hotmail.co.uk hotmail.fr hotmail.se hotmail.de
    outlook.com outlook.fi outlook.fr outlook.de live.com live.fi live.se live.co.uk live.fr
    msn.com passport.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.se yahoo.fi yahoo.co.in
    yahoo.com.br ymail.com rocketmail.com icloud.com me.com mac.com aol.com gmx.com gmx.de gmx.net
    gmx.at web.de t-online.de freenet.de mail.com mail.ru yandex.ru yandex.com rambler.ru bk.ru
    proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com hey.com hushmail.com
    zohomail.com qq.com 163.com 126.com sina.com naver.com hanmail.net rediffmail.com
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tin.it alice.it
    telenet.be skynet.be ziggo.nl kpnmail.nl home.nl planet.nl online.no broadpark.no telia.com
    bredband.net comhem.se spray.se tele2.se mail.dk comcast.net verizon.net att.net cox.net
    sbcglobal.net bellsouth.net charter.net btinternet.com virginmedia.com sky.com ntlworld.com
    uol.com.br bol.com.br terra.com.br wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz
    kolumbus.fi luukku.com suomi24.fi elisanet.fi saunalahti.fi welho.com pp.inet.fi pp1.inet.fi
    inet.fi netti.fi dnainternet.net surffi.fi phnet.fi jippii.fi mbnet.fi nic.fi sci.fi iki.fi
"""
PRIVATE_MAIL = tuple(_PRIVATE_TEXT.split())
_SCHOOLS_FI = (
    "helsinki|aalto|tuni|utu|jyu|oulu|uef|lut|abo|hanken|ulapland|uniarts|uwasa|metropolia|"
    "haaga-helia|laurea|tamk|turkuamk|jamk|oamk|savonia|karelia|xamk|lab|seamk|vamk|centria|"
    "hamk|samk|arcada|novia|humak|diak|kamk|lapinamk|tut|uta|tkk"
)
_EDUCATION = (
    rf"(^|[.])(edu|ac)[.][a-z][a-z]$|[.]edu$|(^|[.])({_SCHOOLS_FI})[.]fi$|"
    r"(^|[.])(student|students|opiskelija|edu)[.]|(^|[.])(uni|univ|tu)-[a-z-]+[.]"
)

#: The kinds, with words for reasons.
DOMAIN_KINDS = {
    "company": {"en": "a company's", "fi": "yrityksen"},
    "private": {"en": "a private", "fi": "yksityinen"},
    "education": {"en": "a school's", "fi": "oppilaitoksen"},
    "none": {"en": "no", "fi": "ei mitään"},
}


def domain_kind(domain: ir.StringValue) -> ir.StringValue:
    """Tell what kind of mailbox a lead uses, from the domain alone.

    Parameters
    ----------
    domain : ibis string
        ``acme.fi``, never an address.

    Returns
    -------
    ibis string
        "company", "private", "education", or "none" where there is no domain.
    """
    plain = given(domain.lower())
    return ibis.cases(
        (plain.isnull(), "none"),
        (plain.isin(PRIVATE_MAIL), "private"),
        (plain.re_search(_EDUCATION), "education"),
        else_="company",
    )
