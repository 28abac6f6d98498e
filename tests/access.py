"""What the access test asks every endpoint for: an example of one's own, of another's, of nothing.

A new endpoint with arguments in its address needs a line in EXAMPLES, else the test names it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage

from assist.db import db
from assist.exchange import uploads
from assist.ledgers import actions as ledgers
from assist.ledgers.kinds.events import KIND as EVENTS
from assist.ledgers.kinds.events import Event
from assist.web.access import Permission
from tests.cadres.factories import office
from tests.exchange.files import packed
from tests.notices.factories import EXAMPLES as NOTICES
from tests.pairings.factories import rolled_over
from tests.problems.examples import EXAMPLES as PROBLEMS
from tests.reports.factories import given_form
from tests.world import Things, World, world_of

__all__ = ["EXAMPLES", "Arguments", "World", "world_of"]

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """The arguments of an address; `sees_all` reaches another's too."""

    own: Callable[[World], Arguments]
    absent: Arguments
    another: Callable[[World], Arguments] | None = None
    sees_all: frozenset[Permission] = frozenset()
    #: What the view asks for besides, by what stands in the address (an act).
    needs: frozenset[Permission] = frozenset()


NO_CODE = {"code": "91000000MA0000000X"}
NO_NUMBER = {"number": "1999-9999"}
ALL_ENTERPRISES = frozenset({Permission.ENTERPRISE_READ_ALL})
ALL_PROBLEMS = frozenset({Permission.PROBLEM_READ_ALL})
ALL_VISITS = frozenset({Permission.VISIT_READ_ALL})


def enterprise(**more: Any) -> Example:
    return Example(
        own=lambda w: {"code": w.mine.enterprise.code} | more,
        another=lambda w: {"code": w.others.enterprise.code} | more,
        absent=NO_CODE | more,
        sees_all=ALL_ENTERPRISES,
    )


def contact() -> Example:
    return Example(
        own=lambda w: {
            "code": w.mine.enterprise.code,
            "contact_id": w.mine.enterprise.contacts[0].id,
        },
        another=lambda w: {
            "code": w.others.enterprise.code,
            "contact_id": w.others.enterprise.contacts[0].id,
        },
        absent=NO_CODE | {"contact_id": 987654},
        sees_all=ALL_ENTERPRISES,
    )


def problem(*needs: Permission, **more: Any) -> Example:
    return Example(
        needs=frozenset(needs),
        own=lambda w: {"number": w.mine.problem.number} | more,
        another=lambda w: {"number": w.others.problem.number} | more,
        absent=NO_NUMBER | more,
        sees_all=ALL_PROBLEMS,
    )


def visit() -> Example:
    return Example(
        own=lambda w: {"number": w.mine.visit.number},
        another=lambda w: {"number": w.others.visit.number},
        absent=NO_NUMBER,
        sees_all=ALL_VISITS,
    )


def photo() -> Example:
    return Example(
        own=lambda w: {"number": w.mine.visit.number, "photo_id": w.mine.photo_id},
        another=lambda w: {"number": w.others.visit.number, "photo_id": w.others.photo_id},
        absent=NO_NUMBER | {"photo_id": 987654},
        sees_all=ALL_VISITS,
    )


def promise() -> Example:
    return Example(
        own=lambda w: {"number": w.mine.promise.number},
        another=lambda w: {"number": w.others.promise.number},
        absent=NO_NUMBER,
        sees_all=ALL_VISITS,
    )


def debt(**parts: str) -> Example:
    """`parts` are the further arguments, by the name under which `Things` has them."""

    def of(things: Things) -> Arguments:
        found = {name: getattr(things, part) for name, part in parts.items()}
        return {"number": things.debt.number} | {
            name: getattr(value, "number", value) for name, value in found.items()
        }

    return Example(
        own=lambda w: of(w.mine),
        another=lambda w: of(w.others),
        absent=NO_NUMBER | dict.fromkeys(parts, 987654),
        sees_all=frozenset({Permission.ARREARS_READ_ALL}),
    )


