"""Collections as editions: which articles, in how many volumes, in which order and parts, and how the ebook says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from publish.editions.compose import compose, recall
from publish.editions.gathering import digest, strays
from publish.model import Article, Edition, EditionPlan, Issue
from publish.value import replace
from tests.conftest import REQUIRE_ALL, Publish
from tests.support import epubcheck
from tests.support.epub_samples import rich
from tests.support.epub_shelf import OPF, TYPE, X, opened
from tests.support.sample import PUBLICATION, article


def plan(**changes: object) -> EditionPlan:
    """A plan for a collection."""
    values: dict[str, object] = {"name": "collection", "kind": "collection", "title": "", "sides": None}
    return EditionPlan(**(values | {"max_bytes": None} | changes))  # type: ignore[arg-type]


def news(slug: str, day: str, *tags: str, **changes: object) -> Article:
    """A small article of a day, with tags."""
    values: dict[str, object] = {"tags": tags, "body": f"<p>{slug}</p>", "assets": (), "links": (), "typed": slug}
    return article(slug, title=f"On {slug}", published=date.fromisoformat(day), **(values | changes))


ARTICLES = (
    news("ice", "2014-11-03", "Weather", "sea"),
    news("rain", "2014-05-20", "weather"),
    news("boats", "2014-05-02", "sea", byline=("Ann Ede", "Ben Foy")),
    news("members", "2013-12-24"),
)


def composed(**changes: object) -> tuple[Edition, ...]:
    """The editions that a plan makes of the articles above."""
    return compose(PUBLICATION, (plan(**changes),), ARTICLES)


def held(edition: Edition) -> list[str]:
    """The slugs of an edition's articles."""
    return [item.slug for item in edition.articles]


def test_what_is_too_many_for_one_collection_is_several() -> None:
    """The oldest are in the first, which is what the whole was called; what is new changes the last one alone."""
    one, few, more = (compose(PUBLICATION, (plan(chapters=2),), ARTICLES[-count:]) for count in (2, 3, 4))
    assert [(volume.title, volume.slug, held(volume)) for volume in more] == [
        ("Tides Briefings", "tides-briefings", ["boats", "members"]),
        ("Tides Briefings (2)", "tides-briefings-2", ["ice", "rain"]),
    ]
    assert one == more[:1] == few[:1]
    assert len({volume.identifier for volume in more}) == 2
    assert [volume.slug for volume in composed(by="tag", chapters=1)] == [
        "tides-briefings-sea",
        "tides-briefings-sea-2",
        "tides-briefings-weather",
        "tides-briefings-weather-2",
    ]


def test_a_collection_by_year_is_an_edition_for_each_year() -> None:
    """The year is in its title, file name and place in the series."""
    volumes = composed(by="year")

    assert [(volume.title, volume.slug, volume.position, held(volume)) for volume in volumes] == [
        ("Tides Briefings 2013", "tides-briefings-2013", "2013", ["members"]),
        ("Tides Briefings 2014", "tides-briefings-2014", "2014", ["ice", "rain", "boats"]),
    ]
    assert len({volume.identifier for volume in volumes}) == 2


def test_a_collection_by_quarter_names_quarters_in_the_publications_language() -> None:
    """The fourth quarter of a year is not the first of the next."""
    volumes = composed(by="quarter")

    assert [(volume.title, volume.position) for volume in volumes] == [
        ("Tides Briefings, 4th quarter 2013", "2013.4"),
        ("Tides Briefings, 2nd quarter 2014", "2014.2"),
        ("Tides Briefings, 4th quarter 2014", "2014.4"),
    ]


def test_the_name_of_a_topic_stays() -> None:
    """A new article's tag never takes a file's name, or the form of a topic's title, from an older one."""
    old = (news("compiler", "2014-01-02", "C++"), news("boats", "2014-05-02", "sea"))
    new = (news("tides", "2014-06-01", "C", "SEA", "C#"), *old)
    names = [
        {volume.title: volume.slug for volume in compose(PUBLICATION, (plan(by="tag"),), articles)}
        for articles in (old, new)
    ]

    assert names[0] == {"Tides Briefings: C++": "tides-briefings-c", "Tides Briefings: sea": "tides-briefings-sea"}
    assert names[0].items() <= names[1].items()
    assert len(set(names[1].values())) == len(names[1]) == 4


def test_a_tag_is_found_however_its_accents_are_typed() -> None:
    """`Café` in the settings, with its accent as a letter of its own, is the `Café` of an article."""
    (edition,) = compose(PUBLICATION, (plan(tag="Cafe\u0301"),), (news("tea", "2014-01-02", "Caf\u00e9"), *ARTICLES))
    assert held(edition) == ["tea"]


