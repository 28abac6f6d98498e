"""What is said of an enterprise when it is written down, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assist.enterprises.models import (
    Contact,
    Enterprise,
    FourUp,
    Industry,
    Running,
    Size,
    SizeKind,
)
from assist.lib.errors import Invalid
from assist.lib.money import yuan
from assist.lib.text import is_masked, mask_phone


@dataclass(frozen=True)
class ContactFacts:
    """A contact as it was typed; `id` names the row it replaces, 0 is a new one."""

    name: str
    post: str = ""
    phone: str = ""
    id: int = 0
    role: str = ""

    @property
    def words(self) -> str:
        """Name, post, what to call about and masked phone, for the log and for a comparison."""
        parts = (self.name, self.post, self.role, mask_phone(self.phone))
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class EnterpriseFacts:
    """Everything that a form or a workbook row says of one enterprise."""

    code: str
    name: str
    short_name: str = ""
    pinyin: str = ""
    four_up: tuple[FourUp, ...] = ()
    industry: Industry | None = None
    size: Size | None = None
    address: str = ""
    area: str = ""
    running: Running | None = None
    key_years: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    aliases: tuple[str, ...] = ()
    four_up_since: date | None = None
    size_year: int | None = None
    size_kind: SizeKind | None = None
    staff: int | None = None
    revenue: int | None = None
    assets: int | None = None

    @property
    def columns(self) -> dict[str, object]:
        """The facts that are columns of the enterprise's own row, but for the pinyin."""
        return {
            "code": self.code,
            "name": self.name,
            "short_name": self.short_name,
            "four_up": "、".join(member.label for member in FourUp if member in self.four_up),
            "industry": self.industry,
            "size": self.size,
            "address": self.address,
            "area": self.area,
            "running": self.running,
            "tags": "、".join(self.tags),
            "aliases": "、".join(self.aliases),
            "four_up_since": self.four_up_since,
            "size_year": self.size_year,
            "size_kind": self.size_kind,
            "staff": self.staff,
            "revenue": self.revenue,
            "assets": self.assets,
        }

    @property
    def words(self) -> list[tuple[str, str]]:
        """Label and value of every fact, in the order of the form."""
        shown = self.columns | {
            "industry": self.industry.label if self.industry else "",
            "size": self.size.label if self.size else "",
            "running": self.running.label if self.running else "",
            "size_kind": self.size_kind.label if self.size_kind else "",
            "revenue": _yuan(self.revenue),
            "assets": _yuan(self.assets),
        }
        pairs = [
            (str(Enterprise.__table__.c[key].info["label"]), "" if value is None else str(value))
            for key, value in shown.items()
        ]
        contacts = "；".join(contact.words for contact in self.contacts)
        return [*pairs, ("重点企业年度", years_words(self.key_years)), ("联系人", contacts)]


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{yuan(fen):f} 元"


def years_words(years: tuple[int, ...] | list[int]) -> str:
    """2024、2025."""
    return "、".join(str(year) for year in sorted(set(years)))


def facts_of(enterprise: Enterprise) -> EnterpriseFacts:
    """What is written down of an enterprise now."""
    return EnterpriseFacts(
        code=enterprise.code,
        name=enterprise.name,
        short_name=enterprise.short_name,
        pinyin=enterprise.pinyin,
        four_up=tuple(m for m in FourUp if m.label in enterprise.four_up.split("、")),
        industry=enterprise.industry,
        size=enterprise.size,
        address=enterprise.address,
        area=enterprise.area,
        running=enterprise.running,
        key_years=tuple(enterprise.years),
        tags=tuple(enterprise.tag_list),
        contacts=tuple(
            ContactFacts(row.name, row.post, row.phone, row.id, row.role)
            for row in enterprise.contacts
        ),
        aliases=tuple(enterprise.alias_list),
        four_up_since=enterprise.four_up_since,
        size_year=enterprise.size_year,
        size_kind=enterprise.size_kind,
        staff=enterprise.staff,
        revenue=enterprise.revenue,
        assets=enterprise.assets,
    )


def unmasked(contact: ContactFacts, rows: dict[int, Contact]) -> str:
    """The phone to store: a mask that came back means the number that is there already."""
    if not is_masked(contact.phone):
        return contact.phone
    row = rows.get(contact.id)
    if row is None:
        raise Invalid("contacts", f"请填写{contact.name}的完整电话号码。")
    return row.phone
