"""Our own words and templates: Chinese throughout, nothing inline, no way around escaping."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from jinja2 import nodes
from jinja2.defaults import DEFAULT_FILTERS

from assist.config import OPTIONS, PREFIX
from tests import house
from tests.house import ROOT, Module, modules, templates
from tests.inspector import ENGLISH, HALF_WIDTH

#: Jinja's own filters that change no wording; all formatting is in assist/web/filters.py.
PLAIN_FILTERS = {
    "attr", "batch", "count", "default", "dictsort", "first", "groupby", "int", "items",
    "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr",
    "replace", "reverse", "round", "select", "selectattr", "slice", "sort", "string",
    "sum", "tojson", "trim", "unique", "upper", "urlencode", "xmlattr",
}  # fmt: skip
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
STRAIGHT_QUOTES = re.compile(r"[\u4e00-\u9fff]\"[\u4e00-\u9fff]")
SEEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "value", "data-confirm")
INLINE = {
    "a script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE),
    "a style": re.compile(r"<style|<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an evaluated attribute": re.compile(r"\shx-on|\shx-vals=.js:|javascript:", re.IGNORECASE),
    "another site": re.compile(r"(?:https?:)?//(?!www\.w3\.org)[a-z0-9-]+\.[a-z]", re.IGNORECASE),
    "a way around escaping": re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\("),
    "a format of its own": re.compile(r"strftime|\|\s*format\("),
}
HTML = {name: text for name, text in templates().items() if name.endswith(".html")}


def without_jinja(text: str) -> str:
    """The HTML alone; an expression leaves a space that joins nothing."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "␣", text, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)


class Reader(HTMLParser):
    """Collects what a person sees of a template, and its outermost elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.roots: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.open:
            self.roots.append(dict(attrs).get("id") or "")
        if tag not in VOID:
            self.open.append(tag)
        seen = SEEN_ATTRIBUTES if dict(attrs).get("type") != "hidden" else ()
        self.words += [value for name, value in attrs if name in seen and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.words.append(data)


def wrong_words(text: str) -> list[str]:
    text = text.replace("(元)", "")  # the workbook's headings are given (docs of the exchange)
    found = (pattern.search(text) for pattern in (ENGLISH, HALF_WIDTH, STRAIGHT_QUOTES))
    return [f"“{match.group()}” in “{' '.join(text.split())[:60]}”" for match in found if match]


def literals(text: str) -> Iterator[str]:
    """Chinese strings inside Jinja's expressions."""
    for inside in re.findall(r"\{[{%](.*?)[%}]\}", text, flags=re.DOTALL):
        yield from re.findall(r"\"([^\"]*[\u4e00-\u9fff][^\"]*)\"", inside)


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_nothing_that_the_policy_forbids(what: str) -> None:
    found = {
        name: match.group()[-60:]
        for name, text in templates().items()
        if (match := INLINE[what].search(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)))
    }

    assert found == {}, f"{what} in a template"


def test_templates_use_known_filters_and_compile(app: Flask) -> None:
    ours = set(app.jinja_env.filters) - set(DEFAULT_FILTERS)
    strange = {}
    for name, text in HTML.items():
        app.jinja_env.get_template(name)  # an unknown filter or test fails here
        used = {node.name for node in app.jinja_env.parse(text).find_all(nodes.Filter)}
        if used - ours - PLAIN_FILTERS:
            strange[name] = used - ours - PLAIN_FILTERS

    assert strange == {}


def test_templates_that_are_named_exist(app: Flask) -> None:
    named = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+\"([^\"]+)\"")

    assert {
        f"{name} names {other}"
        for name, text in HTML.items()
        for other in named.findall(text)
        if other not in HTML
    } == set()


def test_late_work_and_late_money_have_a_word_each() -> None:
    """逾期 is the 条例's word for what is owed to enterprises; whatever has a clock is 超期. Who
    checks a text reads both."""
    reads_both = "assist/reports/rules/recognition/"
    money = ("arrears/", "planning/rules/duties.py")
    texts = {f"templates/{name}": text for name, text in HTML.items()}
    texts |= {module.path: module.text for module in modules() if module.path.startswith("assist/")}
    assert [
        path
        for path, text in sorted(texts.items())
        if "逾期" in text and not path.startswith(reads_both) and not any(m in path for m in money)
    ] == []


def test_pages_extend_and_fragments_never_do() -> None:
    wrong = []
    for name, text in HTML.items():
        room, _, file = name.rpartition("/")
        extends = "{% extends" in text or "{%- extends" in text
        macros = "{% macro" in text and "{% block" not in text and not file.startswith("_")
        if room in {"", "components"} or macros:
            continue
        if file.startswith("_") == extends:
            wrong.append(name)

    assert wrong == []


def test_a_fragment_is_one_element_with_its_name_as_id() -> None:
    wrong = {}
    for name, text in HTML.items():
        file = name.rpartition("/")[2].removesuffix(".html")
        if not file.startswith("_"):
            continue
        roots = set(Reader(without_jinja(text)).roots)  # the branches of an `if` agree on one
        word = file.removeprefix("_").replace("_", "-")
        if not re.fullmatch(rf"([a-z]+-)?{word}(-␣)?", "|".join(roots).replace("_", "-")):
            wrong[name] = roots

    assert wrong == {}


