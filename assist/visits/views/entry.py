"""The form of a new visit, with and without JavaScript, and its drafts."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import flash, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assist.audit.queries import remembered
from assist.cadres.models import Cadre
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.errors import Invalid, Refused
from assist.lib.text import clean
from assist.visits import actions, queries
from assist.visits.forms import CLIENT_ID, OpeningForm, VisitForm
from assist.visits.models import Channel, Draft, Tick
from assist.visits.views.base import blueprint
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, macro, page, wants_fragment

#: Buttons that change the form and store nothing: a problem or promise more or fewer, another
#: enterprise.
ADD, PROMISE, DROP, CHOOSE = "add", "add-promise", "drop:", "choose"
#: What a draft does not keep: the token is renewed, the button was only pressed.
NOT_KEPT = frozenset({"csrf_token", "act"})


@blueprint.get("/visits/new")
@allow(Permission.VISIT_RECORD)
def new() -> Response:
    """The form: empty, for an enterprise, or as a draft left it."""
    name = request.args.get("draft")
    if name is not None:
        return _continued(queries.get_draft(current_user, name))
    code = request.args.get("enterprise")
    own = queries.own_choices(current_user, today())
    enterprise = enterprises.get_visible(current_user, code, today()) if code else _only_one(own)
    if enterprise is not None and enterprise.code not in {one.code for one in own}:
        actions.check_own(by=current_user, on=today(), enterprise=enterprise)
    form = OpeningForm(
        formdata=None,
        data={
            "enterprise": enterprise,
            "held_on": today(),
            "channel": Channel.ON_SITE,
            "people": _preset(enterprise),
            "client_id": secrets.token_hex(16),
        },
    )
    form.read_ticks({}, current_user)
    return _shown(form, own=own)


def _continued(draft: Draft) -> Response:
    typed = MultiDict(parse_qsl(draft.fields, keep_blank_values=True))
    form = VisitForm(formdata=typed)
    if not _is_own(form.enterprise.data):
        form.enterprise.raw_data, form.enterprise.data = None, None
    form.read_ticks(typed, current_user)
    return _shown(form, draft=draft)


@blueprint.post("/visits/new")
@allow(Permission.VISIT_RECORD)
def store() -> Response:
    """Store the visit; one form gives one visit, however often it is sent."""
    form = VisitForm()
    act = request.form.get("act", "")
    client_id = clean(form.client_id.data or "")
    stored = None if act else actions.stored_by(by=current_user, client_id=client_id)
    if stored is not None:
        return go(url_for("visits.show", number=stored.number))
    _refuse_anothers(form.enterprise.data)
    form.read_ticks(request.form, current_user)
    if act:
        return _reshaped(form, act)
    if not (form.validate() & form.ticks_valid()):
        return _shown(form, status=422)
    try:
        visit = actions.record(by=current_user, on=today(), **form.as_acted())
    except Invalid as error:
        form.take(error)
        return _shown(form, status=422)
    flash("走访已登记。")
    return go(url_for("visits.show", number=visit.number))


def _refuse_anothers(enterprise: Enterprise | None) -> None:
    """Somebody else's enterprise is absent (404); one that may only be read is refused (409)."""
    if enterprise is not None:
        enterprises.get_visible(current_user, enterprise.code, today())
        actions.check_own(by=current_user, on=today(), enterprise=enterprise)


def _is_own(enterprise: Enterprise | None) -> bool:
    """Whether a draft's enterprise may still be written about; it may be somebody else's now."""
    try:
        _refuse_anothers(enterprise)
    except (NotFound, Refused):
        return False
    return True


def _reshaped(form: VisitForm, act: str) -> Response:
    """The same form with everything typed in it, changed as the button says."""
    if act == ADD:
        form.add_problem()
    elif act == PROMISE:
        form.promises.append_entry()
    elif act.startswith(DROP):
        form.drop(act.removeprefix(DROP))
    elif act == CHOOSE:
        _choose(form)
    return _shown(form, added=act)


