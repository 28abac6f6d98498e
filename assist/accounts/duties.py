"""Which ledgers are whose work: an office person writes all, a specialist those assigned."""

from __future__ import annotations

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from assist.accounts.models import User
from assist.db import EnumCode, Model, db
from assist.lib.enums import Labelled
from assist.web.access import Permission


class Duty(Labelled):
    """A part of the bureau's year that a 业务专员 looks after."""

    ARREARS = "arrears", "清欠"
    EVENTS = "events", "专场活动"
    OUTREACH = "outreach", "普法"
    MEETINGS = "meetings", "学习会议"
    DRILLS = "drills", "培训演练"
    PLANS = "plans", "应急预案"
    DOCUMENTS = "documents", "制度文件"
    INSPECTIONS = "inspections", "安全检查"
    POWER = "power", "电力执法"
    PETITIONS = "petitions", "信访"
    DISCLOSURES = "disclosures", "信息公开"
    PLANNING = "planning", "计划任务"


class UserDuty(Model):
    """One duty of one account."""

    __tablename__ = "user_duty"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    duty: Mapped[Duty] = mapped_column(EnumCode(Duty), primary_key=True)


def duties_of(user: User) -> frozenset[Duty]:
    """What the user may write: everything for the office, the assigned ones for a specialist."""
    if user.may(Permission.DUTY_ALL):
        return frozenset(Duty)
    if not user.may(Permission.DUTY_ASSIGNED):
        return frozenset()
    return frozenset(db.session.scalars(select(UserDuty.duty).where(UserDuty.user_id == user.id)))


def set_duties(*, user: User, duties: frozenset[Duty]) -> None:
    """Replace what is assigned to a specialist; the caller records the audit."""
    rows = db.session.scalars(select(UserDuty).where(UserDuty.user_id == user.id)).all()
    for row in rows:
        if row.duty not in duties:
            db.session.delete(row)
    kept = {row.duty for row in rows}
    db.session.add_all(
        UserDuty(user_id=user.id, duty=duty) for duty in Duty if duty in duties - kept
    )
    db.session.flush()