def test_a_collection_by_tag_takes_letter_cases_for_one() -> None:
    """`Weather` and `weather` are one topic; an article of two topics is in two volumes."""
    volumes = composed(by="tag")

    assert [(volume.slug, held(volume)) for volume in volumes] == [
        ("tides-briefings-sea", ["ice", "boats"]),
        ("tides-briefings-weather", ["ice", "rain"]),
    ]


def test_a_collection_may_be_of_one_tag_or_picked_by_hand() -> None:
    """Tag, list and order say what is in it; a slug that nothing has is told."""
    assert [held(edition) for edition in composed(tag="SEA", order="oldest")] == [["boats", "ice"]]
    assert [held(edition) for edition in composed(articles=("rain", "members"), order="given")] == [["rain", "members"]]
    assert composed(tag="nothing has this") == ()
    assert strays(plan(articles=("rain", "snow")), ARTICLES) == ("snow",)


def test_identifiers_do_not_change_when_articles_come_and_go() -> None:
    """A volume is known by its plan and its year, not by what is in it."""
    later = compose(PUBLICATION, (plan(by="year"),), (*ARTICLES, news("more", "2014-12-01")))

    assert [edition.identifier for edition in later] == [edition.identifier for edition in composed(by="year")]


def test_parts_hold_every_article_once_and_in_order() -> None:
    """By month, or by first tag with what has none at the end."""
    (months,) = composed(parts="months")
    (topics,) = composed(parts="topics")

    assert [(part.title, part.articles) for part in months.parts] == [
        ("November 2014", ("ice",)),
        ("May 2014", ("rain", "boats")),
        ("December 2013", ("members",)),
    ]
    assert [(part.title, part.articles) for part in topics.parts] == [
        ("Weather", ("ice", "rain")),
        ("sea", ("boats",)),
        ("", ("members",)),
    ]
    assert held(topics) == ["ice", "rain", "boats", "members"]


def test_what_is_new_is_told_against_the_last_edition() -> None:
    """Without a memory nothing is new; making the same edition again says the same."""
    (edition,) = composed()
    first = Issue(identifier=edition.identifier, issued=date(2014, 5, 20), articles=("rain", "boats", "members"))
    again = Issue(
        identifier=edition.identifier, issued=edition.issued, articles=tuple(reversed(held(edition))), before=first
    )

    assert [(one.since, one.fresh) for one in recall((edition,), ())] == [(None, ())]
    assert [(one.since, one.fresh) for one in recall((edition,), (first,))] == [(date(2014, 5, 20), ("ice",))]
    assert recall((edition,), (again,)) == recall((edition,), (first,))


def test_the_digest_of_an_article_is_that_of_its_words() -> None:
    """Line breaks do not count, words, pictures and metadata do."""
    one = news("rain", "2014-05-20", typed="It rains\nagain.")

    assert digest(replace(one, typed="It rains again.\n")) == digest(one)
    assert digest(replace(one, typed="It rained again.")) != digest(one)
    assert digest(replace(one, byline=("Someone",))) != digest(one)


def full(**changes: object) -> Edition:
    """A collection with parts, what is new, authors, a correction and a place in its series."""
    items = (replace(ARTICLES[0], corrected=date(2015, 2, 1)), *ARTICLES[1:])
    values: dict[str, object] = {"by": "year", "parts": "months"}
    edition = compose(PUBLICATION, (plan(**(values | changes)),), items)[-1]
    return replace(edition, since=date(2014, 6, 1), fresh=("ice",))


def test_the_contents_nest_articles_in_parts() -> None:
    """What is new, the parts with their articles, the authors, the colophon; the NCX is as deep."""
    files = opened(full())
    nav = next(files.xml("contents.xhtml").iter(X + "nav"))

    assert [item.get("class") for item in nav.findall(f"{X}ol/{X}li")] == ["new", "part", "part", "authors", "colophon"]
    assert [link.get("href") for link in nav.iterfind(f"{X}ol/{X}li[@class='part']/{X}ol/{X}li/{X}a")] == [
        "articles/ice.xhtml",
        "articles/rain.xhtml",
        "articles/boats.xhtml",
    ]
    spine = [name for name in files.files if name.endswith(".xhtml")]
    assert {"new.xhtml", "authors.xhtml", "parts/part-1.xhtml", "parts/part-2.xhtml"} <= set(spine)
    assert b'content="2"' in files.files["contents.ncx"]
    assert files.xml("parts/part-1.xhtml").find(f".//{X}section").get(TYPE) == "part"
    assert "On ice" in files.text("new.xhtml")
    assert "On rain" not in files.text("new.xhtml")


