"""Styles that are kept from one text to the next: whoever sets many in one house style finds most of them made.

WeasyPrint shares a style among elements of one document that match the same rules below the same style. What that
style comes to says nothing of the document: the next one with the same sheets has the same, its lengths and typefaces
resolved. So what matched is a path through a tree that is kept, and its branches hold the styles. What has declarations
of its own (an identifier, a link, a `style`) is made for its document, and so is all that is below it.

WeasyPrint sets some values on styles themselves, each time the same; what is not such is in _own().
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any

from weasyprint import css

from publish.base.replacing import Function

_TREES, _BRANCHES = 4, 1000
"""How many trees are kept of each set of typefaces, a house style's sheets make one, and how many branches of all in
one, at some ten kilobytes each. A briefing has seventy."""


@dataclass(slots=True, eq=False)
class _Branch:
    """The styles of an element that matches certain rules, those of what it generates with it (`::before`)."""

    styles: dict[str | None, Any] = field(default_factory=dict)
    below: dict[Any, _Branch] = field(default_factory=dict)
    """By what an element below this one matches."""
    kept: bool = True
    """Whether it stays when the document is done."""
    pages: dict[Any, dict[str | None, Any]] = field(default_factory=dict)
    """Of the root: the styles of pages and of their margins, by the kind of the page."""


class _Sizes(dict[str, Any]):
    """The first page's sizes, which lengths such as `1vw` depend on: they are known once a document has a page."""

    asked = False

    def __getitem__(self, name: str) -> Any:
        self.asked = True
        return super().__getitem__(name)


@dataclass(slots=True, eq=False)
class _Tree:
    """What has been met under certain sheets, which are kept with it: their rules are known by where they lie."""

    sheets: tuple[Any, ...]
    sizes: _Sizes = field(default_factory=lambda: _Sizes(box=None, area=None))
    root: _Branch = field(default_factory=_Branch)
    count: int = 0


def _tree(sheets: Any, fonts: Any) -> _Tree:
    kept: dict[tuple[Any, ...], _Tree] = vars(fonts).setdefault("handbill_styles", {})
    key = tuple((id(sheet), *how) for sheet, *how in sheets)
    tree = kept.pop(key, None)
    if tree is None or tree.sizes.asked or tree.count > _BRANCHES:
        tree = _Tree(tuple(sheet for sheet, *_ in sheets))
    while len(kept) >= _TREES:
        del kept[next(iter(kept))]
    kept[key] = tree  # the last to have been asked for is the last to go
    return tree


def known(begin: Function) -> Function:
    """Styles that are known are not made again."""

    def init(style_for: Any, html: Any, sheets: Any, hints: bool, fonts: Any, targets: Any) -> None:
        if hints:  # we never ask for what attributes hint at
            begin(style_for, html, sheets, hints, fonts, targets)
            vars(style_for._computed_styles[html.etree_element, None])[_TURNS] = True
            return
        tree = _tree(sheets, fonts)
        root = html.etree_element
        styles: dict[tuple[Any, str | None], Any] = {}
        style_for._sheets, style_for.font_config, style_for.initial_page_sizes = sheets, fonts, tree.sizes
        style_for._cascaded_styles, style_for._computed_styles = {}, styles
        declared: dict[Any, list[tuple[Any, ...]]] = {}
        for specificity, element, declarations, base in css.find_style_attributes(root, hints, html.base_url):
            declared.setdefault(element, []).append((base, declarations, specificity))
        branches: dict[Any, _Branch] = {}
        for wrapper in html.wrapper_element.iter_subtree():
            element, parent = wrapper.etree_element, wrapper.parent.etree_element if wrapper.parent else None
            above = tree.root if parent is None else branches[parent]
            matched = [sheet.matcher.match(wrapper) for sheet, *_ in sheets]
            key = (tuple([tuple([rule[1] for rule in rules]) for rules in matched]), element.get("lang"))
            own = declared.get(element, ())
            spoken = len(own) == (key[1] is not None)  # what it declares is its language alone
            branch = above.below.get(key) if spoken else None
            if branch is None:
                branch = branches[element] = _Branch(kept=False)
                _cascade(style_for._cascaded_styles, element, own, sheets, matched)
                for of, pseudo in style_for._cascaded_styles:
                    style_for.set_computed_styles(
                        of, parent=of if pseudo else parent, root=root, pseudo_type=pseudo, base_url=html.base_url,
                        target_collector=targets,
                    )  # fmt: skip
                    branch.styles[pseudo] = styles[of, pseudo]
                style_for._cascaded_styles.clear()
                if spoken and not _own(branch):
                    above.below[key] = branch
                    branch.kept = above.kept
                    tree.count += branch.kept
            else:
                branches[element] = branch
                if parent is None or parent is root:
                    branch.styles[None].pop("overflow", None)  # taken from it, and given to the page
                for pseudo, style in branch.styles.items():
                    styles[element, pseudo] = style
            if parent is not None and any("page" in style.cascaded for style in branch.styles.values()):
                vars(styles[root, None])[_TURNS] = True
        style_for.handbill_root = branches[root]

    return init


def known_pages(find: Function) -> Function:
    """A page has sixteen margins, all with styles of their own: those of the first pages are kept."""

    def set_page_type_computed_styles(kind: Any, html: Any, style_for: Any) -> None:
        root, styles = vars(style_for).get("handbill_root"), style_for.get_computed_styles()
        if root is None:
            find(kind, html, style_for)
            return
        if kind in root.pages:
            styles.update({(kind, pseudo): style for pseudo, style in root.pages[kind].items()})
            return
        find(kind, html, style_for)
        if root.kept and len(root.pages) < _PAGES:
            root.pages[kind] = {pseudo: style for (of, pseudo), style in styles.items() if of == kind}

    return set_page_type_computed_styles


_PAGES = 8
"""Of each root: the first ones that were met."""


def of_one_kind(look: Function) -> Function:
    """Where nothing below the root asks for a page of another kind, all pages are of one."""

    def page_values(box: Any) -> Any:
        root = box.style.root_style
        if type(root) is css.InitialStyle or _TURNS in vars(root):
            return look(box)
        return (box.style["page"],) * 2

    return page_values


_TURNS = "handbill_turns"
"""On a root's style: that a document with it has asked for such pages."""


def _cascade(
    cascaded: dict[tuple[Any, str | None], Any], element: Any, own: Any, sheets: Any, matched: list[Any]
) -> None:
    """What each property of an element and of what it generates is set to, by the rules that matched; with weights."""
    cascaded[element, None] = {}

    def declare(pseudo: str | None, origin: str, layer: float, specificity: Any, declarations: Any) -> None:
        style = cascaded.setdefault((element, pseudo), {})
        for name, values, important in declarations:
            weight = (css.declaration_precedence(origin, important), layer, specificity)
            before = style.get(name)
            if before is None or before[1] <= weight:
                style[name] = values, weight

    for base, declarations, specificity in own:
        declare(None, "author", inf, specificity, css.preprocess_declarations(base, declarations))
    for (sheet, origin, of_sheet), rules in zip(sheets, matched, strict=True):
        for specificity, _, pseudo, (declarations, layer) in rules:
            order = inf if layer is None else sheet.layers.index(layer)
            declare(pseudo, origin, order, of_sheet or specificity, declarations)


def _own(branch: _Branch) -> bool:
    """Whether styles are for one document: running elements, and letters and lines that take over what is known."""
    style = branch.styles[None]
    return bool(
        style["anchor"] or isinstance(style["position"], tuple) or {"first-letter", "first-line"} & branch.styles.keys()
    )
