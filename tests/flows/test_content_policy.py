"""Chromium holds to the policy of our pages, and what strangers write into their mails does nothing in it.

A server that belongs to nobody here stands for the rest of the world: it must not be asked for anything.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import make_ticket, new_message
from tests.support.chromium import chromium, page_of
from tests.support.client import Browser
from tests.support.processes import Web, web
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser

ATTEMPTS = """async (elsewhere) => {
  const met = [], put = (tag, values, text = "") => {
    const made = Object.assign(document.createElement(tag), values);
    if (text) made.textContent = text;
    document.body.append(made);
    return made;
  };
  document.addEventListener("securitypolicyviolation", (event) => met.push(event.effectiveDirective));
  put("script", {}, "window.inlineScript = true");
  put("script", {src: `${elsewhere}script.js`});
  put("script", {src: "data:text/javascript,window.inlineScript=true"});
  put("div", {}).setAttribute("onclick", "window.inlineScript = true");
  document.body.lastChild.click();
  put("style", {}, "body { outline: 7px solid red }");
  put("p", {id: "styled"}).setAttribute("style", "outline: 7px solid red");
  put("link", {rel: "stylesheet", href: `${elsewhere}style.css`});
  put("img", {src: `${elsewhere}picture.png`});
  put("iframe", {src: `${elsewhere}frame.html`});
  put("object", {data: `${elsewhere}object.html`});
  put("base", {href: elsewhere});
  const form = put("form", {action: `${elsewhere}form`, method: "post", target: "_blank"});
  form.submit();
  const asked = await Promise.allSettled([
    fetch(`${elsewhere}fetch`, {mode: "no-cors"}), import(`${elsewhere}module.js`)]);
  await new Promise((done) => setTimeout(done, 200));
  return {
    met: [...new Set(met)].sort(), asked: asked.map((each) => each.status), ran: window.inlineScript === true,
    styled: getComputedStyle(document.body).outlineWidth === "7px" ||
      getComputedStyle(document.getElementById("styled")).outlineWidth === "7px",
    base: document.baseURI.startsWith(elsewhere),
  };
}"""
BLOCKED = [
    "base-uri",
    "connect-src",
    "form-action",
    "frame-src",
    "img-src",
    "object-src",
    "script-src-attr",
    "script-src-elem",
    "style-src-attr",
    "style-src-elem",
]
PAGES = ["/desk/inbox/", "/desk/ticket/{number}/", "/desk/contacts/", "/profile/", "/supervisor/", "/nowhere/"]

HOSTILE = [
    "<script>window.pwned = 1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1><script>window.pwned=1</script></svg>",
    "<svg><style><img src=x onerror=window.pwned=1></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.pwned=1&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.pwned=1>",
    "<noscript><p title='</noscript><img src=x onerror=window.pwned=1>'>",
    "<template><img src=x onerror=window.pwned=1></template>",
    "<svg><foreignObject><p><iframe srcdoc='<script>parent.pwned=1</script>'></iframe></p></foreignObject></svg>",
    "<iframe src=javascript:parent.pwned=1></iframe><iframe src=HOSTframe></iframe>",
    "<object data=HOSTobject></object><embed src=HOSTembed><applet code=HOSTapplet></applet>",
    "<video src=HOSTvideo autoplay poster=HOSTposter><source src=HOSTsource onerror=window.pwned=1></video>",
    "<audio src=HOSTaudio autoplay onerror=window.pwned=1></audio>",
    "<input type=image src=HOSTinput autofocus onfocus=pwned=1>",
    "<img src=HOSTsrc srcset='HOSTsrcset 2x'><picture><source srcset=HOSTsource><img src=HOSTpicture></picture>",
    "<img lowsrc=HOSTlow dynsrc=HOSTdyn src='//127.0.0.1:PORT/relative'>",
    "<body background=HOSTbackground><table background=HOSTtable><td background=HOSTcell>x",
    "<link rel=stylesheet href=HOSTlink><link rel=prefetch href=HOSTprefetch><link rel=dns-prefetch href=HOSTdns>",
    "<style>@import 'HOSTimport'; body { background: url(HOSTstyle) }</style><p>x",
    "<p style='background: url(HOSTurl)'>x<p style='background-image: u\\72l(HOSTescape)'>x",
    "<p style='background:u/**/rl(HOSTcomment)'>x<p style='list-style: square url(HOSTlist)'>x",
    "<p style='background: image-set(\"HOSTset\" 1x)'>x<p style='content: url(HOSTcontent)'>x",
    "<p style=\"font-family: 'x'; src: url(HOSTfont)\">x<p style='cursor: url(HOSTcursor), auto'>x",
    "<p style='border-image: url(HOSTborder) 30'>x",
    "<p style='filter: url(HOSTfilter#a)'>x<p style='mask: url(HOSTmask)'>x",
    "<div style='position: fixed; inset: 0; z-index: 9999'>overlay</div>",
    "<base href=HOSTbase><meta http-equiv=refresh content='0; url=HOSTrefresh'><a href=relative>x</a>",
    "<form action=HOSTform><button formaction=HOSTformaction autofocus>x</button></form>",
    "<a href='javascript:window.pwned=1'>a</a><a href=' &#x6a;avascript&colon;window.pwned=1'>b</a>",
    "<a href='java\tscript:window.pwned=1'>a</a><a href='data:text/html,<script>1</script>'>b</a>",
    "<a href='vbscript:1'>c</a>",
    "<a ping=HOSTping href=HOSTclick>x</a><a href=//127.0.0.1:PORT/relative>x</a><a href=/sign-out/>x</a>",
    "<xml id=x><a onmouseover=window.pwned=1></xml><?xml-stylesheet href=HOSTxml?><!ENTITY x SYSTEM 'HOSTentity'>",
    "<!--[if gte IE 4]><script>window.pwned=1</script><![endif]--><comment><img src=x onerror=pwned=1></comment>",
    "<details open ontoggle=window.pwned=1><marquee onstart=window.pwned=1>x</marquee></details>",
    "<isindex action=javascript:pwned=1 type=image><keygen autofocus onfocus=window.pwned=1>",
    "<textarea autofocus onfocus=pwned=1>",
    "<div id=body name=cookie><a id=defaultView href=HOSTclobber></a><img name=querySelector></div>",
    "</body></html><script>window.pwned=1</script><plaintext><script>window.pwned=1</script>",
    "<p title='\"><script>window.pwned=1</script>'>\x0b<scr\x0bipt>window.pwned=1</scr\x0bipt>",
    "<select><style></select><img src=x onerror=window.pwned=1></style>",
    "<table><caption><svg><title><style><img src=x onerror=pwned=1></title></svg></caption></table>",
    "<" + "<div>" * 300 + "<img src=x onerror=window.pwned=1>",
    "<a href='HOSTnoreferrer' target=_self rel=opener>x</a><area href=HOSTarea><map name=m></map><img usemap=#m src=x>",
]
ALLOWED = set(
    "A ABBR ADDRESS ARTICLE ASIDE B BDI BDO BIG BLOCKQUOTE BR CAPTION CENTER CITE CODE COL COLGROUP DD DEL DETAILS "
    "DIV DL DT EM FIGCAPTION FIGURE FONT FOOTER H1 H2 H3 H4 H5 H6 HEADER HR I IMG INS KBD LI MAIN MARK NAV OL P PRE Q "
    "S SAMP SECTION SMALL SPAN STRIKE STRONG SUB SUMMARY SUP TABLE TBODY TD TFOOT TH THEAD TIME "
    "TR TT U UL VAR WBR".split()
)
LEFT = """() => {
  const all = [...document.body.querySelectorAll("*")], values = all.flatMap((one) => [...one.attributes]);
  return {
    tags: [...new Set(all.map((one) => one.tagName))],
    attributes: values.map((one) => one.name)
      .filter((name) => /^on|^(srcset|ping|action|formaction|background|srcdoc|id|name)$/.test(name)),
    addresses: values.filter((one) => /^(href|src)$/.test(one.name)).map((one) => one.value),
    fixed: all.filter((one) => getComputedStyle(one).position !== "static").length,
    pwned: window.pwned !== undefined, base: document.querySelectorAll("base").length,
    targets: [...document.querySelectorAll("a")].filter((one) => one.target !== "_blank" || !/noopener/.test(one.rel))
      .map((one) => one.getAttribute("href")),
  };
}"""


@dataclass
class Elsewhere:
    url: str
    port: int
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """A server of somebody else, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.send_response(204)
            self.end_headers()

        do_POST = do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *_values: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Elsewhere(f"http://127.0.0.1:{server.server_port}/", server.server_port, asked)
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(django_db_setup: None) -> Iterator[Chromium]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(
    browser: Chromium, committed_db: str, client_for: Callable[..., Browser], ada: User, nordlicht: Tenant
) -> Iterator[Page]:
    with web(committed_db) as site:
        yield _page(site, browser, client_for(ada, nordlicht))


