"""An agenda's papers, found among the articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from lxml import etree

from publish.base.alike import near
from publish.editions import decisions
from publish.editions import frozen as freezing
from publish.editions.frozen import Frozen
from publish.model import BOUND, PAPERS, Action, Agenda, AgendaItem, Article
from publish.problem import Problem
from publish.readers.typography import straight
from publish.value import replace

_DATED = re.compile(r"^\d{4}-\d\d-\d\d[-_ ]+(?=.)")


_ENGLISH = {
    "to_follow": (
        "to follow",
        "report to follow",
        "paper to follow",
        "to be circulated",
        "to be sent",
        "late",
        "tbc",
        "to be confirmed",
    ),
    "tabled": ("tabled", "tabled at the meeting", "tabled at meeting", "to be tabled", "at the meeting", "handout"),
    "verbal": ("verbal", "verbal report", "verbal update", "oral", "oral report", "oral update"),
}
_OTHERWISE = {
    "to_follow": (
        "i ddilyn", "à suivre", "folgt", "wird nachgereicht", "seguirá", "a seguir", "segue", "volgt",
        "w przygotowaniu",
        "يتبع", "יישלח בהמשך", "बाद में", "بعد میں", "後日送付", "稍后提供",
        "በኋላ ይቀርባል", "تُرسل لاحقًا", "পরে আসবে", "دواتر دێت", "bude doplněno", "θα ακολουθήσει",
        "se enviará más adelante", "بعداً می‌رسد", "le teacht", "ri leantainn", "પછી આવશે", "बाद में भेजा जाएगा",
        "később érkezik", "នឹងមានតាមក្រោយ", "추후 제출", "bus pateikta vėliau", "နောက်မှ ရောက်မည်", "ਬਾਅਦ ਵਿੱਚ ਆਵੇਗਾ",
        "zostanie przesłany", "وروسته به راشي", "a enviar", "va urma", "будет представлен позже", "way soo socotaa",
        "skickas senare", "பின்னர் வரும்", "จะตามมาภายหลัง", "ደሓር ክመጽእ እዩ", "daha sonra gelecek",
        "буде надано пізніше", "بعد میں بھیجی جائے گی", "sẽ gửi sau", "ń bọ̀", "稍後提供",
    ),
    "tabled": (
        "i'w gyflwyno", "i’w gyflwyno", "remis en séance", "sur table", "tischvorlage", "se entregará en la reunión",
        "entregue na reunião", "distribuito in riunione", "ter vergadering", "do rozdania na posiedzeniu",
        "يوزع في الاجتماع", "יחולק בישיבה", "बैठक में", "اجلاس میں", "席上配布", "会上分发",
        "በስብሰባው ላይ የቀረበ", "تُوزّع في الاجتماع", "সভায় পেশ করা", "لە کۆبوونەوەکەدا پێشکەش کرا",
        "předloženo na jednání", "i’w gyflwyno yn y cyfarfod", "κατατέθηκε στη συνεδρίαση", "در جلسه ارائه شد",
        "curtha i láthair ag an gcruinniú", "air a chur mu choinneamh na coinneimh", "સભામાં રજૂ કરેલું",
        "बैठक में दिया जाएगा", "az ülésen kiosztva", "ដាក់ជូនក្នុងអង្គប្រជុំ", "회의에서 제출", "pateikta posėdyje",
        "အစည်းအဝေးတွင် တင်ပြထားသည်", "ter vergadering uitgereikt", "ਮੀਟਿੰਗ ਵਿੱਚ ਪੇਸ਼ ਕੀਤਾ", "په غونډه کې وړاندې شو",
        "distribuído na reunião", "prezentat în ședință", "представлен на заседании", "lagu soo bandhigay kulanka",
        "läggs fram på mötet", "கூட்டத்தில் முன்வைக்கப்பட்டது", "เสนอในที่ประชุม", "ኣብቲ ኣኼባ ዝቐረበ",
        "toplantıda sunuldu", "надано на засіданні", "اجلاس میں پیش ہوگی", "trình tại cuộc họp",
        "tí a gbé kalẹ̀ ní ìpàdé", "會上提交",
    ),
    "verbal": (
        "ar lafar", "verbalement", "oralement", "mündlich", "orale", "mondeling", "ustnie", "شفهي", "בעל פה", "मौखिक",
        "زبانی", "口頭", "口头",
        "የቃል ሪፖርት", "تقرير شفهي", "মৌখিক প্রতিবেদন", "ڕاپۆرتی زارەکی", "ústní zpráva", "adroddiad ar lafar",
        "mündlicher Bericht", "προφορική έκθεση", "informe verbal", "گزارش شفاهی", "rapport oral",
        "tuairisc ó bhéal", "aithisg bheòil", "મૌખિક અહેવાલ", "דיווח בעל פה", "मौखिक रिपोर्ट", "szóbeli beszámoló",
        "relazione orale", "口頭報告", "របាយការណ៍ផ្ទាល់មាត់", "구두 보고", "žodinis pranešimas", "နှုတ်ဖြင့် အစီရင်ခံစာ",
        "mondeling verslag", "ਜ਼ੁਬਾਨੀ ਰਿਪੋਰਟ", "sprawozdanie ustne", "شفاهي راپور", "relatório verbal",
        "raport verbal", "устный доклад", "warbixin afka ah", "muntlig rapport", "வாய்மொழி அறிக்கை",
        "รายงานด้วยวาจา", "ብቓል ዝቐረበ ጸብጻብ", "sözlü rapor", "усна доповідь", "زبانی رپورٹ", "báo cáo miệng",
        "ìròyìn ẹnu", "口头报告",
    ),
}  # fmt: skip
"""What people write where a paper would be named, in the languages that the house styles speak."""
_INSTEAD_OF = {
    straight(phrase).casefold(): key
    for table in (_OTHERWISE, _ENGLISH)
    for key, phrases in table.items()
    for phrase in phrases
}
INSTEAD = frozenset(_INSTEAD_OF) - {"late", "at the meeting", "handout", "tbc", "to be confirmed", "orale", "a seguir"}
"""The phrases that say so by themselves, without `paper:` before them."""
_NONE = frozenset(("none", "n/a", "no paper", "-", "–", "—"))


def _slugs(articles: Sequence[Article]) -> Callable[[str], str]:
    """What gives the slug of the article that a name, a path or a headline means; empty for none."""
    # A text is meant before a PDF or a spreadsheet that has its name but for what that ends with.
    texts = sorted(articles, key=lambda article: not article.source.lower().endswith(BOUND))
    known: dict[str, str] = {}
    for article in texts:
        for name in (article.title, *called(article.source)):
            known.setdefault(name, article.slug)
    known |= {article.slug: article.slug for article in articles}
    by_case = {straight(name).casefold(): slug for name, slug in known.items()}

    def slug_of(typed: str) -> str:
        typed = normalize("NFC", unquote(typed)).strip().removeprefix("./").lstrip("/")
        bare = _without_folders(typed)
        return known.get(typed) or known.get(bare) or by_case.get(straight(bare).casefold(), "")

    return slug_of


def match(
    agenda: Agenda, articles: Sequence[Article], faults: Sequence[Problem]
) -> tuple[Agenda | None, tuple[Problem, ...]]:
    """The agenda with papers' slugs in the place of what was typed: a slug, a file's name or path, a headline.

    An item may have several, with commas between; and `to follow`, `tabled` or `verbal` in the place of one. No agenda
    when a paper is missing, or is among the articles with an error in `faults`.
    """
    slug_of = _slugs(articles)
    faulty = {
        name: fault
        for fault in faults
        if fault.severity == "error" or fault.code == "A13"
        for name in called(fault.path)
    }
    problems: list[Problem] = []
    items = []
    for item in agenda.items:
        papers: list[str] = []
        instead: list[str] = []
        problems += _mistaken(agenda, item, slug_of)
        for typed in (name for names in item.papers for name in _apart(names, slug_of)):
            if typed.casefold() in _NONE:
                continue
            if slug := slug_of(typed):
                papers.append(slug)
            elif said := _instead(typed, agenda.language):
                instead.append(said)
            else:
                bare = _without_folders(unquote(typed).strip().removeprefix("./").lstrip("/"))
                line = _named(agenda, item, typed)
                problems.append(_missing(agenda.source, line, bare, articles, faulty.get(bare)))
        items.append(replace(item, papers=tuple(dict.fromkeys(papers)), instead=tuple(dict.fromkeys(instead))))
    problems += _indiscreet(agenda, items, {article.slug: article for article in articles})
    carried, faults = _carried(agenda, slug_of(agenda.actions_from), articles, faulty)
    problems += faults
    agenda = replace(agenda, actions=(*carried, *agenda.actions))
    if agenda.decisions:
        problems += _unasked(agenda, items, {article.slug: article for article in articles})
    fatal = any(problem.severity == "error" for problem in problems)
    return (None if fatal else replace(agenda, items=tuple(items))), tuple(problems)


def _mistaken(agenda: Agenda, item: AgendaItem, slug_of: Callable[[str], str]) -> Iterator[Problem]:
    """That who leads an item is called as papers are."""
    mistakable = item.lead and item.lead == item.lead.lower() and not item.papers  # a Mayor may have a paper `mayor`
    names = _apart(item.lead, slug_of) if mistakable else ()
    if names and all(map(slug_of, names)):
        message = f"`{item.lead}` is printed as who leads, and is the name of a paper"
        hint = f"write `paper: {item.lead}` if that is meant"
        yield Problem(code="G08", path=agenda.source, line=item.line, message=message, hint=hint)


_DONE = re.compile(
    r"done|closed?|completed?|discharged|finished|no longer needed|wedi['’]i wneud|gwnaed|fait|terminée?"
    r"|erledigt|hech[oa]|feit[oa]|fatt[oa]|gedaan|afgerond|klar|gjort|zrobione|hotovo|gata|atlikta|kész|tamam|تم|הושלם|✓|完了|完成|완료"
)


def _carried(
    agenda: Agenda, slug: str, articles: Sequence[Article], faulty: Mapping[str, Problem]
) -> tuple[tuple[Action, ...], tuple[Problem, ...]]:
    """The actions of the minutes that an agenda goes on from, those that are done left out."""
    name = agenda.actions_from
    if not name:
        return (), ()
    minutes = next((one for one in articles if one.slug == slug), None)
    if minutes is None:
        return (), (_missing(agenda.source, None, name, articles, faulty.get(name)),)
    root = etree.fromstring(f"<body>{minutes.body}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    rows = [
        [" ".join(" ".join(map(str, cell.itertext())).split()) for cell in row]
        for table in list(root.iter("table"))[-1:]
        for row in table.iter("tr")
        if row.find("td") is not None
    ]
    found = [_action(row) for row in rows]
    if not any(action.text for action in found):
        message = f"`actions_from` names `{name}`, which has no table of actions"
        hint = "end the minutes with a table of what is to be done, who does it, by when, and how far it is"
        return (), (Problem(code="G14", path=agenda.source, line=None, message=message, hint=hint),)
    return tuple(one for one in found if one.text and not _DONE.fullmatch(one.status.casefold().rstrip("."))), ()


def _action(cells: Sequence[str]) -> Action:
    text, who, due, status = (*cells, "", "", "", "")[:4]
    return Action(text=text, who=who, due=due, status=status)


def supplement(
    agendas: Sequence[Agenda],
    faulty: Sequence[str] = (),
    articles: Sequence[Article] = (),
    frozen: Sequence[Frozen] = (),
) -> tuple[tuple[Agenda, ...], tuple[Problem, ...]]:
    """The agendas, those that add to the pack of another, or translate it, with its numbers; none where it is missing.

    A pack has one supplement: the pages of two would have the same letters. `faulty` are the files of agendas that have
    errors. What went out is `frozen`: a supplement adds to that, and a pack that would be another now is left out.
    """
    then = {one.slug: one for one in frozen}
    by_slug = {article.slug: article for article in articles}
    agendas, problems = _translated(agendas, faulty, by_slug, then)
    own = {name: one for one in agendas if not one.supplements for name in (one.slug, *called(one.source))}
    added_to: dict[str, Agenda] = {}
    made: list[Agenda] = []
    for agenda in agendas:
        pack = own.get(agenda.supplements)
        if not agenda.supplements:
            made.append(agenda)
        elif pack is None or pack.slug in added_to:
            problems.append(_stray(agenda, pack, sorted(own), faulty))
        else:
            added_to[pack.slug] = agenda
            made.append(freezing.supplemented(agenda, pack, then.get(pack.slug), by_slug))
    kept = []
    for agenda in made:
        was, again = None if agenda.supplements else then.get(agenda.slug), added_to.get(agenda.slug)
        if was and (again or was.out) and (changed := freezing.changes(agenda, was, by_slug)):
            problems += _gone_out(agenda, was, again, changed, by_slug)
            continue
        if was and was.printed and not again:
            problems += (_printed(source, was) for source in freezing.changes(agenda, was, by_slug))
        kept.append(agenda)
    return tuple(kept), tuple(problems)


def _translated(
    agendas: Sequence[Agenda], faulty: Sequence[str], articles: Mapping[str, Article], then: Mapping[str, Frozen]
) -> tuple[list[Agenda], list[Problem]]:
    """The agendas, those that translate another with its numbers; of what went out, the numbers that it had then."""
    packs = [one for one in agendas if not one.supplements]
    originals = {name: one for one in packs if not one.translation_of for name in (one.slug, *called(one.source))}
    added_to = {name for one in agendas if one.supplements for name in (one.supplements, *called(one.supplements))}
    made: list[Agenda] = []
    problems: list[Problem] = []
    for agenda in agendas:
        original = originals.get(agenda.translation_of)
        if not agenda.translation_of:
            made.append(agenda)
        elif original is None or agenda.supplements:
            problems.append(_strange(agenda, [one.source for one in packs], sorted(originals), faulty))
        else:
            was = then.get(original.slug)
            out = was and (was.out or added_to & {original.slug, *called(original.source)})
            made.append(freezing.translated(agenda, original, was if out else None, articles))
    return made, problems


def _strange(agenda: Agenda, sources: Sequence[str], known: Sequence[str], faulty: Sequence[str]) -> Problem:
    """That an agenda translates one that is not there, or that is no original; or is a supplement."""
    name = agenda.translation_of
    message, hint = f"there is no agenda `{name}` of which this is a translation", near(name, known)
    if agenda.supplements:
        message = "a supplement has the numbers of the pack that it adds to, and is no translation of another"
        hint = "take `translation_of` out"
    elif path := next((path for path in faulty if name in called(path)), ""):
        message, hint = f"the agenda `{name}`, of which this is a translation, has errors", f"mend `{path}` first"
    elif any(name in called(source) for source in sources):
        message, hint = f"the agenda `{name}` is a translation too", "name the one that has no `translation_of`"
    return Problem(code="G13", path=agenda.source, line=None, message=message, hint=hint)


def _stray(agenda: Agenda, pack: Agenda | None, known: Sequence[str], faulty: Sequence[str]) -> Problem:
    """That an agenda adds to a pack that is not there, or has a supplement."""
    path = next((path for path in faulty if agenda.supplements in called(path)), "")
    message, hint = f"there is no agenda `{agenda.supplements}` to add to", near(agenda.supplements, known)
    if pack is not None:
        message = f"the pack `{pack.slug}` has a supplement already"
        hint = "add what is late to that one, or make a pack of its own"
    elif path:
        message, hint = f"the agenda `{agenda.supplements}`, which this adds to, has errors", f"mend `{path}` first"
    return Problem(code="G13", path=agenda.source, line=None, message=message, hint=hint)


def _printed(source: str, was: Frozen) -> Problem:
    """That a pack is another now than it was when it was printed."""
    message = f"the pack `{was.slug}` was printed on {was.printed}, and is another now"
    hint = f"print it again for all, or take this back and write an agenda with `supplements: {was.slug}`"
    return Problem(code="G16", path=source, line=None, message=message, hint=hint)


def _gone_out(
    pack: Agenda, was: Frozen, again: Agenda | None, changed: Sequence[str], articles: Mapping[str, Article]
) -> Iterator[Problem]:
    """What has changed since a pack went out, and is in no supplement."""
    there = {articles[slug].source for item in again.items for slug in item.papers} if again else set()
    when = f"on {was.out}" if was.out else "and has a supplement"
    for source in changed:
        if source in there:
            continue
        where = f"write an agenda with `supplements: {pack.slug}`"
        where = f"name it on its item in `{again.source}`" if again else where
        message = f"the pack `{pack.slug}` went out {when}: it stays as it was, and has nothing of what changed since"
        hint = f"{where}; or take `{was.place}` away, and the pack is made anew"
        yield Problem(code="G16", path=source, line=None, message=message, hint=hint)


def _indiscreet(agenda: Agenda, items: Sequence[AgendaItem], articles: Mapping[str, Article]) -> Iterator[Problem]:
    """Papers of confidential items that are published all the same, or stand on an item for everybody too."""
    openly = {slug for item in items if not item.confidence for slug in item.papers}
    for item in items:
        for slug in item.papers if item.confidence else ():
            article = articles[slug]
            line = _named(agenda, item, slug)
            if article.audience == "everybody":
                message = f"the item is confidential, and its paper `{slug}` is an article that everybody gets"
                hint = f"move `{article.source}` into {PAPERS}/"
                yield Problem(code="G11", path=agenda.source, line=line, message=message, hint=hint)
            elif slug in openly and not article.confidence:
                message = f"the paper `{slug}` is withheld: one of the items that name it is confidential"
                hint = "give the other item a paper that everybody may read, or leave the paper out there"
                yield Problem(code="G12", path=agenda.source, line=line, message=message, hint=hint)


def _unasked(agenda: Agenda, items: Sequence[AgendaItem], articles: Mapping[str, Article]) -> Iterator[Problem]:
    """That the agenda lists what is asked of the meeting, and nothing is; or not by a paper that is for decision."""
    asking = 0
    hint = "write `asks:` and a line `  - …` for each into its metadata block, or a list into an `[!IMPORTANT]` box"
    for slug in dict.fromkeys(slug for item in items for slug in item.papers):
        article = articles[slug]
        asks = any(decisions.of_paper(article))
        asking += asks
        if not asks and article.purpose == "decision":
            message = "the paper is for decision, and asks for nothing that the agenda could list"
            yield Problem(code="G14", path=article.source, line=None, message=message, hint=hint)
    if not asking:
        message = "`decisions` is asked for, and no paper asks for any"
        yield Problem(code="G14", path=agenda.source, line=None, message=message, hint=hint)


def _without_folders(typed: str) -> str:
    return re.sub(r"^(\.\./)+", "", typed)


_SIGNS = "`\"'“”‘’<>[]* "


def _apart(typed: str, known: Callable[[str], str]) -> list[str]:
    """The papers that one part of an item names: one, if all of it is the name of one, or several."""
    if known(typed) or _INSTEAD_OF.get(_phrase(typed)):
        return [typed]
    for pattern in (
        r"\s*[;،、]\s*|\s*,\s+|,(?=\S)",
        r"\s*[;،、]\s*|\s*,\s*(?:and\s+|&\s*)?|\s+(?:and|&|\+|/|und|et|y|e|en|a|ac|و)\s+",
    ):
        pieces = [_cleaned(piece) for piece in re.split(pattern, typed)]
        pieces = [piece for piece in pieces if piece]
        if len(pieces) > 1 and all(known(piece) or _INSTEAD_OF.get(_phrase(piece)) for piece in pieces):
            return pieces
    pieces = [_cleaned(piece) for piece in re.split(r"[;,،、]", typed)]
    some = len(pieces) > 1 and any(known(piece) for piece in pieces)
    return [piece for piece in pieces if piece] if some else [_cleaned(typed)]


def _cleaned(typed: str) -> str:
    """A paper's name without the signs around it: quotes, brackets, a link's words."""
    typed = typed.strip()
    if link := re.fullmatch(r"\[[^\]]*\]\(([^)]+)\)", typed):
        typed = link[1]
    return re.sub(r"^papers?\s*:\s*", "", typed.strip(_SIGNS), flags=re.I)


def _phrase(typed: str) -> str:
    """Which phrase is typed in the place of a paper's name, without signs around it and what is said of it behind."""
    phrase = straight(typed).casefold().strip(" ().*_")
    found = re.match(r"(.+?)\s*(?:[(,:;–—]|\s-\s)", phrase)
    return phrase if phrase in _INSTEAD_OF or not found else found[1]


