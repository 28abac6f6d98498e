"""去之前看: one phone screen per enterprise, a contact for the address book, joining a visit."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import flash, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from assist.enterprises import actions as enterprise_actions
from assist.enterprises import queries as enterprises
from assist.enterprises.forms import RevealForm
from assist.lib.vcard import card
from assist.visits import actions, queries
from assist.visits.views.base import blueprint
from assist.web import files
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page

#: The reason that stands in the log where one taps to save a contact before going.
WHY = "走访前存入通讯录"


@blueprint.get("/visits/before/<code>")
@allow(Permission.VISIT_RECORD)
def before(code: str) -> Response:
    """What one should know before going."""
    on = today()
    enterprise = enterprises.get_visible(current_user, code, on, whole=True)
    own = enterprises.is_paired(current_user, enterprise.id, on)
    everywhere = current_user.may(Permission.VISIT_RECORD_ALL)
    return page(
        "visits/before.html",
        known=queries.before(current_user, enterprise, on),
        enterprise=enterprise,
        may_reveal=enterprises.may_reveal(current_user, enterprise.id, on, own=own),
        may_record=not enterprise.withdrawn and (own or everywhere),
        why=WHY,
    )


@blueprint.post("/visits/before/<code>/contacts/<int:contact_id>")
@allow(Permission.CONTACT_REVEAL)
def save_contact(code: str, contact_id: int) -> FlaskResponse | Response:
    """The contact for the phone's address book: the whole number, logged like one that is shown."""
    enterprise = enterprises.get_visible(current_user, code, today())
    if not enterprises.may_reveal(current_user, enterprise.id, today()):
        raise Forbidden
    contact = next((row for row in enterprise.contacts if row.id == contact_id), None)
    if contact is None or not contact.phone:
        raise NotFound
    form = RevealForm()
    if not form.validate():
        flash("请填写查看事由。", "error")
        return go(url_for("visits.before", code=code))
    phone = enterprise_actions.reveal(
        by=current_user, on=today(), enterprise=enterprise, contact=contact, why=form.why.data or ""
    )
    text = card(contact.name, phone, company=enterprise.name, post=contact.post)
    return files.attachment(text.encode(), f"{contact.name}.vcf", "text/vcard")


@blueprint.post("/visits/<number>/join")
@allow(Permission.VISIT_RECORD)
def join(number: str) -> Response:
    """Say that one went along on a visit that somebody else has recorded."""
    visit = queries.get_visible(current_user, number, today())
    actions.join(by=current_user, on=today(), visit=visit)
    flash("已加入这次走访，走访仍只计一次。")
    return go(url_for("visits.show", number=visit.number))
