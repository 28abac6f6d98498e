"""The house as the house tests read it: every module and template once, parsed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates"


class Module(NamedTuple):
    """A file of ours."""

    path: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """`assist.visits.actions`, for a package too."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def line(self) -> str:
        """The first line of its docstring."""
        return (ast.get_docstring(self.tree) or "").split("\n")[0]


@cache
def modules(top: str = "assist") -> tuple[Module, ...]:
    """Every module below a folder, with its syntax tree."""
    found = []
    for path in sorted((ROOT / top).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return tuple(found)


@cache
def templates() -> dict[str, str]:
    """Every template by its name for Jinja."""
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*.*"))
    }


def imported(module: Module) -> Iterator[str]:
    """What it imports from assist, wherever the import stands, as `assist.<word>.<file>…`."""
    package = module.name if module.path.endswith("__init__.py") else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("assist"))
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*up, base]).rstrip(".")
            if base == "assist":
                yield from (f"assist.{alias.name}" for alias in node.names)
            elif base.startswith("assist."):
                yield from (f"{base}.{alias.name}" for alias in node.names)


def outside(module: Module) -> Iterator[str]:
    """The packages of others that it imports, dotted."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Every function, methods and inner ones too."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef))


def length(function: ast.FunctionDef) -> int:
    """Its lines from `def` to the last."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def decorators(function: ast.FunctionDef) -> list[str]:
    return [ast.unparse(decorator) for decorator in function.decorator_list]


def is_view(function: ast.FunctionDef) -> bool:
    """Whether an address leads to it."""
    return any(re.match(r"\w+\.(get|post|route)\(", name) for name in decorators(function))


def docstrings(tree: ast.Module) -> set[int]:
    """The identities of constants that are docstrings."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            found.add(id(body[0].value))
    return found


def spoken(module: Module) -> Iterator[tuple[int, str]]:
    """Texts with Chinese in them that are no docstrings: what a user may come to read."""
    silent = docstrings(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "␣" for part in node.values]
            text = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value if id(node) not in silent else ""
        else:
            continue
        if re.search(r"[\u4e00-\u9fff]", text):
            yield node.lineno, text
