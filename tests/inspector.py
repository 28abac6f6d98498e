"""What holds for every page: valid HTML, one h1 that is the title, labels, unique ids, CSRF, our
punctuation."""

from __future__ import annotations

import re

import html5lib
from bs4 import BeautifulSoup

ALLOWED_ERRORS = {"unexpected-doctype"}
#: Latin words that are the field's own.
ENGLISH = re.compile(
    r"\b(the|and|or|submit|search|save|cancel|delete|edit|error|invalid|none|null|true|false"
    r"|undefined|required|field|page|not found)\b",
    re.IGNORECASE,
)
HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff][,;:?!()][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?=[\u4e00-\u9fff]|$)"
)


def inspect_page(text: str, where: str) -> None:
    """Fail with every rule that the page breaks."""
    whole = text.lstrip().lower().startswith("<!doctype")
    soup = BeautifulSoup(text, "html.parser")
    wrong = (
        _valid(text, whole)
        + _unique_ids(soup)
        + _inputs(soup)
        + _forms(soup)
        + _inline(soup)
        + _words(soup)
        + _summary(soup)
    )
    if whole:
        wrong += _title(soup)
    else:
        wrong += _fragment(soup)
    assert not wrong, f"{where}:\n" + "\n".join(wrong)


def _valid(text: str, whole: bool) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    if whole:
        parser.parse(text)
    else:
        container = "tbody" if text.lstrip().startswith("<tr") else "div"
        parser.parseFragment(text, container=container)
    return [
        f"HTML: {code} {data} at {position}"
        for position, code, data in parser.errors
        if code not in ALLOWED_ERRORS
    ]


def _title(soup: BeautifulSoup) -> list[str]:
    heads = soup.find_all("h1")
    title = soup.title.get_text(strip=True) if soup.title else ""
    if len(heads) != 1:
        return [f"{len(heads)} × h1"]
    heading = heads[0].get_text(strip=True)
    return (
        []
        if heading and title.startswith(heading)
        else [f"h1 “{heading}” is not the title “{title}”"]
    )


def _fragment(soup: BeautifulSoup) -> list[str]:
    roots = [node for node in soup.contents if getattr(node, "name", None)]
    return [] if len(roots) <= 1 else [f"a fragment with {len(roots)} roots"]


def _summary(soup: BeautifulSoup) -> list[str]:
    """The faults of a form are told in the order in which its fields stand on the page."""
    wrong = []
    places = {str(tag["id"]): place for place, tag in enumerate(soup.select("[id]"))}
    for summary in soup.select(".error-summary"):
        named = [str(link["href"]) for link in summary.select("a[href^='#']")]
        known = [name for name in named if name[1:] in places]
        if known != sorted(known, key=lambda name: places[name[1:]]):
            wrong.append(f"faults out of the order of the page: {' '.join(named)}")
    return wrong


def _unique_ids(soup: BeautifulSoup) -> list[str]:
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    return [f"id twice: {name}" for name in sorted({name for name in ids if ids.count(name) > 1})]


def _inputs(soup: BeautifulSoup) -> list[str]:
    wrong = []
    for field in soup.select("input, select, textarea"):
        if field.get("type") in {"hidden", "submit", "button"}:
            continue
        name = field.get("id")
        labelled = (
            (name and soup.select_one(f'label[for="{name}"]'))
            or field.find_parent("label")
            or field.get("aria-label")
        )
        if not labelled:
            wrong.append(f"no label: {field.get('name')}")
    return wrong


def _forms(soup: BeautifulSoup) -> list[str]:
    posts = [form for form in soup.find_all("form") if form.get("method", "get").lower() == "post"]
    return [
        f"no csrf_token: {form.get('action')}"
        for form in posts
        if not form.select_one("[name=csrf_token]")
    ]


def _inline(soup: BeautifulSoup) -> list[str]:
    wrong = [
        f"inline {tag.name}"
        for tag in soup.find_all(["style", "script"])
        if tag.name == "style" or not tag.get("src")
    ]
    for tag in soup.find_all(True):
        wrong += [
            f"inline {name} on {tag.name}"
            for name in tag.attrs
            if name == "style" or re.match(r"on[a-z]+$", name)
        ]
    return wrong


def _words(soup: BeautifulSoup) -> list[str]:
    """Our own words: what users wrote stands inside [data-own]."""
    wrong = []
    for text in soup.find_all(string=True):
        parent = text.parent
        if (
            parent is None
            or parent.name in {"script", "style", "textarea", "[document]"}
            or parent.find_parent(attrs={"data-own": True})
            or parent.has_attr("data-own")
        ):
            continue
        words = str(text).strip()
        if match := ENGLISH.search(words):
            wrong.append(f"English left over: “{match.group()}” in “{words[:60]}”")
        if "None" in words.split():
            wrong.append(f"None in “{words[:60]}”")
        if match := HALF_WIDTH.search(words):
            wrong.append(f"half-width punctuation: “{match.group()}” in “{words[:60]}”")
    return wrong