def _instead(typed: str, language: str) -> str:
    """What is printed where there is no paper: what was typed, or for an English word elsewhere the style's own."""
    key = _INSTEAD_OF.get(_phrase(typed))
    if key is None:
        return ""
    typed = re.sub(r"^[*_(]+(.*?)[*_)]+$", r"\1", typed)
    return key if straight(typed).casefold() in _ENGLISH[key] and not language.lower().startswith("en") else typed


def _named(agenda: Agenda, item: AgendaItem, name: str) -> int:
    """The line on which an item names its paper: its first one, or one of those under that."""
    typed = agenda.typed.splitlines()[item.line - agenda.typed_line :]
    return next((number for number, line in enumerate(typed, start=item.line) if name in line), item.line)


def called(source: str) -> set[str]:
    """The names that people may call an article's file by, as most systems write them (a Mac takes accents apart)."""
    source = normalize("NFC", source)
    path = PurePosixPath(source)
    inside = source.removeprefix("source/")
    undated = _DATED.sub("", path.name)
    return {
        source,
        inside,
        inside.removeprefix("articles/"),
        inside.removeprefix("papers/"),
        inside.removeprefix("agendas/"),
        path.name,
        path.stem,
        undated,
        PurePosixPath(undated).stem,
    }


def _missing(path: str, line: int | None, typed: str, articles: Sequence[Article], fault: Problem | None) -> Problem:
    if fault is not None:
        held = fault.code == "A13"
        message = f"the paper `{typed}` {'is held back' if held else 'has errors'}, so there is no pack"
        hint = (
            f"see `draft` and `date` in `{fault.path}`, or make it with --drafts"
            if held
            else f"mend `{fault.path}` first"
        )
        return Problem(code="G04", path=path, line=line, message=message, hint=hint)
    if typed.lower().endswith(BOUND):
        files = {PurePosixPath(article.source).name: article.source for article in articles}
        hint = near(typed, sorted(files), cutoff=0.6) or f"put `{PurePosixPath(typed).name}` into `{PAPERS}/`"
        return Problem(code="G03", path=path, line=line, message=f"there is no file `{typed}` for a paper", hint=hint)
    if re.search(r"\.(?:docx?|odt|rtf|xls|ods|csv|pptx?|odp|pages|numbers|key)$", typed, re.I):
        hint = "save it as PDF, a spreadsheet as .xlsx too, or import its text: `publish import`"
        return Problem(code="G03", path=path, line=line, message=f"`{typed}` cannot be a paper as it is", hint=hint)
    slugs = sorted(article.slug for article in articles)
    hint = near(typed.lower(), slugs) or "the articles are " + ", ".join(f"`{slug}`" for slug in slugs[:12])
    return Problem(code="G03", path=path, line=line, message=f"there is no article `{typed}` for a paper", hint=hint)
