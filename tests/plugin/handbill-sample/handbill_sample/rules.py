"""A rule of preflight: headlines are short."""

from publish.model import Artifact, Order
from publish.problem import Problem

LONGEST = 40


def short_titles(order: Order, artifact: Artifact) -> tuple[Problem, ...]:
    """A warning for each article of a PDF whose headline is long."""
    return tuple(
        Problem(
            code="sample-01",
            path=article.source,
            line=None,
            message=f"the headline has {len(article.title)} characters",
            hint=f"{LONGEST} are enough",
        )
        for article in order.edition.articles
        if artifact.suffix == "pdf" and len(article.title) > LONGEST
    )
