"""Words that stand for what is still to be written: `TODO`, `TBC`, `XXX`, lorem ipsum, and what a template says.

They are looked for in the text as it was typed, without its code and comments, and in the parts of the head that
readers see. Whoever writes *about* such a word sets it as code.
"""

from __future__ import annotations

import re

from publish.problem import Problem
from publish.readers.head import Head, Split
from publish.readers.places import mask
from publish.readers.syntax.parser import code_lines

# Only signs in capitals count: `todo` is Spanish and Portuguese for `all`. XXX is thirty beside a noun that is counted.
_WORDS = re.compile(
    r"(?<![\w./-])(?:TODO|FIXME|TBC|TBD"
    r"|(?<!Chapter )(?<!Article )(?<!Part )(?<!Title )(?<!Volume )(?<!Book )(?<!Section )(?<!Annex )(?<!Appendix )"
    r"(?<!Schedule )(?<!Bowl )XXX+(?! (?:Olympi|Summer|Winter|[Cc]entury|Legi))"
    r"|(?i:lorem\s+ipsum)|Write here(?=\.))(?![\w-])"
)


def unfinished(head: Head, parts: Split, path: str) -> tuple[Problem, ...]:
    """A warning (A14) for each line on which such a word stands."""
    met: dict[int, str] = {}
    for text in (head.title, head.standfirst, *head.byline, head.alt):
        for match in _WORDS.finditer(text):
            met.setdefault(_line_in_block(parts, match[0]), match[0])
    if _WORDS.search(parts.body):
        body = mask(parts.body, code_lines(parts.body))
        for match in _WORDS.finditer(body):
            met.setdefault(parts.body_line + body.count("\n", 0, match.start()), match[0])
    return tuple(
        Problem(
            code="A14",
            path=path,
            line=line,
            message=f"`{' '.join(word.split())}` stands for what is still to be written",
            hint="write it before the article is archived or mailed; to speak of the word itself, set it as code",
        )
        for line, word in met.items()
    )


def _line_in_block(parts: Split, word: str) -> int:
    at = parts.block.find(word)
    return parts.block_line + parts.block.count("\n", 0, max(at, 0))