def _choose(form: VisitForm) -> None:
    """Another enterprise: whoever finds by words gets the one that they name alone."""
    words = clean(request.form.get("find", ""))
    if words and current_user.may(Permission.VISIT_RECORD_ALL):
        found = queries.found_choices(words, today())
        if len(found) == 1:
            form.enterprise.raw_data = [found[0].code]
            form.enterprise.data = enterprises.by_code(found[0].code)
            form.ticks.clear()
            form.read_ticks({}, current_user)
    before = enterprises.by_code(clean(form.before.data or "")) if form.before.data else None
    if set(form.people.data or ()) in (set(), set(_preset(before))):
        form.people.data = _preset(form.enterprise.data)


def _only_one(own: Sequence[queries.Choice]) -> Enterprise | None:
    """The enterprise of somebody who has one alone."""
    return enterprises.by_code(own[0].code) if len(own) == 1 else None


def _preset(enterprise: Enterprise | None) -> list[Cadre]:
    """The author and those who went along last time."""
    return [
        current_user._get_current_object(),
        *queries.last_companions(current_user, enterprise.id if enterprise else None),
    ]


def _shown(
    form: VisitForm | OpeningForm,
    *,
    status: int = 200,
    draft: Draft | None = None,
    added: str = "",
    own: Sequence[queries.Choice] | None = None,
) -> Response:
    on, enterprise = today(), form.enterprise.data
    everybody = current_user.may(Permission.VISIT_RECORD_ALL)
    words = clean(request.form.get("find", ""))
    form.people.offer(queries.people_offered(current_user, enterprise and enterprise.id, on))
    form.before.raw_data, form.before.data = None, enterprise.code if enterprise else ""
    if not form.client_id.data:
        form.client_id.raw_data, form.client_id.data = None, secrets.token_hex(16)
    if isinstance(form, VisitForm):
        form.policies.offer(queries.policies_offered(on))
    own = own if own is not None else queries.own_choices(current_user, on)
    return page(
        "visits/new.html",
        fragment="visits/_form.html",
        status=status,
        form=form,
        own=own,
        others=queries.found_choices(words, on) if everybody else [],
        everybody=everybody,
        find=words,
        about=queries.about(current_user, enterprise, on, own) if enterprise else None,
        draft=draft,
        added=added == ADD,
        promising=added == PROMISE,
        ticks=Tick.choices(),
        untouched="" if isinstance(form, VisitForm) else remembered(("visit form", on), _untouched),
    )


def _untouched() -> Markup:
    """The lower part as nobody has touched it."""
    form = VisitForm(formdata=None, data={"outreach": actions.usual_law()})
    form.policies.offer(queries.policies_offered(today()))
    return macro("visits/news.html", "news", form)


@blueprint.post("/visits/drafts")
@allow(Permission.VISIT_RECORD)
def save_draft() -> Response:
    """Keep the form as it was typed: by the button, and by itself every few seconds."""
    client_id = clean(request.form.get("client_id", ""))
    if not CLIENT_ID.fullmatch(client_id):
        raise Refused("表单编号不正确，请重新打开登记页面。")
    kept = [(k, v) for k, v in request.form.items(multi=True) if k not in NOT_KEPT]
    draft = actions.save_draft(
        by=current_user,
        on=today(),
        client_id=client_id,
        code=clean(request.form.get("enterprise", "")),
        fields=kept,
    )
    if wants_fragment():
        return page("visits/_saved.html", draft=draft)
    flash("草稿已存，可在“我的企业”里继续填写。" if draft else "这份表单已经提交过，没有另存草稿。")
    return go(url_for("visits.home"))


@blueprint.post("/visits/drafts/<client_id>/delete")
@allow(Permission.VISIT_RECORD)
def drop_draft(client_id: str) -> Response:
    """Delete one of one's own drafts."""
    actions.drop_draft(by=current_user, client_id=client_id)
    flash("草稿已删除。")
    return go(url_for("visits.home"))
