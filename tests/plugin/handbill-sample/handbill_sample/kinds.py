"""Two kinds of edition: the briefing on A5, set as the booklet is, and a list of headlines."""

from publish.editions.kinds import EditionKind
from publish.model import StyleSheet

LEAFLET = EditionKind(
    name="leaflet",
    purpose="a PDF an article, for letter boxes",
    template="briefing.html",
    sheets=("briefing.css", "booklet.css", "leaflet.css"),
    files=(StyleSheet(name="leaflet.css", text=".masthead { border-bottom: 2pt solid }\n"),),
    sided=True,
)

OUTLINE = EditionKind(
    name="outline", purpose="a list of headlines", holds="collection", format="outline", archived=False
)