def test_templates_speak_chinese_with_full_width_punctuation() -> None:
    wrong = [
        f"{name}: {complaint}"
        for name, text in HTML.items()
        for words in (*Reader(without_jinja(text)).words, *literals(text))
        for complaint in wrong_words(words)
    ]

    assert wrong == []


def test_texts_of_the_program_have_full_width_punctuation_and_no_english() -> None:
    wrong = [
        f"{module.path}:{line} {complaint}"
        for module in modules()
        for line, text in house.spoken(module)
        for complaint in wrong_words(text)
    ]

    assert wrong == []


def test_flashes_and_refusals_are_no_english_sentences() -> None:
    speaks = {"flash", "Refused", "Invalid", "Conflict", "ValidationError"}
    english = []
    for module in modules():
        for node in ast.walk(module.tree):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name not in speaks:
                continue
            said = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
            sentences = [text for text in said if re.search(r"[A-Za-z]{2} [A-Za-z]{2}", str(text))]
            if sentences:
                english.append(f"{module.path}:{node.lineno} {sentences}")

    assert english == []


def test_nothing_is_left_to_be_done() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    mark = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    ours = [
        ROOT / name
        for name in listed.stdout.splitlines()
        if re.search(r"\.(py|html|js|css|md|sh|mako)$", name) and "/vendor/" not in name
    ]

    assert [
        path.relative_to(ROOT).as_posix()
        for path in ours
        if path.is_file() and not path.name.endswith(".min.js") and mark.search(path.read_text())
    ] == []


#: What may not be called or imported, and why.
FORBIDDEN_CALLS = {
    "eval": "runs data",
    "exec": "runs data",
    "yaml.load": "makes objects of data",
    "os.system": "a shell",
    "os.popen": "a shell",
    "pickle.loads": "makes objects of data",
    "pickle.load": "makes objects of data",
}
FORBIDDEN_IMPORTS = {
    "pickle", "marshal", "shelve", "yaml", "requests", "urllib.request", "http.client", "smtplib",
    "ftplib", "telnetlib", "xml.etree.ElementTree", "xml.dom.minidom", "xml.sax",
}  # fmt: skip
#: The one module that calls out, to what the installation has named.
CALLS_OUT = {"assist/notices/channels.py": {"http.client", "smtplib"}}
RUNS_SQL = {"text", "execute", "exec_driver_sql", "DDL", "scalar", "scalars", "executescript"}
#: SQL put together from parts, where every part is a constant of ours.
CONSTANT_SQL = {
    "assist/db.py": "pragmas from a tuple beside them",
    "assist/audit/models.py": "triggers from a tuple beside them",
}


def dangerous(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        first = node.args[0] if node.args else None
        if name in FORBIDDEN_CALLS:
            yield f"{module.path}:{node.lineno} {name}: {FORBIDDEN_CALLS[name]}"
        if any(k.arg == "shell" and ast.unparse(k.value) != "False" for k in node.keywords):
            yield f"{module.path}:{node.lineno} a shell"
        if name.endswith("Markup") and not isinstance(first, ast.Constant):
            yield f"{module.path}:{node.lineno} Markup of data"
        runs_sql = name.rpartition(".")[2] in RUNS_SQL and module.path not in CONSTANT_SQL
        if runs_sql and is_formatted(first):
            yield f"{module.path}:{node.lineno} SQL put together from parts"


def is_formatted(node: ast.expr | None) -> bool:
    """Whether a text is put together: an f-string with parts, `%`, `+` or .format()."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.left, ast.Constant | ast.JoinedStr) and isinstance(
            node.op, ast.Mod | ast.Add
        )
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
    )


def test_no_code_that_security_forbids() -> None:
    assert [complaint for module in modules() for complaint in dangerous(module)] == []


def test_no_package_that_unpickles_parses_unsafely_or_calls_out() -> None:
    assert [
        f"{module.path} imports {name}"
        for module in modules()
        for name in house.outside(module)
        if name in FORBIDDEN_IMPORTS - CALLS_OUT.get(module.path, set())
    ] == []


def test_the_map_lists_every_package_with_its_own_line() -> None:
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    missing = [
        f"`{module.path.removesuffix('__init__.py')}` {module.line}"
        for module in modules()
        if module.path.count("/") == 2 and module.path.endswith("__init__.py")
        if f"`{module.path.removesuffix('__init__.py')}` {module.line}" not in text
    ]

    assert missing == []


def test_docs_point_to_files_that_exist() -> None:
    linked = re.compile(r"\]\((?!https?:|#)([^)#]+)")
    broken = [
        f"{path.relative_to(ROOT)} → {target}"
        for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
        for target in linked.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]

    assert broken == []


def test_docs_name_commands_that_exist(app: Flask) -> None:
    named = re.compile(r"flask --app app ([a-z-]+)")
    known = {*app.cli.commands, "db", "run"}

    assert {
        f"{path.relative_to(ROOT)}: {command}"
        for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
        for command in named.findall(path.read_text(encoding="utf-8"))
        if command not in known
    } == set()


def test_docs_name_files_that_exist() -> None:
    named = re.compile(r"`((?:assist|tests|docs|migrations|templates|static|examples)/[\w./-]+)`")

    assert {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
        for name in named.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    } == set()


def test_install_guide_lists_every_setting_with_its_meaning() -> None:
    text = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")

    assert [
        option.name
        for option in OPTIONS
        if f"| `{PREFIX}{option.name}` | {option.meaning} |" not in text
    ] == []
