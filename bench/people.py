"""Somebody of each role in the example year, signed in; a case with a long history."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bench.data import app_over

PASSWORD = "Bench-measures-2025"  # noqa: S105 - of a database that lives for minutes

#: The account with the role that has the most to see.
BUSIEST = {
    "leader": "SELECT u.account, count(*) FROM pairing p JOIN user u ON u.id = p.leader_id "
    "GROUP BY u.id ORDER BY 2 DESC, 1 LIMIT 1",
    "cadre": "SELECT u.account, count(*) FROM pairing_liaison l JOIN user u ON u.id = l.cadre_id "
    "JOIN user_role r ON r.user_id = u.id AND r.role = 'cadre' "
    "WHERE (SELECT count(*) FROM user_role o WHERE o.user_id = u.id) = 1 "
    "GROUP BY u.id ORDER BY 2 DESC, 1 LIMIT 1",
    "office": "SELECT u.account, 1 FROM user u JOIN user_role r ON r.user_id = u.id "
    "WHERE r.role = 'office' ORDER BY 1 LIMIT 1",
}


@dataclass(frozen=True)
class People:
    """Accounts by role, a problem to look at, and an enterprise of the cadre."""

    accounts: dict[str, str]
    case: str
    code: str


def find(path: Path) -> People:
    connection = sqlite3.connect(path)
    accounts = {role: connection.execute(sql).fetchone()[0] for role, sql in BUSIEST.items()}
    case = connection.execute("SELECT max(number) FROM problem").fetchone()[0]
    code = connection.execute(
        "SELECT e.code FROM enterprise e JOIN pairing p ON p.enterprise_id = e.id "
        "JOIN pairing_liaison l ON l.pairing_id = p.id JOIN user u ON u.id = l.cadre_id "
        "WHERE u.account = ? AND p.end_on IS NULL ORDER BY 1 LIMIT 1",
        (accounts["cadre"],),
    ).fetchone()[0]
    connection.close()
    return People(accounts, case, code)


def lengthen(path: Path, number: str, steps: int) -> None:
    """Give a problem a history of that many steps."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    problem = connection.execute("SELECT * FROM problem WHERE number = ?", (number,)).fetchone()
    office = connection.execute(
        "SELECT user_id FROM user_role WHERE role = 'office' ORDER BY 1 LIMIT 1"
    ).fetchone()[0]
    row = (
        'INSERT INTO step (problem_id, act, "on", at, by_id, on_behalf_of, before, after, words, '
        "facts) "
        "VALUES (?, 'measure', ?, ?, ?, '', 'handling', 'handling', ?, '卡点：等上级')"
    )
    for count in range(steps):
        words = f"第{count + 1}次与企业和有关部门会商，已形成初步意见，等待上级答复。"
        moment = "2025-12-30 08:00:00.000000"
        connection.execute(row, (problem["id"], "2025-12-30", moment, office, words))
    connection.commit()
    connection.close()


def sign_in(folder: Path, name: str, people: People) -> dict[str, str]:
    """A session of each role in that database, as the Cookie header carries it."""
    app = app_over(folder, name)
    found = {}
    for role, account in people.accounts.items():
        client = app.test_client()
        token = _token(client.get("/login").get_data(as_text=True))
        fields = {"account": account, "password": PASSWORD, "csrf_token": token}
        answer = client.post("/login", data=fields)
        if answer.status_code != 303:
            raise RuntimeError(f"{account} cannot sign in: {answer.status_code}")
        client.get("/account")  # a page with forms: from now on the cookie holds their token
        cookie = next(iter(client._cookies.values()))
        found[role] = f"{cookie.key}={cookie.value}"
    return found


def _token(page: str) -> str:
    match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if match is None:
        raise RuntimeError("the page has no token")
    return match[1]
