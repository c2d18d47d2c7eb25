"""A meeting's pack as one text: what large print, plain text and braille are set from, with the pack's own numbers.

The agenda is a list, each paper has a heading and begins a page, and says on which page of the standard pack it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from lxml import etree

from publish.base import slugs
from publish.base.language import comma, day
from publish.editions import agenda_numbers, decisions, kinds
from publish.formats.pdf.body import links, paragraphs
from publish.formats.pdf.kinds.large_print import mark
from publish.model import Agenda, AgendaItem, Article, Confidence, Edition, HouseStyle, PageStart
from publish.style import galley
from publish.value import replace

Words = Mapping[str, str]


def folded(edition: Edition, style: HouseStyle, starts: Sequence[PageStart]) -> Edition:
    """The edition of a pack as one of an article; `starts` are the parts of the standard pack, with their pages."""
    agenda = edition.agenda
    kind = kinds.of(edition.kind).folded_as
    if agenda is None or not kind:
        return edition
    text = _Text(edition, agenda, style, starts)
    pictured = [one.picture.asset for one in edition.articles if one.picture]
    held = (*agenda.assets, *pictured, *(asset for one in edition.articles if not one.sheets for asset in one.assets))
    article = Article(
        slug=edition.slug,
        source=agenda.source,
        title=_title(edition, text.words),
        published=agenda.meeting,
        language=edition.language,
        direction=edition.direction,
        standfirst=" · ".join(filter(None, (agenda.time, agenda.place))),
        byline=(),
        tags=(),
        links=(),
        picture=None,
        body="".join(text.parts()),
        assets=tuple(dict.fromkeys(held)),
        sides=None,
        typed=agenda.typed,
        typed_line=agenda.typed_line,
        others=tuple(dict.fromkeys((*agenda.others, *(slug for one in edition.articles for slug in one.others)))),
    )
    return replace(edition, kind=kind, articles=(article,), agenda=None)


def _title(edition: Edition, words: Words) -> str:
    """What stands at the head of every page: of what is not for everybody that too."""
    return f"{edition.title} · {words['not_public']}" if edition.audience == "confidential" else edition.title


_INSIDE = re.compile(r"text-(\d+)-(\d+)")


class _Text:
    """The parts of a pack, one after the other."""

    def __init__(self, edition: Edition, agenda: Agenda, style: HouseStyle, starts: Sequence[PageStart]) -> None:
        self.edition, self.agenda, self.style = edition, agenda, style
        self.pages = {start.element: start.called for start in starts}
        self.inside: dict[str, list[PageStart]] = {}
        """Where pages of the standard pack begin in the text of a paper, by the paper's id."""
        for start in starts:
            if match := _INSIDE.fullmatch(start.element):
                self.inside.setdefault(f"paper-{match[1]}", []).append(start._replace(element=match[2]))
        self.words: Words = galley.words(style, edition.language)
        self.numbers = agenda_numbers.of_papers(agenda)
        self.places = {article.slug: at for at, article in enumerate(edition.articles, start=1)}
        earlier = enumerate(agenda.taken, start=1)
        self.earlier = {slug: (at, number) for at, (slug, number) in earlier if slug not in self.places}
        """Of a supplement: the papers of the pack that it adds to."""
        self.notes: list[str] = []

    def parts(self) -> Iterator[str]:
        """The agenda, the papers, the actions; what all of them note comes last."""
        agenda, say = self.agenda, self.words
        name = say["supplement"] if agenda.supplements else say["agenda"]
        yield f'<h2 id="agenda">{escape(name)}</h2>{self._page("agenda")}{self._set(agenda.body, "agenda")}'
        yield from self._people()
        for at, (item, number) in enumerate(zip(agenda.items, agenda_numbers.of_items(agenda), strict=True), start=1):
            for part in item.above:
                yield f"<h3>{escape(part.heading)}</h3>" if part.heading else ""
                yield self._set(part.body, f"above-{at}")
            yield self._item(item, number, at)
        yield self._over()
        yield self._set(agenda.after, "after")
        yield f"<p>{escape(say['signed'])}: {escape(' · '.join(agenda.signed))}</p>" if agenda.signed else ""
        yield from self._requests()
        for article in self.edition.articles:
            yield from self._paper(article)
        if agenda.actions:
            yield f'<h2 style="break-before:page" id="actions">{escape(say["actions"])}</h2>{self._page("actions")}<ol>'
            for action in agenda.actions:
                said = filter(None, (action.text, action.who, action.due, action.status))
                yield f"<li><p>{escape(' · '.join(said))}</p></li>"
            yield "</ol>"
        if self.notes:
            yield '<section class="notes" role="doc-endnotes"><ol>'
            yield from self.notes
            yield "</ol></section>"

    def _people(self) -> Iterator[str]:
        agenda, say = self.agenda, self.words
        had = dict(agenda.taken)
        for label, amended in ((say["added"], False), (say["amended"], True)) if agenda.supplements else ():
            new = [self._where(one.slug) for one in self.edition.articles if (one.slug in had) is amended]
            yield f"<p>{escape(label)}: {'; '.join(new)}</p>" if new else ""
        for label, names in ((say["members"], agenda.members), (say["apologies"], agenda.apologies)):
            listed = comma(self.edition.language, "".join(names)).join(names)
            yield f"<p>{escape(label)}: {escape(listed)}</p>" if names else ""

    def _over(self) -> str:
        """When the last item is over, and how long all of them take."""
        said = ((self.words["end"], self.agenda.ends), (self.words["total"], self.agenda.lasts))
        told = " · ".join(f"{label}: {value}" for label, value in said if value)
        return f"<p>{escape(told)}</p>" if told else ""

    def _requests(self) -> Iterator[str]:
        """What the papers ask for, where the agenda lists it."""
        if not (asked := decisions.of_pack(self.edition)):
            return
        yield f"<h3>{escape(self.words['decisions'])}</h3><ul>"
        for one in asked:
            named = escape(self.words["paper"].replace("{number}", self.numbers[one.paper]))
            place = self.places[one.paper]
            language = self.edition.articles[place - 1].language
            said = f'{one.label}: <span lang="{language}">{escape(one.text)}</span>'
            yield f'<li><a href="#paper-{place}">{named}</a>, {said}</li>'
        yield "</ul>"

    def _item(self, item: AgendaItem, number: str, at: int) -> str:
        say = self.words
        name = " ".join(filter(None, (number, item.title or say["not_public"])))
        lead = f"{say['led_by']}: {item.lead}" if item.lead else ""
        said = [escape(one) for one in (item.time, lead) if one]
        said += [self._where(slug) for slug in item.papers]
        said += [escape(say[one] if one in ("to_follow", "tabled", "verbal") else one) for one in item.instead]
        under = self._closed(item.confidence, told=not item.title)
        under += f"<p>{' · '.join(said)}</p>" if said else ""
        under += self._set(item.body, f"item-{at}")
        kept = ' style="break-after:avoid"' if under else ""
        return f"<p{kept}><strong>{escape(name)}</strong></p>{under}"

    def _where(self, slug: str) -> str:
        """A paper, by its number and its title, and where the standard pack has it."""
        article = self.edition.articles[self.places[slug] - 1]
        named = self.words["paper"].replace("{number}", self.numbers[slug])
        title = f" {article.title}" if article.title else ""
        page = self.pages.get(f"paper-{self.places[slug]}")
        where = f" ({self.words['standard_page'].replace('{number}', page)})" if page else ""
        return f'<a href="#paper-{self.places[slug]}">{escape(named + title)}</a>{escape(where)}'

    def _closed(self, confidence: Confidence | None, *, told: bool = False) -> str:
        if confidence is None:
            return ""
        said = ("" if told else self.words["not_public"], confidence.reason)
        return f"<p>{escape(' · '.join(filter(None, said)))}</p>" if any(said) else ""

    def _page(self, part: str) -> str:
        if not (page := self.pages.get(part)):
            return ""
        said = self.words["standard_page"].replace("{number}", page)
        return f'<p class="standard-page">{escape(said)}</p>'

    def _paper(self, article: Article) -> Iterator[str]:
        place, say = self.places[article.slug], self.words
        withheld = article.confidence is not None and article.confidence.withheld
        number = self.numbers[article.slug]
        title = say["not_public"] if withheld else article.title
        named = f"{say['paper'].replace('{number}', number)}: {title}"
        yield f'<h2 style="break-before:page" id="paper-{place}">{escape(named)}</h2>{self._page(f"paper-{place}")}'
        yield self._closed(article.confidence, told=withheld)
        if withheld:
            return
        noted = galley.words(self.style, article.language)["notes"]
        named = f'id="text-of-paper-{place}" data-notes="{escape(noted)}"'
        yield f'<div {named} lang="{article.language}" dir="{article.direction}">'
        if article.purpose:
            yield f'<p lang="{self.edition.language}">{escape(say[f"for_{article.purpose}"])}</p>'
        said = (article.standfirst, say["by"].replace("{names}", ", ".join(article.byline)) if article.byline else "")
        yield "".join(f"<p>{escape(one)}</p>" for one in said if one)
        if article.published.year > 1970:
            yield f"<p>{escape(day(article.published, article.language))}</p>"
        if picture := article.picture:
            caption = f"<figcaption>{picture.caption}</figcaption>" if picture.caption else ""
            shown = f'<img src="{picture.asset.name}" alt="{escape(picture.alt)}">'.replace(">", "/>")
            yield f"<figure>{shown}{caption}</figure>"
        if article.asks:
            heading = self.agenda.asked or galley.words(self.style, article.language)["recommendations"]
            points = "".join(f"<li>R{at} {escape(one)}</li>" for at, one in enumerate(article.asks, start=1))
            yield f"<p><strong>{escape(heading)}</strong></p><ul>{points}</ul>"
        yield self._set(article.body, f"paper-{place}", article)
        for link in article.links:
            yield f'<p><a href="{escape(link.url)}">{escape(link.title)}</a></p>'
        yield "</div>"

    def _set(self, body: str, within: str, paper: Article | None = None) -> str:
        """A text of the pack, apart from the others: its notes go to the end, its headings under that of a paper."""
        if not body:
            return ""
        root = links.parse(body)
        for number, element in enumerate(root.iter("*") if paper else ()):
            element.set("data-n", str(number))
        if paper and self.agenda.numbered:
            paragraphs.number(root, self.numbers[paper.slug], len(paper.asks))
        elif paper and self.agenda.decisions:
            paragraphs.recommend(root, len(paper.asks))
        if paper and decisions.counted(self.agenda):
            _spell(root)
        if paper:
            paragraphs.close(root, self.words["not_public"])
        paragraphs.tell_apart(root, within)
        for section in root.findall(".//section[@class='notes']"):
            self.notes += [etree.tostring(item, encoding="unicode", with_tail=False) for item in section.iter("li")]
            parent = section.getparent()
            assert parent is not None
            parent.remove(section)
        for element in root.iter("h2", "h3", "h4", "h5") if paper else ():
            element.tag = f"h{int(element.tag[1]) + 1}"
        self._lead(root)
        if paper:
            lines = kinds.of(self.edition.kind).format in ("text", "braille")
            mark(root, self.inside.get(within, ()), self.words["standard_page"], "[{words}] " if lines else "{words}")
        said = links.unparse(root)
        if paper or "noteref" not in said:
            return said
        return f'<div id="text-of-{within}" data-notes="{escape(self.words["notes"])}">{said}</div>'

    def _lead(self, root: etree._Element) -> None:
        """Let links to papers of the pack lead there, and say where the standard pack has them."""
        for link in list(root.iter("a")):
            slug, place = slugs.another(link.get("href", "")) or ("", "")
            if slug not in self.places:
                continue
            link.set("href", f"#paper-{self.places[slug]}")
            where = self._named(f"paper-{self.places[slug]}", place, self.numbers[slug])
            link.tail = f" ({where}){link.tail or ''}"
        links.say_where(root, self._earlier, self.edition.language)

    def _earlier(self, slug: str, place: str) -> str:
        at, number = self.earlier.get(slug, (0, ""))
        return self._named(f"<paper-{at}", place, number) if number else ""

    def _named(self, part: str, place: str, number: str) -> str:
        """A paper, or a place in it, by the paper's number and the page that the standard pack has it on."""
        page = self.pages.get(f"{part}-{place}") or self.pages.get(part)
        where = self.words["standard_page"].replace("{number}", page) if page else ""
        return ", ".join(filter(None, (self.words["paper"].replace("{number}", number), where)))


def _spell(root: etree._Element) -> None:
    """Say with words what the pack's own sheet counts: the letters of points, and requests as R1, R2."""
    for number in root.iter("span"):
        if number.get("class") == "number":
            number.tail = f" {(number.tail or '').lstrip()}"
            number.set("style", "font-weight:600")
    for listed in root.iter("ul", "ol"):
        classes = listed.get("class", "").split()
        begin = int(listed.get("style", "").rpartition(" ")[2]) if "list-item" in listed.get("style", "") else 0
        listed.attrib.pop("style", None)
        if "recommended" in classes:
            for at, item in enumerate(listed.findall("li"), start=begin + 1):
                first = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
                first.text = f"R{at} {(first.text or '').lstrip()}"
            listed.tag = "ul"
            listed.attrib.pop("class")
        elif "lettered" in classes:
            listed.tag = "ol"
            listed.set("type", {"roman": "i", "figures": "1"}.get(classes[-1], "a"))
            if begin:
                listed.set("start", str(begin + 1))
