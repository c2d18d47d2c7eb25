"""Formulas: what TeX becomes, and what is said of TeX that becomes nothing."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.media import formulas


def test_tex_becomes_mathml_with_the_tex_beside_it() -> None:
    """Well-formed, in its namespace, a block where it is displayed."""
    root = etree.fromstring(formulas.mathml(r"\sin x < \frac{a}{b}", True))
    assert root.tag == f"{{{formulas.MATHML}}}math"
    assert root.get("alttext") == r"\sin x < \frac{a}{b}"
    assert root.get("display") == "block"
    assert etree.fromstring(formulas.mathml("x", False)).get("display") is None


def test_a_drawing_says_how_wide_it_is_and_how_deep() -> None:
    """In em; a letter without a tail stands on the line, a fraction reaches under it."""
    letter, fraction = formulas.draw("x", False), formulas.draw(r"\frac{a}{b}", False)
    assert 0.4 < letter.width < 0.7
    assert letter.depth < 0.05 < 0.3 < fraction.depth
    assert b"<text" not in fraction.svg
    assert b"<use" not in fraction.svg
    assert fraction.svg.count(b"<path") == 2


def test_limits_stand_beside_a_sum_within_a_line() -> None:
    """And above and under it where the formula has a line of its own."""
    beside, above = formulas.draw(r"\sum_{i=1}^n", False), formulas.draw(r"\sum_{i=1}^n", True)
    assert beside.depth < above.depth
    assert beside.width > 1.2


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\foo{x}", "unknown command `\\foo`"),
        (r"\frac{a", "expected"),
        ("x^2^3", "duplicate"),
        (r"\text{漢}", "has no `漢`"),
        (r"\href{javascript:alert(1)}{x}", "unknown command"),
        ("x" * 5000, "longer"),
        ("", "nothing to see"),
        (r"\def\a{\a\a}\a", "expan"),
    ],
)
def test_what_cannot_be_set_says_why(tex: str, why: str) -> None:
    """In the library's words, without the place in the formula."""
    assert why in formulas.fault(tex, False)
    assert not formulas.fault("x", False)


def test_bold_and_sloping_words_are_set() -> None:
    """Between others too, without HTML within MathML, which EPUBs may not have; bold ones are wider."""
    root = etree.fromstring(formulas.mathml(r"\text{a \textbf{b} c} + \emph{d}", False))
    words = [(part.text or "", part.get("mathvariant")) for part in root.iter(f"{{{formulas.MATHML}}}mtext")]
    assert [(word.replace("\xa0", " "), look) for word, look in words] == [
        ("a ", None),
        ("b", "bold"),
        (" c", None),
        ("d", "italic"),
    ]
    assert {etree.QName(part).localname for part in root.iter()} == {"math", "mrow", "mtext", "mo"}
    assert formulas.draw(r"\textbf{income}", False).width > formulas.draw(r"\text{income}", False).width


@pytest.mark.parametrize(
    ("tex", "as_if"),
    [
        (r"\begin{split} a &= b \\ c &= d \end{split}", r"\begin{aligned} a &= b \\ c &= d \end{aligned}"),
        (r"\begin{align} a &= b \end{align}", r"\begin{align*} a &= b \end{align*}"),
        (r"\begin{equation} E \label{e} \end{equation}", r"\begin{equation*} E \label{e} \end{equation*}"),
        (r"\begin{eqnarray} a &=& b \end{eqnarray}", r"\begin{array}{rcl} a &=& b \end{array}"),
        (r"E = mc^2 \tag{1}", r"\begin{equation} E = mc^2 \tag{1} \end{equation}"),
    ],
)
def test_environments_of_latex_are_known(tex: str, as_if: str) -> None:
    """Only a formula that names its number has one: each would be the first."""
    made, other = (etree.fromstring(formulas.mathml(each, True)) for each in (tex, as_if))
    assert "".join(made.itertext()) == "".join(other.itertext())
    assert made.get("alttext") == tex
    assert not formulas.fault(tex, True)
