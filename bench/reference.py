"""The page to compare with: the rendered board's own table from plain Flask, Jinja and sqlite3."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag
from flask import Flask, g, render_template
from jinja2 import DictLoader

ROWS = 50
SLOT = "\x00{}\x00"


def build(page: str, path: Path) -> Flask:
    """An app whose page `/` has the rows of `page`'s table, read from a database of its own.

    What surrounds the rows is literal text; every word and address of a row is a column. So it
    costs what any such list costs without sign-in, rules, menus and an object mapper.
    """
    soup = BeautifulSoup(page, "html.parser")
    body = soup.select_one("main table tbody")
    assert body is not None, "the page has no table"
    rows = list(body.find_all("tr", recursive=False))[:ROWS]
    values = [_taken(row) for row in rows]
    widest = max(range(len(rows)), key=lambda place: len(values[place]))
    columns = len(values[widest])
    markup = str(rows[widest])
    for place in range(columns):
        markup = markup.replace(SLOT.format(place), f"{{{{ row.c{place} }}}}")
    body.clear()
    body.append(SLOT.format("rows"))
    head, tail = str(soup).split(SLOT.format("rows"))
    template = (
        "{% raw %}" + head + "{% endraw %}{% for row in rows %}" + markup
        + "\n{% endfor %}{% raw %}" + tail + "{% endraw %}"
    )  # fmt: skip
    _store(path, values, columns)
    return _app(template, path, columns)


def _taken(row: Tag) -> list[str]:
    """The words and addresses of a row, each replaced by a numbered slot."""
    values: list[str] = []
    for link in row.find_all("a"):
        values.append(str(link["href"]))
        link["href"] = SLOT.format(len(values) - 1)
    for text in list(row.find_all(string=True)):
        if isinstance(text, NavigableString) and text.strip():
            values.append(str(text).strip())
            text.replace_with(SLOT.format(len(values) - 1))
    return values


def _store(path: Path, values: list[list[str]], columns: int) -> None:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    names = ", ".join(f"c{place} TEXT" for place in range(columns))
    connection.execute(f"CREATE TABLE line (id INTEGER PRIMARY KEY, {names})")
    slots = ", ".join("?" * columns)
    filled = [row + [""] * (columns - len(row)) for row in values]
    while len(filled) < ROWS:
        filled += filled
    insert = f"INSERT INTO line ({', '.join(f'c{n}' for n in range(columns))}) VALUES ({slots})"  # noqa: S608 - names of our own
    connection.executemany(insert, filled[:ROWS])
    connection.commit()
    connection.close()


def _app(template: str, path: Path, columns: int) -> Flask:
    app = Flask("reference")
    wanted = ", ".join(f"c{place}" for place in range(columns))
    statement = f"SELECT {wanted} FROM line ORDER BY id LIMIT {ROWS}"  # noqa: S608 - names of our own

    def connection() -> sqlite3.Connection:
        if "connection" not in g:
            g.connection = sqlite3.connect(path)
            g.connection.row_factory = sqlite3.Row
        found: sqlite3.Connection = g.connection
        return found

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        if "connection" in g:
            g.pop("connection").close()

    @app.get("/")
    def lines() -> str:
        rows = connection().execute(statement).fetchall()
        return render_template("lines.html", rows=rows)

    # As a file would be: compiled once, not with every request.
    app.jinja_loader = DictLoader({"lines.html": template})
    app.jinja_env.trim_blocks = True
    return app


def text_of(page: str) -> str:
    """A page without its token, which differs from one request to the next."""
    return re.sub(r'value="[^"]{60,}"', "", page)
