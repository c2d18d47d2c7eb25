"""Names of files and addresses, from any text."""

from __future__ import annotations

from datetime import date

import pytest

from publish.base import slugs
from publish.editions.admission import admit
from tests.support.sample import article


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("パン", "pan"),
        ("バン", "ban"),
        ("バス", "basu"),
        ("ハス", "hasu"),
        ("がっこう", "gatukou"),
        ("Café Ångström", "cafe-angstrom"),
        ("Ещё раз", "eshche-raz"),
        ("नमस्ते", "nmste"),
    ],
)
def test_marks_count_where_they_are_other_sounds(text: str, slug: str) -> None:
    """And other names are what they have always been: addresses stay."""
    assert slugs.slug(text, otherwise="x") == slug


def test_names_that_are_spelt_alike_have_slugs_of_their_own() -> None:
    """The older keeps the plain one, whichever is read first; neither is refused."""
    first = article("lm", source="source/articles/2026-01-01-علم.md", published=date(2026, 1, 1))
    second = article("lm", source="source/articles/2026-01-02-عالم.md", published=date(2026, 1, 2))
    for both in ((first, second), (second, first)):
        kept, problems = admit(both, (), None, ())  # type: ignore[arg-type]
        assert problems == ()
        made = {item.source[-7:-3]: item.slug for item in kept}
        assert sorted(made.values())[0] == "lm"
        assert all(slugs.is_slug(slug) for slug in made.values())
        assert len(set(made.values())) == 2
        assert next(item for item in kept if item.published.day == 1).slug == "lm"


@pytest.mark.parametrize("names", [("Ärger", "Arger"), ("cafe", "café"), ("a b", "a-b"), ("łódź", "lodz")])
def test_names_that_differ_in_marks_alone_are_both_made(names: tuple[str, str]) -> None:
    """Whichever is older keeps the plain slug, though the other may be spelt so."""
    both = [
        article(
            slugs.slug(name, otherwise="x"),
            source=f"source/articles/2026-01-0{day}-{name}.md",
            published=date(2026, 1, day),
        )
        for day, name in enumerate(names, start=1)
    ]
    kept, problems = admit(tuple(both), (), None, ())  # type: ignore[arg-type]
    assert problems == ()
    assert [item.slug for item in kept].count(both[0].slug) == 1
    assert len({item.slug for item in kept}) == 2


def test_names_that_are_the_same_are_the_authors_to_tell_apart() -> None:
    """Two files called alike, on two days, are an error as they were."""
    first = article("bus", source="source/articles/2026-01-01-bus.md")
    second = article("bus", source="source/articles/2026-02-01-bus.md", body="<p>Other words.</p>", title="Another bus")
    kept, problems = admit((first, second), (), None, ())  # type: ignore[arg-type]
    assert kept == ()
    assert [problem.code for problem in problems] == ["A06", "A06"]
