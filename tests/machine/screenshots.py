"""The pictures of the README: the example year as `make run` shows it, photographed in Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.machine import browser as machine

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 200_000


class Shot(NamedTuple):
    """One picture: whose screen, which page, what is pressed before."""

    name: str
    role: str
    device: str
    path: str
    press: tuple[str, ...] = ()


SHOTS = (
    Shot("dashboard", "区领导", "desktop", "/dashboard?scope=all"),
    Shot("problems", "送解优办", "desktop", "/problems?tab=all"),
    Shot("home", "联企干部", "phone", "/visits/home"),
    Shot("visit", "联企干部", "phone", "/visits/new?enterprise={enterprise}", ("上门走访",)),
)


def flask(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *words],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


@contextmanager
def example_year(folder: Path) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """The address of a server over the example year, and account and password by role."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = os.environ | {
        "ASSIST_DATABASE_URL": f"sqlite:///{folder / 'assist.db'}",
        "ASSIST_FILES_URL": str(folder / "files"),
        "ASSIST_SECRET_KEY": "only for the pictures, and long enough for them",
        "ASSIST_TODAY": "2025-12-31",
        "PYTHONUTF8": "1",
        "PORT": port,
    }
    flask(environment, "setup")
    lines = [line.split() for line in flask(environment, "demo").splitlines()]
    people = {line[0]: (line[1], line[2]) for line in lines if len(line) == 3}
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "app:app"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            wait(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}", people
        finally:
            server.terminate()


def wait(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def sign_in(page: Page, site: str, account: str, password: str) -> None:
    page.goto(f"{site}/login")
    page.locator("[name=account]").fill(account)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login" not in url)


def take(browser: Browser, site: str, shot: Shot, account: str, password: str) -> Path:
    context, _ = (machine.phone if shot.device == "phone" else machine.desktop)(browser)
    page = context.new_page()
    sign_in(page, site, account, password)
    page.goto(f"{site}/enterprises")
    link = page.locator("main a[href^='/enterprises/9']").first.get_attribute("href") or ""
    page.goto(site + shot.path.format(enterprise=link.rpartition("/")[2]))
    for words in shot.press:
        page.locator("main label", has_text=words).first.click()
    page.wait_for_load_state("networkidle")
    path = PICTURES / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    shrink(path)
    return path


def shrink(path: Path) -> None:
    """A palette is enough for a page of text, and a quarter of the size."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(128)
    small.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} has {path.stat().st_size} bytes")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    os.environ["LANGUAGE"] = "zh_CN"  # where chromium-l10n is there, dates in fields are Chinese
    with (
        tempfile.TemporaryDirectory() as folder,
        machine.chromium() as browser,
        example_year(Path(folder)) as (site, people),
    ):
        for shot in SHOTS:
            path = take(browser, site, shot, *people[shot.role])
            sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
