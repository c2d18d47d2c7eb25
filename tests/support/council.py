"""A town council's meeting: forty items with parts, two of them exempt, twelve papers of every kind, in two languages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
from pikepdf import Dictionary, Name

from tests.support.commands import run_publish
from tests.support.finished import once_a_run

KINDS = ("pack", "large-print-pack", "text-pack")
TODAY = {"HANDBILL_TODAY": "2026-03-10"}
SHEETS = 30
"""Pages of the auditor's report."""

_SETTINGS = """\
identifier = "https://council.example/papers"
title = "Council papers"
organisation = "Llanfair Town Council"
language = "en-GB"
"""

_PROSE = (
    "The clerk has looked at what was agreed last year, at what it has cost since, and at what residents have written "
    "about it. Of the forty-one letters that came, most ask for the work to be done before the winter.",
    "Three firms were asked for a price. Two answered in time; the third asked for another week, which was given. All "
    "prices are for the whole of the work, without value added tax, and hold until the end of June.",
    "Nothing in the council’s policies stands against it. The insurer has been told, and asks for an inspection by a "
    "competent person within a month of the end of the work, with a copy of what is found.",
    "If the council agrees, the order can go out in April. If it does not, the money stays in the reserve and the "
    "matter comes back with the budget for next year, when prices will be higher by about a twentieth.",
)
_WELSH_PROSE = (
    "Mae’r clerc wedi edrych ar yr hyn a gytunwyd y llynedd, ar yr hyn y mae wedi’i gostio ers hynny, ac ar yr hyn y "
    "mae trigolion wedi’i ysgrifennu amdano. Daeth pedwar deg un o lythyrau.",
    "Gofynnwyd i dri chwmni am bris. Atebodd dau mewn pryd; gofynnodd y trydydd am wythnos arall, a rhoddwyd hynny. Mae "
    "pob pris am y gwaith cyfan, heb dreth ar werth, ac yn dal tan ddiwedd mis Mehefin.",
    "Os bydd y cyngor yn cytuno, gall yr archeb fynd allan ym mis Ebrill. Os na fydd, mae’r arian yn aros yn y gronfa "
    "wrth gefn a daw’r mater yn ôl gyda’r gyllideb am y flwyddyn nesaf.",
)


def _prose(paragraphs: int, sentences: tuple[str, ...] = _PROSE) -> str:
    return "\n\n".join(sentences[at % len(sentences)] for at in range(paragraphs))


_ASKED = """\
> [!IMPORTANT]
> The council is asked to:
>
> - {0};
> - {1}; and
> - note the rest.
"""

PAPERS: dict[str, tuple[str, str, str]] = {
    "minutes": ("Minutes of the last meeting", "", f"## Present\n\nEleven members, and the clerk.\n\n{_prose(7)}\n"),
    "mayor": ("The mayor’s announcements", "", _prose(2)),
    "accounts": (
        "Accounts for the third quarter",
        "byline: Rhian Pugh\n",
        f"""{_ASKED.format("receive the accounts", "move £4,000 from the reserve for the clock")}
{_prose(3)}

The council may:

- wait for the year’s end,
- act now:
    1. by the clock,
    2. by the bridge.

| Heading | Budget | Spent | Left |
| --- | --- | --- | --- |
| Cemetery | £12,400 | £9,310 | £3,090 |
| Parks and open spaces | £38,000 | £31,255 | £6,745 |
| Street lights | £22,150 | £17,020 | £5,130 |
| Grants to clubs | £6,000 | £5,500 | £500 |

- or ask the auditor first.[^1]

What the auditor says stands in [the report](auditor.pdf#page=3), what is planned in [the budget](budget.xlsx), and
what the lights cost in [the paper on lights](lights.md#what-they-cost).

```chart bar
title: Spent in each quarter
source: The council’s own books

Quarter | Pounds
First | 21400
Second | 18900
Third | 22785
```

## What is owed

{_prose(4)}

[^1]: Under section 33 of the Act.
""",
    ),
    "cynllun": (
        "Cynllun y dref",
        "language: cy\n",
        f"## Cefndir\n\n{_prose(5, _WELSH_PROSE)}\n\n## Y camau nesaf\n\n- gofyn i’r trigolion,\n- ysgrifennu’r cynllun.\n\n"
        f"Gweler [y papur am y goleuadau](lights.md).\n\n{_prose(3, _WELSH_PROSE)}",
    ),
    "planning": (
        "Planning applications",
        "",
        "\n\n".join(
            f"## {ward} ward\n\n| Number | Place | Proposal | Reply by |\n| --- | --- | --- | --- |\n"
            + "\n".join(
                f"| P/26/{100 * n + m} | {m} High Street, {ward} | A porch at the front, and a window in the roof over it, "
                f"in the conservation area | {m + 10} March |"
                for m in range(1, 9)
            )
            + f"\n\n{_prose(2)}"
            for n, ward in enumerate(("Castle", "Bridge", "Mill"), start=1)
        ),
    ),
    "lights": (
        "Street lights in Mill Lane",
        "",
        f"{_prose(3)}\n\n## What they cost\n\nAs [the accounts](accounts.md) say.\n\n"
        f"{_ASKED.format('order nine lamps', 'ask the county for the rest')}\n{_prose(3)}",
    ),
    "bins": ("Bins in the market square", "", _prose(4)),
    "risk": (
        "Register of risks",
        "",
        "| Risk | Owner | Likelihood | Weight | What is done about it | What is left | Next look |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        + "\n".join(
            f"| Risk the {n}th: money is lost, or somebody is hurt | Clerk | {n % 5 + 1} | {n % 4 + 1} | Two people sign, and "
            f"the bank writes to the chair each month | Low | {n} June |"
            for n in range(1, 16)
        ),
    ),
    "park": (
        "The park after the flood",
        "",
        f"{_prose(9)}\n\nSee [what the lights cost](lights.md#what-they-cost), [the bins](bins.md), [the report](auditor.pdf#page=5) and "
        "[the wages](staffing.md#the-zanzibar-grade).",
    ),
    "staffing": (
        "The wages of Zebedee Quill",
        "byline: Oblast Zephyr\n",
        f"{_prose(6)}\n\n## The zanzibar grade\n\n{_prose(5)}\n\nSee [the lease](quill.pdf) too.",
    ),
}
"""Title, more of the head, and text, by name."""

