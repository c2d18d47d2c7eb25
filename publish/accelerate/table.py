"""Which functions of WeasyPrint have shorter ways, and what each was written against.

A digest is of a function's source (`publish.base.replacing.digest`): `python -m publish.accelerate.table` writes those
of what is installed. Whoever changes one has compared a shorter way with the new source, and has had WeasyPrint's own
tests pass with it (`.ci/engine-suite`).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from publish.base.replacing import Function, Replacement, Replacements, digest, find, original


def _by(module: str, name: str) -> Callable[[Function], Function]:
    """The maker of that name: imported when it is wanted, since it may ask for what another WeasyPrint has not."""

    def make(own: Function) -> Function:
        made: Function = getattr(import_module(f"publish.accelerate.{module}"), name)(own)
        return made

    return make


TABLE = (
    Replacement(
        "boxes",
        "weasyprint",
        "weasyprint.layout.percent:resolve_percentages",
        _by("boxes", "plain_sizes"),
        {
            "weasyprint.layout.percent:resolve_percentages": "92016b948f74",
            "weasyprint.layout.percent:resolve_one_percentage": "8abbba7df518",
            "weasyprint.layout.percent:adjust_box_sizing": "a0415df952b1",
        },
    ),
    Replacement(
        "styles",
        "weasyprint",
        "weasyprint.css:StyleFor.__init__",
        _by("styles", "known"),
        {
            "weasyprint.css:StyleFor.__init__": "d15b963b59ca",
            "weasyprint.css:StyleFor.set_computed_styles": "5cb8f2bf7461",
            "weasyprint.css:StyleFor.__call__": "118cfe9045fc",
            "weasyprint.css:find_style_attributes": "dfa48981e1d5",
            "weasyprint.css:preprocess_declarations": "a79926912d9d",
            "weasyprint.css:declaration_precedence": "9486519884aa",
            "cssselect2:Matcher.match": "e15e4ad19800",
        },
    ),
    Replacement(
        "styles of pages",
        "weasyprint",
        "weasyprint.layout.page:set_page_type_computed_styles",
        _by("styles", "known_pages"),
        {
            "weasyprint.layout.page:set_page_type_computed_styles": "aed6c0aac2b4",
            "weasyprint.css:StyleFor.__init__": "d15b963b59ca",
        },
    ),
    Replacement(
        "kinds of pages",
        "weasyprint",
        "weasyprint.formatting_structure.boxes:ParentBox.page_values",
        _by("styles", "of_one_kind"),
        {
            "weasyprint.formatting_structure.boxes:ParentBox.page_values": "33c499f2c703",
            "weasyprint.css:StyleFor.__init__": "d15b963b59ca",
        },
    ),
    Replacement(
        "references in time",
        "weasyprint",
        "weasyprint.layout.page:make_page",
        _by("targets", "in_time"),
        {
            "weasyprint.layout.page:make_page": "956a4c5f9b42",
            "weasyprint.css.targets:TargetCollector.cache_target_page_counters": "f9e573fea824",
        },
    ),
    Replacement(
        "references by name",
        "weasyprint",
        "weasyprint.css.targets:TargetCollector.collect_missing_counters",
        _by("targets", "by_name"),
        {
            "weasyprint.css.targets:TargetCollector.collect_missing_counters": "238207b6c201",
            "weasyprint.css.targets:TargetCollector.cache_target_page_counters": "f9e573fea824",
            "weasyprint.formatting_structure.build:compute_content_list": "6b1024d8524e",
            "weasyprint.layout.page:make_page": "956a4c5f9b42",
        },
    ),
    Replacement(
        "references",
        "weasyprint",
        "weasyprint.css.targets:TargetCollector.cache_target_page_counters",
        _by("targets", "of_interest"),
        {
            "weasyprint.css.targets:TargetCollector.cache_target_page_counters": "f9e573fea824",
            "weasyprint.css.targets:TargetCollector.collect_missing_counters": "238207b6c201",
            "weasyprint.layout.page:make_page": "956a4c5f9b42",
            "weasyprint.layout:layout_document": "421aba4c2809",
        },
    ),
    Replacement(
        "text",
        "weasyprint",
        "weasyprint.layout.inline:get_next_linebox",
        _by("text", "next_line"),
        {
            "weasyprint.layout.inline:get_next_linebox": "85f1eff36fce",
            "weasyprint.layout.inline:split_inline_box": "039bca5ab958",
            "weasyprint.layout.inline:split_text_box": "eb75c8b916af",
            "weasyprint.layout.inline:remove_last_whitespace": "4bc3610649d5",
            "weasyprint.layout.inline:text_align": "79372fc12c36",
            "weasyprint.text.line_break:split_first_line": "f5cfad56910a",
            "weasyprint.layout.percent:resolve_percentages": "92016b948f74",
            "weasyprint.text.line_break:strut": "e0631a4e87ce",
        },
    ),
)
REPLACEMENTS = Replacements(lambda: TABLE, "weasyprint")

if __name__ == "__main__":
    for place in dict.fromkeys(place for replacement in TABLE for place in replacement.against):
        print(f'"{place}": "{digest(original(find(place)[2]))}",')  # noqa: T201
