"""Every check of the source text, each one command; `make lint` and the test suite run the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CHECKS: dict[str, list[str]] = {
    "ruff": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "mypy": ["mypy", "--no-error-summary"],
    "djlint": ["djlint", "templates", "--lint", "--quiet"],
    "bandit": ["bandit", "--configfile=pyproject.toml", "--quiet", "-ll", "-r", "app.py", "assist"],
}


def check(name: str) -> subprocess.CompletedProcess[str]:
    """Run one of the checks over the whole project."""
    return subprocess.run(
        [sys.executable, "-m", *CHECKS[name]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def main() -> int:
    failed = []
    for name in CHECKS:
        result = check(name)
        if result.returncode:
            failed.append(name)
            print(f"── {name}\n{result.stdout}{result.stderr}".rstrip())
    print("lint: " + (f"{', '.join(failed)} failed" if failed else f"{', '.join(CHECKS)} pass"))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
