"""What a PDF claims of itself in its XMP packet: PDF/UA-1, and what a person has checked, in that person's name.

PDF/A wants every property that it does not know described (ISO 19005-3, 6.6.2.3.3), all in one list of schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from publish.model import Certificate

CLAIMED = "handbill:certificate"
"""The name of the HTML `meta` elements that carry a claim through the layout, with what it says after a dot."""


def carried(html: str, certificate: Certificate | None) -> str:
    """A galley's HTML with a claim for `packet`; as it is where nobody's name stands for one."""
    if certificate is None:
        return html
    said = {
        "conformsTo": certificate.standard,
        "certifiedBy": certificate.checked_by,
        "date": certificate.checked_on.isoformat(),
    }
    metas = "".join(f'<meta name="{CLAIMED}.{key}" content="{escape(value)}">' for key, value in said.items())
    return html.replace("</head>", f"{metas}</head>", 1)


def packet(custom: Mapping[str, str]) -> bytes:
    """The descriptions for the packet of a file whose HTML had these `meta` elements."""
    # WeasyPrint has the names of `meta` elements in small letters.
    said = {key: value for key in _CERTIFICATE if (value := custom.get(f"{CLAIMED}.{key.partition(':')[2]}".lower()))}
    schemas = _schema("PDF/UA identification", "pdfuaid", {"part": ("Integer", _PART)})
    properties = "<pdfuaid:part>1</pdfuaid:part>"
    if said:
        terms = {
            "conformsTo": ("Text", _CERTIFICATE["dcterms:conformsTo"]),
            "date": ("Text", _CERTIFICATE["dcterms:date"]),
        }
        schemas += _schema("DCMI Metadata Terms", "dcterms", terms)
        schemas += _schema("EPUB Accessibility", "a11y", {"certifiedBy": ("Text", _CERTIFICATE["a11y:certifiedBy"])})
        properties += "".join(f"<{key}>{escape(value, quote=False)}</{key}>" for key, value in said.items())
    names = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in _NAMES.items() if said or prefix == "pdfuaid")
    return (
        f'<rdf:Description rdf:about=""{names}>{properties}</rdf:Description>'
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        f"<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    ).encode()


_NAMES = {
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "dcterms": "http://purl.org/dc/terms/",
    "a11y": "http://www.idpf.org/epub/vocab/package/a11y/#",
}
_PART = "part of ISO 14289 that the file conforms to"
_CERTIFICATE = {
    "dcterms:conformsTo": "standard of accessibility that somebody has checked",
    "a11y:certifiedBy": "who has checked it",
    "dcterms:date": "when it was checked",
}


def _schema(title: str, prefix: str, properties: Mapping[str, tuple[str, str]]) -> str:
    described = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>"
        f"{'internal' if kind == 'Integer' else 'external'}</pdfaProperty:category>"
        f"<pdfaProperty:description>{said}</pdfaProperty:description></rdf:li>"
        for name, (kind, said) in properties.items()
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{_NAMES[prefix]}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