def _page(site: Web, browser: Chromium, client: Browser) -> Page:
    page = page_of(site, browser, client)
    page.set_default_timeout(30_000)
    return page


def test_our_pages_keep_to_the_policy_and_nothing_else_is_let_in(
    page: Page, billing: Category, elsewhere: Elsewhere
) -> None:
    ticket = make_ticket(billing)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)

    for address in PAGES:
        page.goto(address.format(number=ticket.number))
        page.wait_for_load_state("load")
        assert said == [], address
        found = page.evaluate(ATTEMPTS, elsewhere.url)

        assert found["met"] == BLOCKED, address
        assert (found["ran"], found["styled"], found["base"]) == (False, False, False), address
        assert found["asked"] == ["rejected", "rejected"]
        said.clear()

    assert elsewhere.asked == []


def test_what_strangers_write_does_nothing(page: Page, billing: Category, elsewhere: Elsewhere) -> None:
    ticket = make_ticket(billing)
    sent = [_written(ticket, text, elsewhere) for text in HOSTILE]

    for text, message in zip(HOSTILE, sent, strict=True):
        page.goto(f"/desk/ticket/{ticket.number}/message/{message.pk}/")
        left = page.evaluate(LEFT)

        assert set(left["tags"]) - ALLOWED == set(), text
        assert (left["attributes"], left["fixed"], left["pwned"]) == ([], 0, False), text
        assert [each for each in left["addresses"] if not each.startswith((elsewhere.url, "?images=1"))] == [], text
        assert [each for each in left["targets"] if each != "?images=1"] == [], text

    assert elsewhere.asked == []


def test_within_the_page_of_the_ticket_neither(page: Page, billing: Category, elsewhere: Elsewhere) -> None:
    ticket = make_ticket(billing)
    _written(ticket, "<p>It begins" + "".join(HOSTILE), elsewhere)

    page.goto(f"/desk/ticket/{ticket.number}/")
    page.locator("iframe.message__frame").last.scroll_into_view_if_needed()

    expect(page.frame_locator("iframe.message__frame").last.get_by_text("It begins")).to_be_visible()
    assert page.evaluate("window.pwned === undefined")
    assert elsewhere.asked == []


def _written(ticket: Ticket, text: str, elsewhere: Elsewhere) -> Message:
    html = text.replace("HOST", elsewhere.url).replace("PORT", str(elsewhere.port))
    with in_scope(ticket.tenant_id):
        return append_message(ticket, new_message(ticket.customer, html=html))