def test_the_index_of_authors_is_by_surname() -> None:
    """Ede before Foy before whoever else; each with what they wrote."""
    terms = [
        term.text for term in opened(full()).xml("authors.xhtml").iter(X + "bdi") if term.getparent().tag == X + "dt"
    ]

    assert terms == ["Jo Bloggs", "Ann Ede", "Ben Foy"]


def test_the_package_says_its_series_place_and_last_change() -> None:
    """`belongs-to-collection`, `group-position`, and `dcterms:modified` from the newest article or correction."""
    package = opened(full())

    assert package.metadata("belongs-to-collection") == ["Tides Briefings"]
    assert package.metadata("group-position") == ["2014"]
    assert package.metadata("dcterms:modified") == ["2015-02-01T00:00:00Z"]
    assert package.metadata("dc:date") == ["2014-11-03"]
    assert len(list(package.xml("content.opf").iter(OPF + "itemref"))) == 11


def test_the_colophon_carries_a_receipt() -> None:
    """Each article with the beginning of its digest; a corrected one says so."""
    package = opened(full())

    for item in full().articles:
        assert digest(item)[:16] in package.text("colophon.xhtml")
    assert "Corrected 1 February 2015" in package.text("articles/ice.xhtml")
    assert "Corrected" not in package.text("articles/rain.xhtml")


@pytest.mark.slow
def test_epubcheck_finds_nothing_in_any_variant(tmp_path: Path) -> None:
    """No error, no warning, no remark, whatever it is divided by and whichever parts it has."""
    if reason := epubcheck.missing():
        assert not REQUIRE_ALL, reason
        pytest.skip(reason)
    rich_parts = compose(PUBLICATION, (plan(parts="topics"),), rich(12).articles)[0]
    editions = [
        *(
            full(by=by, parts=parts)
            for by in ("all", "year", "quarter", "tag")
            for parts in ("none", "months", "topics")
        ),
        full(articles=("ice", "boats"), order="given", by="all"),
        rich_parts,
        replace(rich_parts, language="ar", direction="rtl", since=date(2013, 1, 1), fresh=("shore",)),
    ]
    paths = [tmp_path / f"{number}.epub" for number in range(len(editions))]
    for edition, path in zip(editions, paths, strict=True):
        path.write_bytes(opened(edition).content)

    assert epubcheck.check(paths) == dict.fromkeys(paths, ())


def test_publication_toml_says_it_all(publication: Path, publish: Publish) -> None:
    """Two collections of one publication, each as its lines ask; a slug that is none is named with its line."""
    settings = publication / "source/publication.toml"
    settings.write_text(
        settings.read_text()
        + '[editions.year]\nkind = "collection"\nby = "year"\nparts = "months"\n'
        + '[editions.best]\nkind = "collection"\ntitle = "The best"\narticles = ["good"]\norder = "given"\n',
        encoding="utf-8",
    )
    outcome = publish("build", "--json", cwd=publication)

    assert [made["path"] for made in outcome.json["artifacts"]] == [
        "build/best/the-best.epub",
        "build/year/example-briefings-2026.epub",
    ]
    assert outcome.json["problems"] == []

    settings.write_text(settings.read_text().replace('["good"]', '["good", "goood"]'), encoding="utf-8")
    (problem,) = publish("build", "--json", cwd=publication).json["problems"]
    assert (problem["severity"], problem["path"]) == ("error", "source/publication.toml")
    assert "`goood`" in problem["message"]
    assert "`good`" in problem["hint"]


def test_a_tag_that_nothing_has_is_told(publication: Path, publish: Publish) -> None:
    """A collection that would be empty is not silently left out: a warning names it, and the tag that was meant."""
    (publication / "source/articles/tagged.md").write_text(
        "---\ntitle: Tagged\ndate: 2026-02-01\ntags: [Transport]\n---\n\nText.\n", encoding="utf-8"
    )
    settings = publication / "source/publication.toml"
    settings.write_text(
        settings.read_text("utf-8") + '[editions.buses]\nkind = "collection"\ntag = "trnsport"\n', encoding="utf-8"
    )

    outcome = publish("build", "--json", cwd=publication)

    (problem,) = outcome.problems("P14")
    assert (outcome.code, problem["path"]) == (0, "source/publication.toml")
    assert "`buses`" in problem["message"]
    assert problem["hint"] == "did you mean `Transport`?"
