"""The archive of a year: one zip, made while it is being sent, a member at a time."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from html import escape
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import func, or_, select, union
from werkzeug.exceptions import NotFound

from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.audit.rules import KINDS
from assist.db import db
from assist.enterprises.models import Enterprise, KeyYear
from assist.exchange.dossiers import dossier
from assist.exchange.models import Part
from assist.exchange.queries import Exported
from assist.lib.errors import Refused
from assist.lib.periods import Period
from assist.lib.sheets import Column, Sheet, write_workbook
from assist.lib.spool import Directory, Spool
from assist.lib.text import clean, mask_phones_in
from assist.problems.models import Problem
from assist.reports.models import FilePart
from assist.reports.queries import drafts, files, reports
from assist.reports.rules.chapters import ReportKind
from assist.reports.word import word
from assist.settings import current
from assist.visits.models import Visit
from assist.web.clock import SHANGHAI
from assist.web.uploads import Attachment, kept

if TYPE_CHECKING:
    from zipstream import ZipStream

CHUNK = 2**16
#: So many attachments are looked up at once.
BATCH = 200
#: What files hang on, besides what the log names.
WORDS = KINDS | {
    "inspection": "安全检查",
    "hazard": "安全隐患",
    "power": "电力执法",
    "step": "问题办理",
    "evidence": "报告佐证",
}
#: What is read of an attachment.
PAPER = (Attachment.id, Attachment.kind, Attachment.key, Attachment.name, Attachment.sha256)
#: In characters of three bytes, with what stands before and behind it, below 255 bytes.
LONGEST_NAME = 80
#: What Windows takes for a device, whatever stands behind its dot.
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
#: The index as workbook and as page, and the checksums.
LAST = 3


class Replaced(Exception):
    """Somebody has begun the same download anew; this one must break off and not look whole."""


@dataclass
class Line:
    """A member of the archive as its index names it."""

    name: str
    about: str
    size: int = 0
    sha256: str = ""


#: A member's line and its bytes, in as many pieces as it takes; None where the file is gone.
Member = tuple[Line, Iterable[bytes]] | None
#: How many members a part has, and what makes each when its turn comes.
Jobs = tuple[int, Iterable[Callable[[], Member]]]


@dataclass
class Archive:
    """A year's archive under way: what has been sent, and when done the hash of the whole."""

    year: int
    #: Who reads; None for a command, which reads what the office does.
    by_id: int | None
    on: date
    #: Asked to note how far it is, after each member and now and then within a long one.
    note: Callable[[], None] = lambda: None
    #: What the index says of each member, and what could not be put in.
    lines: Spool = field(default_factory=Spool)
    missing: Spool = field(default_factory=Spool)
    sha256: str = ""
    size: int = 0
    done: bool = False
    part: Part | None = None
    part_done: int = 0
    part_total: int = 0
    done_members: int = 0
    total: int = 0
    #: The attachments whose turn is next.
    held: dict[int, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """What the log says of it: whole with its hash, or broken off."""
        if not self.done:
            return f"{self.year}年档案没有下载完，已发送 {len(self.lines)} 个文件"
        return (
            f"导出了{self.year}年档案，{len(self.lines)} 个文件，{self.size} 字节，"
            f"电话打码，SHA-256 {self.sha256}"
        )

    @property
    def period(self) -> Period:
        """The year as it stands; a year that has not ended is cut off today."""
        period = Period.of_year(self.year)
        return Period.of_year(self.year, as_of=self.on) if period.end > self.on else period

    def stream(self, app: Flask) -> Iterator[bytes]:
        """The zip in pieces; one member is held at a time, and nothing is open while it is sent."""
        # Needed by nobody who only looks at pages.
        from zipstream import ZipStream

        packed, whole, directory = ZipStream(), hashlib.sha256(), Directory()
        packed._filelist = directory  # type: ignore[assignment]  # it stands for the list
        with self.lines, self.missing, directory:
            for piece in self._pieces(packed, app):
                whole.update(piece)
                self.size += len(piece)
                yield piece
        self.sha256, self.done = whole.hexdigest(), True

    def _pieces(self, packed: ZipStream, app: Flask) -> Iterator[bytes]:
        with app.app_context():
            parts = self._jobs()
        self.total = sum(count for count, _ in parts.values()) + LAST
        for part, (count, jobs) in parts.items():
            self._turn_to(part, count)
            for job in jobs:
                with app.app_context():
                    self.note()
                    member = job()
                yield from self._sent(packed, member)
        self._turn_to(Part.INDEX, LAST)
        for line, content in ends(self):
            packed.add(self._told(line, content), line.name)
            yield from packed.all_files()
            self._count()
        yield from packed.finalize()

    def _sent(self, packed: ZipStream, member: Member) -> Iterator[bytes]:
        if member is not None:
            line, content = member
            packed.add(self._told(line, content), line.name)
            yield from packed.all_files()
            self.lines.append(line.name, line.about, line.size, line.sha256)
        self._count()

    def _turn_to(self, part: Part, total: int) -> None:
        self.part, self.part_done, self.part_total = part, 0, total

    def _count(self) -> None:
        self.part_done += 1
        self.done_members += 1

    def _told(self, line: Line, content: Iterable[bytes]) -> Iterator[bytes]:
        """The content, counted and hashed on its way."""
        digest = hashlib.sha256()
        for piece in content:
            digest.update(piece)
            line.size += len(piece)
            yield piece
        line.sha256 = digest.hexdigest()

    def _jobs(self) -> dict[Part, Jobs]:
        """What makes each member; of the many only their numbers are held."""
        quarters = [Period.of_quarter(self.year, number) for number in range(1, 5)]
        wanted = [(ReportKind.YEARLY, self.period)]
        wanted += [(ReportKind.QUARTERLY, one) for one in quarters if one.start <= self.on]
        firms = array("q", db.session.scalars(concerned(self.period)))
        papers = array("q", db.session.scalars(attached(self.year)))
        return {
            Part.REPORTS: (len(wanted), [partial(self._report, *one) for one in wanted]),
            Part.WORKBOOK: (1, [self._workbook]),
            Part.DOSSIERS: (len(firms), (partial(self._dossier, key) for key in firms)),
            Part.FILES: (
                len(papers),
                (partial(self._attachment, papers, at) for at in range(len(papers))),
            ),
        }

    def _report(self, kind: ReportKind, period: Period) -> Member:
        title, content, about = report_of(kind, period, self.on)
        name = safe(f"{period.slug}-{title}")
        return Line(f"{Part.REPORTS.label}/{name}.docx", about), [content]

    def _workbook(self) -> Member:
        """The whole workbook, in a file that vanishes by itself."""
        file = TemporaryFile()  # noqa: SIM115 - closed by whoever reads it to its end
        Exported(masked=True, between=self.note).write(file)
        name = f"{Part.WORKBOOK.label}/工作簿-{self.on:%Y%m%d}.xlsx"
        return Line(name, "全部台账，电话已打码"), read_in_pieces(file)

    def _dossier(self, key: int) -> Member:
        enterprise, by = db.session.get_one(Enterprise, key), _reader(self.by_id)
        name = safe(f"{enterprise.code}-{enterprise.short_name or enterprise.name}")
        content = dossier(enterprise, self.period, by, current().bureau_name, self.on)
        return Line(f"{Part.DOSSIERS.label}/{name}.docx", enterprise.name), [content]

    def _attachment(self, papers: Sequence[int], at: int) -> Member:
        if at % BATCH == 0:
            some = select(*PAPER).where(Attachment.id.in_(papers[at : at + BATCH]))
            self.held = {row.id: row for row in db.session.execute(some)}
        number, row = papers[at], self.held[papers[at]]
        what = WORDS.get(row.kind, row.kind)
        about = f"{what} {row.key}"
        try:
            content = kept(row.sha256)
        except (NotFound, Refused):
            self.missing.append(f"{about} {row.name}")
            return None
        folder = f"{Part.FILES.label}/{safe(what)}/{safe(row.key)}"
        return Line(f"{folder}/{number}-{safe(row.name)}", about), [content]


def _reader(by_id: int | None) -> User:
    """Who reads the dossiers: what somebody may not see is not in them."""
    if by_id is not None:
        return db.session.get_one(User, by_id)
    return User(account="", name="", role_rows=[UserRole(role=Role.OFFICE)])


#: What a dossier or a report weighs, and how many of the latter there are: the example year is
#: 1.2 MB with 56 dossiers and 5 reports. What is attached is packed already and stays as it is.
WRITTEN, REPORTS = 20 * 1024, 5


@dataclass(frozen=True)
class Outlook:
    """What the archive will hold, told before it is made."""

    enterprises: int
    files: int
    megabytes: int


def outlook(archive: Archive) -> Outlook:
    """How many dossiers and attachments, and about how much all of it weighs."""
    enterprises = select(func.count()).select_from(concerned(archive.period).subquery())
    rows = attached(archive.year).with_only_columns(Attachment.size).order_by(None).subquery()
    count, size = db.session.execute(
        select(func.count(), func.coalesce(func.sum(rows.c.size), 0)).select_from(rows)
    ).one()
    dossiers = db.session.scalar(enterprises) or 0
    weight = int(size) + WRITTEN * (dossiers + REPORTS)
    return Outlook(dossiers, count, max(1, round(weight / 2**20)))


def concerned(period: Period) -> Any:
    """The enterprises of the year: key ones, and those visited or with a problem."""
    within = union(
        select(KeyYear.enterprise_id).where(KeyYear.year == period.year),
        select(Visit.enterprise_id).where(Visit.held_on.between(period.start, period.last)),
        select(Problem.enterprise_id).where(
            Problem.registered_on.between(period.start, period.last)
        ),
    )
    return select(Enterprise.id).where(Enterprise.id.in_(within)).order_by(Enterprise.code)


def attached(year: int) -> Any:
    """Files that were attached in the year, or to one of the year's numbers."""
    start = datetime(year, 1, 1, tzinfo=SHANGHAI)
    end = datetime(year + 1, 1, 1, tzinfo=SHANGHAI)
    of_the_year = or_(
        Attachment.at.between(start, end - timedelta(microseconds=1)),
        Attachment.key.startswith(f"{year}-"),
    )
    statement = select(Attachment.id).where(Attachment.withdrawn.is_(False), of_the_year)
    return statement.order_by(Attachment.kind, Attachment.key, Attachment.id)


def report_of(kind: ReportKind, period: Period, on: date) -> tuple[str, bytes, str]:
    """Title, Word file and how it stands: as frozen, as written, or drafted just now."""
    found = reports.find(kind, period)
    if found is not None:
        made = files.of(found, FilePart.WORD, on)
        return found.title, made.content, "已封账" if made.frozen else found.state.label
    signer, title = current().bureau_name, drafts.title_of(kind, period)
    chapters = drafts.draft(kind, period)
    content = word(title=title, chapters=chapters, period=period, signer=signer, day=on)
    return title, content, "未起草，由台账生成"


def read_in_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The file from its beginning; closed, and so gone, at its end."""
    with file:
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def safe(name: str) -> str:
    """A name for a file on any system; one that is cut keeps its ending."""
    plain = "".join("_" if letter in '<>:"/\\|?*\n' else letter for letter in clean(name))
    plain = plain.strip(". ")
    if len(plain) > LONGEST_NAME:
        ending = re.search(r"\.[A-Za-z0-9]{1,5}$", plain)
        last = ending[0] if ending else ""
        plain = plain[: LONGEST_NAME - len(last)].rstrip(". ") + last
    return f"_{plain}" if RESERVED.match(plain) else plain or "_"


def ends(archive: Archive) -> Iterator[tuple[Line, Iterable[bytes]]]:
    """The index as workbook and as page, and the checksums, which come last."""
    book, shown = Line("索引.xlsx", ""), Line("索引.html", "")
    yield book, index_book(archive)
    yield shown, gathered(index_page(archive))
    last = ((line.name, line.about, line.size, line.sha256) for line in (book, shown))
    sums = (f"{digest}  {name}\n" for name, _, _, digest in chain(archive.lines, last))
    yield Line("SHA256SUMS", ""), gathered(sums)


def gathered(pieces: Iterable[str]) -> Iterator[bytes]:
    """Many short pieces in few that are worth sending."""
    held = bytearray()
    for piece in pieces:
        held += piece.encode()
        if len(held) >= CHUNK:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def index_book(archive: Archive) -> Iterator[bytes]:
    """Every member with what it is, its size and hash; what could not be put in is a sheet."""
    columns = [Column("文件", 60), Column("内容", 40), Column("字节", 12), Column("SHA-256", 68)]
    sheets = [Sheet("索引", columns, archive.lines)]
    if archive.missing:
        sheets.append(Sheet("缺失附件", [Column("附件", 80)], archive.missing))
    file = TemporaryFile()  # noqa: SIM115 - closed by whoever reads it to its end
    write_workbook(file, sheets)
    return read_in_pieces(file)


def index_page(archive: Archive) -> Iterator[str]:
    """The same as a page that needs nothing else; names lead to the files."""
    yield (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{archive.year}年档案索引</title></head><body><h1>{archive.year}年档案索引</h1>"
        f"<p>生成日期：{archive.on.isoformat()}。核对文件：在解压后的文件夹中执行"
        "<code>sha256sum -c SHA256SUMS</code>。电话号码已打码。</p>"
        "<table><tr><th>文件</th><th>内容</th><th>字节</th></tr>"
    )
    for name, about, size, _ in archive.lines:
        where, link = escape(str(name)), escape(quote(str(name)))
        told = escape(mask_phones_in(str(about)))
        yield f'<tr><td><a href="{link}">{where}</a></td><td>{told}</td><td>{size}</td></tr>'
    yield "</table>"
    if archive.missing:
        yield "<h2>缺失的附件</h2><ul>"
        yield from (f"<li>{escape(str(one))}</li>" for (one,) in archive.missing)
        yield "</ul>"
    yield "</body></html>"
