"""A person's notices and how they come; for administrators, what left the house."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_login import current_user

from assist.lib.errors import Invalid
from assist.notices import actions, queries
from assist.notices.forms import PreferenceForm
from assist.notices.rules import Fate, Kind, Way, counts
from assist.web.access import Permission, allow, allow_signed_in
from assist.web.clock import today
from assist.web.paging import page_href
from assist.web.render import go, page, safe_next

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
@allow_signed_in
def index() -> Response:
    """What the reader was told, the newest first."""
    kind = next((k for k in Kind if k.value == request.args.get("kind")), None)
    unread = request.args.get("unread") == "1"
    found = queries.listed(current_user, kind, unread=unread)
    return page(
        "notices/index.html",
        found=found,
        newest=queries.newest(current_user),
        kinds=list(Kind),
        kind=kind,
        unread_only=unread,
        everything=page_href(unread=None),
        only_unread=page_href(unread=1),
    )


@blueprint.post("/notices/<int:notice_id>/read")
@allow_signed_in
def read(notice_id: int) -> Response:
    """Mark one as read; `open` leads on to what it is about."""
    notice = queries.get_own(current_user, notice_id)
    actions.mark_read(notice=notice)
    if request.form.get("open"):
        return redirect(safe_next(notice.href, "/notices"), 303)  # type: ignore[return-value]
    return go(url_for(".index"))


@blueprint.post("/notices/read")
@allow_signed_in
def read_all() -> Response:
    """Mark everything that the page showed, and all before it, as read."""
    text = request.form.get("newest", "")
    newest = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    number = actions.mark_all_read(by=current_user, newest=newest)
    flash(f"已将 {number} 条消息标为已读。" if number else "没有未读的消息。")
    return go(url_for(".index"))


@blueprint.route("/notices/preference", methods=["GET", "POST"])
@allow_signed_in
def preference() -> Response:
    """Whether the digest comes by mail too, and what today's would say."""
    known = queries.preference_of(current_user)
    by_mail = known.by_mail if known else True
    form = PreferenceForm(data={"address": known.address if known else "", "by_mail": by_mail})
    if form.validate_on_submit():
        try:
            address = str(form.address.data or "")
            actions.prefer(by=current_user, address=address, by_mail=bool(form.by_mail.data))
        except Invalid as error:
            form.take(error)
        else:
            flash("接收设置已保存。")
            return go(url_for(".preference"))
    found = queries.reminders(today(), current_user)
    status = 200 if request.method == "GET" else 422
    return page(
        "notices/preference.html",
        form=form,
        found=found,
        counts=counts(found),
        mail=queries.channels()[0],
        status=status,
    )


@blueprint.get("/admin/notices")
@allow(Permission.SETTING_MANAGE)
def outgoing() -> Response:
    """The ways out: whether they work, and the last tries; never what was said."""
    way = next((w for w in Way if w.value == request.args.get("way")), None)
    fate = next((f for f in Fate if f.value == request.args.get("fate")), None)
    return page(
        "notices/outgoing.html",
        channels=queries.channels(),
        last=queries.last_said(),
        found=queries.outgoing(way, fate),
        ways=list(Way),
        fates=list(Fate),
        way=way,
        fate=fate,
        again=(Fate.UNSURE, Fate.FAILED),
    )


@blueprint.post("/admin/notices/<int:dispatch_id>/again")
@allow(Permission.SETTING_MANAGE)
def send_again(dispatch_id: int) -> Response:
    """Let the next run try it again."""
    actions.send_again(by=current_user, dispatch=queries.get_dispatch(dispatch_id))
    flash("将在下一次运行时重发。")
    return go(url_for(".outgoing"))
