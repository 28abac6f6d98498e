"""The archive of a year: a zip that opens and checks itself, phones masked, a line in the log."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
import time_machine
from docx import Document
from flask import Flask, current_app
from openpyxl import load_workbook
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from assist.accounts.models import User
from assist.audit.models import AuditEvent
from assist.db import db
from assist.exchange.actions import begin
from assist.exchange.actions.sending import KEPT_FOR
from assist.exchange.archive import Archive, Replaced, safe
from assist.exchange.models import LOST_AFTER, Sending
from assist.exchange.views import archive as pages
from assist.web import uploads
from assist.web.clock import now
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import office, specialist
from tests.client import PASSWORD, Browser
from tests.enterprises.factories import EnterpriseFactory
from tests.problems.factories import ProblemFactory
from tests.visits.factories import VisitFactory

ON = date(2025, 12, 31)
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PAGE = "/exchange/archive/2025"


@pytest.fixture
def firm(app: Flask) -> Any:
    firm = EnterpriseFactory(name="示例机械有限公司", short_name="示例机械", phone="13812345678")
    VisitFactory(enterprise=firm, held_on=date(2025, 5, 6), summary="电话13812345678谈用工。")
    ProblemFactory(enterprise=firm, registered_on=date(2025, 5, 6), title="缺少技术工人")
    DebtFactory(enterprise=firm, owed=100_000_000, formed_on=date(2024, 1, 1))
    EnterpriseFactory(name="别年企业", years=(2023,))
    return firm


def attach(user: User, key: str, colour: int, side: int = 40) -> None:
    stream = BytesIO()
    Image.new("RGB", (side, side), (colour, 90, 90)).save(stream, "PNG")
    stream.seek(0)
    file = FileStorage(stream, "现场/照片:1.png")
    uploads.attach(kind="debt", key=key, file=file, by=user)
    db.session.commit()


def archive(user: User) -> ZipFile:
    return ZipFile(BytesIO(b"".join(streamed(user))))


def streamed(user: User) -> Iterator[bytes]:
    return Archive(2025, user.id, ON).stream(current_app._get_current_object())


def words_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_holds_dossiers_reports_workbook_files_and_index(firm: Any) -> None:
    user = office()
    attach(user, "2025-0001", 10)

    packed = archive(user)

    assert packed.testzip() is None
    names = packed.namelist()
    assert f"企业档案/{firm.code}-示例机械.docx" in names
    assert [name for name in names if name.startswith("企业档案/")] == [names[6]]
    assert len([name for name in names if re.match("报告/2025(Q[1-4])?-", name)]) == 5
    assert [name for name in names if name.startswith("附件/欠款/2025-0001/")]
    assert names[-3:] == ["索引.xlsx", "索引.html", "SHA256SUMS"]
    index = load_workbook(BytesIO(packed.read("索引.xlsx")))["索引"]
    assert [row[0].value for row in index.iter_rows(min_row=2)] == names[:-3]


def test_the_checksums_are_those_of_sha256sum(firm: Any, tmp_path: Path) -> None:
    archive(office()).extractall(tmp_path)

    checked = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True
    )

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")


def test_every_name_is_marked_as_utf_8_and_stands_once(app: Flask) -> None:
    """Windows shows names by that mark; it has no case, and takes some words for devices."""
    user, name = (
        office(),
        "湖南怀化洪江区高新技术产业开发区新材料与装备制造示范应用股份有限公司第一分厂",
    )
    for short in ("", "", "甲/乙:丙", "甲/乙:丙", "NUL"):
        EnterpriseFactory(name=name, short_name=short, years=(2025,))
    attach(user, "2025-0001", 10)
    attach(user, "NUL", 20)

    packed = archive(user)

    files = packed.infolist()
    assert all(one.flag_bits & 0x800 for one in files if not one.filename.isascii())
    assert len({one.filename.lower() for one in files}) == len(files)
    assert len([one for one in files if one.filename.startswith("企业档案/")]) == 5
    parts = [part for one in files for part in one.filename.split("/")]
    assert max(len(part.encode()) for part in parts) <= 255
    assert not any(re.search(r'[<>:"\\|?*]|[. ]$|^(?i:nul)(\.|$)', part) for part in parts)


def test_the_index_leads_to_names_with_signs_of_addresses(app: Flask) -> None:
    user = office()
    stream = BytesIO()
    Image.new("RGB", (9, 9)).save(stream, "PNG")
    stream.seek(0)
    file = FileStorage(stream, "100%完成 #1.png")
    uploads.attach(kind="debt", key="2025-0001", file=file, by=user)
    db.session.commit()

    packed = archive(user)

    links = re.findall('href="([^"]*)"', packed.read("索引.html").decode())
    assert {unquote(link) for link in links} == set(packed.namelist()) - {
        "索引.xlsx", "索引.html", "SHA256SUMS",
    }  # fmt: skip
    assert not any("#" in link or " " in link for link in links)


def test_a_dossier_tells_the_enterprises_year_without_phones(firm: Any) -> None:
    packed = archive(office())
    words = words_of(packed.read(f"企业档案/{firm.code}-示例机械.docx"))

    for told in (
        "示例机械有限公司企业档案",
        "138****5678",
        "缺少技术工人",
        "100",
        "谈用工",
    ):
        assert told in words
    for name in packed.namelist():
        content = packed.read(name)
        text = words_of(content) if name.endswith(".docx") else content.decode("utf-8", "ignore")
        assert "13812345678" not in text, name


def test_a_file_that_is_gone_is_named_and_stops_nothing(firm: Any, app: Flask) -> None:
    user = office()
    attach(user, "2025-0002", 20)
    row = db.session.query(uploads.Attachment).one()
    folder = Path(app.config["ASSIST_FILES_URL"]) / row.sha256[:2] / row.sha256
    folder.unlink()

    packed = archive(user)

    assert not [name for name in packed.namelist() if name.startswith("附件/")]
    assert "缺失的附件" in packed.read("索引.html").decode()


def download(desk: Browser) -> TestResponse:
    return desk.post(PAGE, status=200).response


@pytest.fixture
def every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """How far it is, noted at each member and not once a second."""
    monkeypatch.setattr(pages, "EVERY", 0.0)


def logged() -> list[str]:
    found = db.session.query(AuditEvent).filter_by(kind="archive").order_by(AuditEvent.id)
    return [row.sentence for row in found]


def test_its_size_is_told_before_it_is_made(firm: Any, client: Browser) -> None:
    user = office()
    client.sign_in(user)
    assert "约 1 MB，含 0 个附件" in client.get(PAGE).said
    for number in (1, 2):
        attach(user, f"2025-000{number}", number)
    db.session.query(uploads.Attachment).update({"size": 5 * 2**20})
    db.session.commit()
    for path in (PAGE, "/exchange/archive"):
        assert "约 10 MB，含 2 个附件" in client.get(path).said


def test_the_download_asks_for_the_password_and_is_logged_with_its_hash(
    firm: Any, client: Browser
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client.sign_in(office())
        clock.shift(timedelta(minutes=16))
        page = client.get(PAGE)
        assert page.texts("#start button") == ["输入密码后下载"]
        asked = client.post(PAGE, {"next": page.one("#start [name=next]")["value"]}).location
        assert asked == f"/account/confirm?next={PAGE}&again=download"
        page = client.get(client.post(asked, {"password": PASSWORD}).location)
        assert page.texts("#start button") == ["下载2025年档案"]
        assert page.texts("#flashes p") == ["密码已确认，请再按一次下载按钮，下载随即开始。"]
        answer = download(client)
        digest = hashlib.sha256(answer.data).hexdigest()
        told = client.get(PAGE)

    assert answer.mimetype == "application/zip"
    assert "Content-Length" not in answer.headers
    begun, sent = logged()
    assert "开始导出" in begun
    assert digest in sent
    assert "电话打码" in sent
    assert told.texts("[role=status] .st") == ["已下载完"]
    assert digest in told.text
    assert "every" not in told.one("#sendings")["hx-trigger"]


def test_the_list_of_years_tells_what_each_will_hold(firm: Any, browser_as: Any) -> None:
    page = browser_as(office()).get("/exchange/archive")

    assert page.texts(".card h2") == ["2025年", "2024年", "2023年"]
    assert page.texts(".card .facts")[0].startswith("企业档案 1 份")


def test_whoever_looks_sees_how_far_it_is(firm: Any, browser_as: Any, every_time: None) -> None:
    """The page asks the database, so that it does not matter which process sends."""
    for number in range(4):
        EnterpriseFactory(name=f"示例企业{number}", years=(2025,))
    desk: Browser = browser_as(office())
    assert "最近 30 天没有人下载" in desk.get(PAGE).text

    answer = download(desk)
    seen = []
    for _piece in answer.response:
        part = desk.get(PAGE, headers={"HX-Request": "true"})
        seen += part.texts("[role=status]")
        assert part.one("#sendings")["hx-trigger"] == "every 2s" or "已下载完" in part.text

    assert "正在下载 已完成 3/5 份报告" in seen
    assert "正在下载 已完成 2/5 份企业档案" in seen
    assert seen.index("正在下载 已完成 3/5 份报告") < seen.index("正在下载 已完成 2/5 份企业档案")


def test_a_second_press_stops_the_first_download(
    firm: Any, browser_as: Any, every_time: None
) -> None:
    """It never ends as if it were whole."""
    desk: Browser = browser_as(office())
    first = download(desk)
    next(iter(first.response))

    second = download(desk)

    with pytest.raises(Replaced):
        list(first.response)
    first.close()
    assert ZipFile(BytesIO(second.data)).testzip() is None
    assert desk.get(PAGE).texts("td .st") == ["已下载完", "没有下载完"]


def test_a_broken_off_download_is_told_and_leaves_nothing(firm: Any, browser_as: Any) -> None:
    desk: Browser = browser_as(office())

    answer = download(desk)
    next(iter(answer.response))
    answer.close()

    assert "没有下载完" in logged()[-1]
    page = desk.get(PAGE)
    assert page.texts("[role=status] .st") == ["没有下载完"]
    assert "请重新下载" in page.text


def test_a_download_whose_process_died_is_told_as_broken(firm: Any, browser_as: Any) -> None:
    by = office()
    desk: Browser = browser_as(by)
    row = begin(by=by, year=2025)
    db.session.commit()
    assert desk.get(PAGE).texts("[role=status]") == ["正在下载 正在准备"]

    row.seen_at = now() - LOST_AFTER - timedelta(seconds=1)
    db.session.commit()

    page = desk.get(PAGE)
    assert page.texts("[role=status] .st") == ["已中断"]
    assert "every" not in page.one("#sendings")["hx-trigger"]


def test_what_was_downloaded_is_remembered_for_a_month(firm: Any) -> None:
    by = office()
    old = begin(by=by, year=2024)
    old.begun_at = now() - KEPT_FOR - timedelta(days=1)
    db.session.flush()

    begin(by=by, year=2025)

    assert [row.year for row in db.session.query(Sending)] == [2025]


def test_the_command_writes_the_same_and_tells_how_far_it_is(
    firm: Any, app: Flask, tmp_path: Path
) -> None:
    out = tmp_path / "2025.zip"

    result = app.test_cli_runner().invoke(args=["archive", "2025", "-o", str(out)])

    assert result.exit_code == 0
    packed = ZipFile(out)
    assert packed.testzip() is None
    assert f"企业档案/{firm.code}-示例机械.docx" in packed.namelist()
    assert "缺少技术工人" in words_of(packed.read(f"企业档案/{firm.code}-示例机械.docx"))
    told = result.stderr.splitlines()
    assert told[0].startswith("报告 0/5，全部 0/10，")
    assert told[-1].startswith("索引 3/3，全部 10/10，")
    assert hashlib.sha256(out.read_bytes()).hexdigest() in logged()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["2025.zip"]


@pytest.mark.parametrize("words", [["2025"], ["1989", "-o", "x.zip"], ["2027", "-o", "x.zip"]])
def test_the_command_says_how_it_is_called(app: Flask, words: list[str]) -> None:
    result = app.test_cli_runner().invoke(args=["archive", *words])

    assert result.exit_code == 2
    assert "请写明年度和要写入的文件" in result.stderr


def test_only_who_writes_reports_gets_it(browser_as: Any) -> None:
    browser_as(specialist()).get("/exchange/archive", status=403)
    desk = browser_as(office())
    desk.get("/exchange/archive/1989", status=404)
    desk.get("/exchange/archive/2026", status=404)


def test_a_hundred_photos_more_cost_no_memory(firm: Any) -> None:
    """The peak of what Python holds stays that of a few members."""
    user = office()
    peaks = []
    for start, count in ((0, 10), (10, 90)):
        for number in range(start, start + count):
            attach(user, f"2025-{number:04}", number, side=300)
        tracemalloc.start()
        for _ in streamed(user):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] + 2**20


@pytest.mark.parametrize(
    "name,made",
    [
        ("a/b:c", "a_b_c"),
        ("..", "_"),
        ("长" * 200, "长" * 80),
        ("报 告.", "报 告"),
        ("长" * 90 + ".jpeg", "长" * 75 + ".jpeg"),
        ("a" * 79 + ".  长", "a" * 79),
        ("CON", "_CON"),
        ("nul.png", "_nul.png"),
        ("com1.2025", "_com1.2025"),
        ("console.png", "console.png"),
        ("a\\b\nc", "a_b_c"),
        ("\u202e文件", "文件"),
    ],
)
def test_names_fit_every_system(name: str, made: str) -> None:
    assert safe(name) == made