SECRET = ("quill", "zebedee", "zephyr", "zanzibar", "oblast")
"""Words that only members may read."""

_ITEMS = """\
1. Apologies and members present | 18:30 | Mayor
2. Declarations of interest | 18:32 | Clerk
   Members are asked to say now what interest they have in anything below.
3. Questions from the public | 18:35 | Mayor
   Fifteen minutes are kept for them; see [the planning applications](planning.md).
4. Minutes of the last meeting | 18:50 | Mayor | paper: minutes
5. Matters arising | 18:55 | Clerk
6. The mayor’s announcements | 19:00 | Mayor | paper: mayor
7. Report of the county councillor | 19:05 | Cllr Gwen Parry | paper: verbal
8. Report of the police | 19:10 | PC Owen | paper: tabled

## Money

9. Payments since the last meeting | 19:15 | Rhian Pugh
10. Bank reconciliation | 19:18 | Rhian Pugh
11. The year so far | 19:20 | Rhian Pugh
11.1 Accounts for the third quarter | 19:20 | Rhian Pugh | paper: accounts
11.2 Budget for next year | 19:30 | Rhian Pugh | paper: budget.xlsx
12. Report of the auditor | 19:40 | Rhian Pugh | paper: auditor.pdf
13. Grants
13(a) To the band
13(b) To the food bank
14. Insurance

Break | 19:50

## The town

15. The plan of the town | 20:00 | Elin Rees | paper: cynllun
16. Planning applications | 20:10 | Elin Rees | paper: planning
17. Street lights | 20:20 | Tom Vaughan | paper: lights
18. The clock
19. Benches
20. Bins in the market square | 20:30 | Tom Vaughan | paper: bins
21. The park | 20:35 | Tom Vaughan | paper: to follow
22. Register of risks | 20:40 | Clerk | paper: risk
23. Footpaths
23.1 Path 14
23.2 Path 22, from the mill to the bridge over the river, which has been closed since the flood of last December
24. Bus shelters
25. Allotments
26. The cemetery
27. Twinning

## Policies

28. Standing orders
29. Code of conduct
30. Complaints
31. Data protection
32. Training
33. Website

## Members

34. Committees
35. Outside bodies
36. Vacancy in Castle ward
37. Dates of meetings

## Part two: exempt

The public is asked to leave, under the Act of 1960.

38. Staffing | 20:50 | Mayor | paper: staffing | confidential: Schedule 12A, paragraph 12
    Zebedee Quill asks for more.
39. A matter of property | 20:55 | Oblast Zephyr | paper: quill.pdf | confidential: Schedule 12A, paragraph 14 | public title: A lease
40. Close | 21:00 | Mayor

## Dates

The next meeting is on 20 April.
"""

