"""A format: the headlines of an edition, one a line."""

from publish.model import Artifact, Order
from publish.problem import Problem


def render(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """The file and what is wrong with it."""
    edition = order.edition
    content = "".join(f"{article.title}\n" for article in edition.articles).encode()
    return Artifact(
        edition=edition.name, name=edition.slug, suffix="lst", media_type="text/plain", content=content, pages=None
    ), ()