def pairing() -> Example:
    return Example(
        own=lambda w: {"pairing_id": w.mine.enterprise.pairings[0].id},
        absent={"pairing_id": 987654},
    )


def account() -> Example:
    return Example(own=lambda w: {"account": w.others.person.account}, absent={"account": "nobody"})


def unit() -> Example:
    return Example(own=lambda w: {"unit_id": w.mine.person.unit_id}, absent={"unit_id": 987654})


def policy() -> Example:
    return Example(own=lambda w: {"policy_id": w.policy.id}, absent={"policy_id": 987654})


NO_APPLICATION = {"policy_id": 987654, "application_id": 987654}


def applied(w: World) -> Arguments:
    return {"policy_id": w.policy.id, "application_id": w.application.id}


def paid(w: World) -> Arguments:
    return applied(w) | {"payment_id": w.application.payments[0].id}


def workbook() -> Example:
    """An upload that waits to be confirmed."""
    content = packed({"政策": [{"文号": "政1号", "标题": "措施"}]})
    return Example(
        own=lambda w: {"digest": uploads.keep(w.me.id, content)},
        another=lambda w: {"digest": uploads.keep(w.others.person.id, content[:-1] + b"0")},
        absent={"digest": "0" * 64},
    )


def kind() -> Example:
    return Example(own=lambda w: {"kind": "events"}, absent={"kind": "nothing"})


def ledger(*, with_file: bool = False) -> Example:
    def own(w: World) -> Arguments:
        found = {"kind": "events", "number": w.event.number}
        return found | ({"file_id": file_of(w.event)} if with_file else {})

    absent = {"kind": "events", "number": "HD-absent"} | ({"file_id": 1} if with_file else {})
    return Example(own=own, absent=absent)


def file_of(event: Event) -> int:
    """A notice attached to the event; the same content lies there once."""
    notice = FileStorage(BytesIO(b"%PDF-1.7\n%%EOF\n"), "通知.pdf")
    kept = ledgers.attach(by=office(), kind=EVENTS, row=event, file=notice)
    db.session.commit()
    return kept.id


ACCOUNT_PAGES = ("account", "disable_account", "enable_account", "end_sessions", "reset_password")
ACCOUNT_PAGES += ("reset_totp",)
DEBT_PAGES = ("show", "amend", "repay", "adjust", "void", "attach")
PETITION_PAGES = ("show", "amend", "tell", "extend", "finish", "reopen", "void", "reveal")
DISCLOSURE_PAGES = ("show", "amend", "review", "secrecy", "publish", "void")


def petition() -> Example:
    return Example(
        own=lambda w: {"number": w.mine.petition.number},
        another=lambda w: {"number": w.others.petition.number},
        absent={"number": "XF-absent"},
        sees_all=frozenset({Permission.PETITION_WRITE}),
    )


def disclosure() -> Example:
    return Example(own=lambda w: {"number": w.disclosure.number}, absent={"number": "GK-absent"})


INSPECTION_PAGES = {
    "safety": ("show_safety", "edit_safety", "void_safety", "find_hazard"),
    "hazard": ("show_hazard", "edit_hazard", "void_hazard", "rectify", "recheck"),
    "power": ("show_power", "edit_power", "void_power"),
}


def inspection(part: str, name: str = "number", **more: Any) -> Example:
    return Example(
        own=lambda w: (
            {name: w.examined[part]} | {key: w.examined.get(key, more[key]) for key in more}
        ),
        absent={name: 987654 if name == "plan_id" else "AJ-absent"} | more,
    )


def task() -> Example:
    return Example(own=lambda w: {"task_id": w.task.id}, absent={"task_id": 987654})


def indicator() -> Example:
    return Example(own=lambda w: {"indicator_id": w.indicator.id}, absent={"indicator_id": 987654})