_WELSH = """\
1. Ymddiheuriadau ac aelodau’n bresennol | 18:30 | Maer
2. Datgan buddiannau | 18:32 | Clerc
3. Cwestiynau’r cyhoedd | 18:35 | Maer
   Gweler [y ceisiadau cynllunio](planning.md).
4. Cofnodion y cyfarfod diwethaf | 18:50 | Maer | paper: minutes
6. Cyhoeddiadau’r maer | 19:00 | Maer | paper: mayor
8. Adroddiad yr heddlu | 19:10 | PC Owen | paper: tabled

## Arian

11. Y flwyddyn hyd yma | 19:20 | Rhian Pugh
11.1 Cyfrifon y trydydd chwarter | 19:20 | Rhian Pugh | paper: accounts
11.2 Cyllideb y flwyddyn nesaf | 19:30 | Rhian Pugh | paper: budget.xlsx
12. Adroddiad yr archwilydd | 19:40 | Rhian Pugh | paper: auditor.pdf

## Y dref

15. Cynllun y dref | 20:00 | Elin Rees | paper: cynllun
16. Ceisiadau cynllunio | 20:10 | Elin Rees | paper: planning
17. Goleuadau stryd | 20:20 | Tom Vaughan | paper: lights
20. Biniau yn sgwâr y farchnad | 20:30 | Tom Vaughan | paper: bins
21. Y parc | 20:35 | Tom Vaughan | paper: i ddilyn
22. Cofrestr risgiau | 20:40 | Clerc | paper: risk

## Rhan dau: eithriedig

38. Staffio | 20:50 | Maer | paper: staffing | confidential: Atodlen 12A, paragraff 12
39. Mater o eiddo | 20:55 | Oblast Zephyr | paper: quill.pdf | confidential: Atodlen 12A, paragraff 14 | public title: Les
40. Diwedd | 21:00 | Maer
"""


def write(root: Path) -> None:
    """Write the publication there."""
    source = root / "source"
    for folder in ("papers", "agendas", "articles"):
        (source / folder).mkdir(parents=True)
    editions = "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in KINDS)
    (source / "publication.toml").write_text(_SETTINGS + editions, "utf-8")
    for name, (title, more, text) in PAPERS.items():
        (source / f"papers/{name}.md").write_text(
            f"---\ntitle: {title}\ndate: 2026-03-01\n{more}---\n\n{text}\n", "utf-8"
        )
    (source / "papers/budget.xlsx").write_bytes(_budget())
    (source / "papers/auditor.pdf").write_bytes(_report(SHEETS, "Auditor's schedule"))
    (source / "papers/quill.pdf").write_bytes(_report(3, "What Zephyr offered"))
    for name, head, text in (
        (
            "council",
            "title: Full council\ntime: 18:30 to 21:00\nplace: Town hall, the council chamber\nnotes: 6\n"
            "actions:\n  - Ask the county about the bridge | Elin Rees | 1 March\n",
            f"Members are summoned to attend.\n\n{_ITEMS}",
        ),
        (
            "cyngor",
            "title: Y cyngor llawn\ntime: 18:30 i 21:00\nplace: Neuadd y dref\nlanguage: cy\nnotes: 6\ntranslation_of: council\n",
            f"Gwysir yr aelodau i fod yn bresennol.\n\n{_prose(36, _WELSH_PROSE)}\n\n{_WELSH}",
        ),
        ("late", "title: Full council\nsupplements: council\n", "21a. The park | 20:37 | Tom Vaughan | paper: park\n"),
    ):
        own = "numbered: true\npapers: by item\n" if name == "council" else ""
        (source / f"agendas/{name}.md").write_text(f"---\ndate: 2026-03-16\n{own}{head}---\n\n{text}", "utf-8")


def _budget() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Budget"
    sheet.append(["Heading", "This year", "Next year", "Change"])
    for name, now, then in (("Cemetery", 12400, 13000), ("Parks", 38000, 41500), ("Street lights", 22150, 20000)):
        sheet.append([name, now, then, then - now])
    for row in sheet.iter_rows(min_row=2, min_col=2):
        for cell in row:
            cell.number_format = "£#,##0"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _report(sheets: int, title: str) -> bytes:
    """Pages on their side, drawn to near their edges, without tags."""
    made = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for number in range(1, sheets + 1):
        made.add_blank_page(page_size=(841.89, 595.28))
        page = made.pages[-1].obj
        page.Resources = Dictionary(Font=Dictionary(F=font))
        rows = "".join(
            f"BT /F 9 Tf 60 {480 - 14 * row} Td (Line {row} of sheet {number}: cost centre {number * 100 + row}) Tj ET "
            for row in range(28)
        )
        page.Contents = made.make_stream(
            f"0.5 w 36 30 770 535 re S BT /F 18 Tf 60 520 Td ({title} {number} of {sheets}) Tj ET {rows}".encode()
        )
    out = BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


@once_a_run
def built() -> tuple[tuple[str, bytes], ...]:
    """Every file that a build makes of it, by its path in build/; and what the build said, as `said`."""
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        write(root)
        outcome = run_publish("build", cwd=root, environment=TODAY)
        files = [one for kind in KINDS for one in (root / "build" / kind).iterdir()]
        return (
            ("said", (outcome.out + outcome.err).encode()),
            *((str(one.relative_to(root / "build")), one.read_bytes()) for one in sorted(files)),
        )
