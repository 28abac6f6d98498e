"""Static files under a hashed address: compressed once, cached for ever."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from jinja2.ext import Extension
from whitenoise import WhiteNoise

COMPRESSED = frozenset({".css", ".js", ".svg", ".txt", ".webmanifest"})


def _tree_hash(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _compress(root: Path) -> None:
    import brotli  # only on the first start of a version

    for path in [p for p in root.rglob("*") if p.suffix in COMPRESSED]:
        data = path.read_bytes()
        path.with_name(path.name + ".br").write_bytes(brotli.compress(data, quality=11))
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))


def _built(source: Path, target: Path) -> Path:
    """A compressed copy, made beside and moved into place so that two processes may do it at
    once."""
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(source, scratch, dirs_exist_ok=True)
    _compress(scratch)
    scratch.chmod(0o755)
    try:
        os.rename(scratch, target)
    except OSError:
        shutil.rmtree(scratch)  # another process was first
    return target


class Written(Extension):
    """Writes `static_url("app.css")` into a template when it is compiled: it never changes."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with the addresses of files in it."""
        static_url: Any = self.environment.globals["static_url"]
        return CALL.sub(lambda found: str(static_url(found[1])), source)


CALL = re.compile(r"""\{\{ static_url\(["']([^"']+)["']\) \}\}""")


def init_app(app: Flask) -> None:
    """Serve `static/` at `/static/<hash of the tree>/`; templates call `static_url('app.css')`."""
    source = Path(app.root_path).parent / "static"
    source.mkdir(exist_ok=True)
    digest = _tree_hash(source)
    built = _built(source, Path(app.instance_path) / "static" / digest)
    prefix = f"/static/{digest}/"
    year = 365 * 24 * 3600

    def immutable(_path: str, _url: str) -> bool:
        return True

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(built),
        prefix=prefix,
        max_age=year,
        immutable_file_test=immutable,
        add_headers_function=add_headers,
    )

    def static_url(name: str) -> str:
        return prefix + name

    app.jinja_env.globals["static_url"] = static_url
    app.jinja_env.add_extension(Written)