def duty() -> Example:
    return Example(own=lambda w: {"key": "report-2026"}, absent={"key": "report-soon"})


def report(**more: Any) -> Example:
    """A report whose chapter is a specialist's own, for one who looks after 清欠."""
    return Example(
        own=lambda w: {"kind": w.report.kind.value, "period": w.report.period} | more,
        absent={"kind": "yearly", "period": "1999"} | more,
    )


def superior_form(*names: str) -> Example:
    """A form is the office's; the one that is given has a cell that points at a figure."""
    return Example(
        own=lambda w: {name: number for name, number in given_form().items() if name in names},
        absent=dict.fromkeys(names, 987654),
    )


HAZARD_PHOTO = inspection("hazard", what="before", attachment_id=987654)
CHAPTER_PAGES = ("edit", "autosave", "adopt", "versions", "regenerate")


EXAMPLES: dict[str, Example] = {
    "accounts.end_session": Example(
        own=lambda w: {"session_id": w.mine.session_id},
        another=lambda w: {"session_id": w.others.session_id},
        absent={"session_id": 987654},
    ),
    "dashboard.decide": problem(Permission.PROBLEM_INSTRUCT, act="instruct"),
    **{f"notices.{act}": Example(**parts) for act, parts in NOTICES.items()},
    **{f"cadres.{act}": account() for act in ACCOUNT_PAGES},
    "cadres.unit": unit(),
    "cadres.activate_unit": unit(),
    "cadres.deactivate_unit": unit(),
    "settings.drop_workday": Example(
        own=lambda w: {"day": "2026-01-04"}, absent={"day": "someday"}
    ),
    "enterprises.show": enterprise(),
    "enterprises.edit": enterprise(),
    "enterprises.withdraw": enterprise(),
    "enterprises.restore": enterprise(),
    "enterprises.merge": enterprise(),
    "enterprises.dossier": enterprise(),
    "enterprises.reveal": contact(),
    "pairings.change": pairing(),
    "pairings.edit": pairing(),
    "pairings.end": pairing(),
    "pairings.hand_over": account(),
    "pairings.roll_over": Example(own=lambda w: {"year": 2026}, absent={"year": 9999}),
    "pairings.roll_back": Example(own=lambda w: {"year": rolled_over()}, absent={"year": 2099}),
    "pairings.brief": Example(
        own=lambda w: {"account": w.mine.person.account},
        another=lambda w: {"account": w.others.person.account},
        absent={"account": "nobody"},
        sees_all=ALL_ENTERPRISES,
    ),
    "policies.show": policy(),
    "policies.edit": policy(),
    "policies.deliver": policy(),
    "policies.untold": policy(),
    "policies.apply": policy(),
    "policies.applications": policy(),
    "policies.application": Example(applied, NO_APPLICATION),
    "policies.amend_application": Example(applied, NO_APPLICATION),
    "policies.pay": Example(applied, NO_APPLICATION),
    "policies.reverse": Example(paid, NO_APPLICATION | {"payment_id": 987654}),
    "policies.withdraw_application": Example(applied, NO_APPLICATION),
    "policies.withdraw_delivery": Example(
        own=lambda w: {"policy_id": w.policy.id, "delivery_id": w.delivery.id},
        absent={"policy_id": 987654, "delivery_id": 987654},
    ),
    "problems.show": problem(),
    "problems.do": problem(
        Permission.PROBLEM_HANDLE, Permission.PROBLEM_HANDLE_ON_BEHALF, act="measure"
    ),
    **{f"problems.{act}": Example(**parts) for act, parts in PROBLEMS.items()},
    **{f"arrears.{act}": debt() for act in DEBT_PAGES},
    **{f"arrears.{act}": debt(repayment="repayment") for act in ("reverse", "attach_voucher")},
    **{f"arrears.{act}": debt(file_id="file_id") for act in ("download", "withdraw_file")},
    "ledgers.index": kind(),
    "ledgers.create": kind(),
    "ledgers.show": ledger(),
    "ledgers.amend": ledger(),
    "ledgers.void": ledger(),
    "ledgers.attach": ledger(),
    "ledgers.download": ledger(with_file=True),
    "ledgers.withdraw_file": ledger(with_file=True),
    **{f"petitions.{act}": petition() for act in PETITION_PAGES},
    **{f"disclosures.{act}": disclosure() for act in DISCLOSURE_PAGES},
    **{f"inspections.{act}": inspection(p) for p, acts in INSPECTION_PAGES.items() for act in acts},
    "inspections.edit_plan": inspection("plan_id", "plan_id"),
    "inspections.attach": inspection("hazard", what="before"),
    **{f"inspections.{act}": HAZARD_PHOTO for act in ("download", "small", "withdraw")},
    "visits.show": visit(),
    "visits.amend_form": visit(),
    "visits.amend": visit(),
    "visits.void": visit(),
    "visits.end_substitution": Example(
        own=lambda w: {"substitution_id": w.mine.substitution_id},
        another=lambda w: {"substitution_id": w.others.substitution_id},
        absent={"substitution_id": 987654},
        sees_all=frozenset({Permission.VISIT_RECORD_ALL}),
    ),
    "visits.before": enterprise(),
    "visits.save_contact": contact(),
    "visits.join": visit(),
    "visits.add_photos": visit(),
    "visits.photo": photo(),
    "visits.small_photo": photo(),
    "visits.withdraw_photo": photo(),
    "visits.promise": promise(),
    "visits.settle": promise(),
    "visits.drop_draft": Example(
        own=lambda w: {"client_id": w.mine.draft_id},
        another=lambda w: {"client_id": w.others.draft_id},
        absent={"client_id": "no-draft"},
    ),
    "planning.duty": duty(),
    "planning.withdraw_duty": duty(),
    "planning.task": task(),
    "planning.edit_task": task(),
    "planning.report_task": task(),
    "planning.indicator": indicator(),
    "planning.edit_indicator": indicator(),
    "planning.enter_value": indicator(),
    "exchange.preview": workbook(),
    "exchange.confirm": workbook(),
    **{
        f"reports.{act}": superior_form("form_id")
        for act in ("form", "point_cell", "renew_form", "fill_form")
    },
    "reports.unpoint_cell": superior_form("form_id", "cell_id"),
    **{
        f"exchange.{act}": Example(own=lambda w: {"year": 2025}, absent={"year": 1989})
        for act in ("archive", "download_archive")
    },
    "reports.show": report(),
    "reports.do": Example(
        own=lambda w: {"kind": "yearly", "period": w.report.period, "act": "send-back"},
        absent={"kind": "yearly", "period": "2025", "act": "burn"},
    ),
    "reports.file": report(part="word"),
    "reports.check_before": report(),
    "reports.register": report(),
    "reports.moved": Example(
        own=lambda w: {"kind": "yearly", "period": w.frozen.period},
        absent={"kind": "yearly", "period": "1999"},
    ),
    "reports.prove": report(),
    "reports.proof": Example(
        own=lambda w: {"kind": "yearly", "period": w.report.period, "evidence_id": w.proof_id},
        absent={"kind": "yearly", "period": "2025", "evidence_id": 987654},
    ),
    "reports.withdraw_proof": Example(
        own=lambda w: {"kind": "yearly", "period": w.report.period, "evidence_id": w.proof_id},
        absent={"kind": "yearly", "period": "2025", "evidence_id": 987654},
    ),
    **{f"reports.{act}": report(key="service") for act in CHAPTER_PAGES},
    "reports.version": report(key="service", number=1),
    "reports.restore": report(key="service", number=1),
    "reports.figure": Example(own=lambda w: {"key": "visit.count"}, absent={"key": "no.figure"}),
}
