"""An enterprise's file on paper."""

from __future__ import annotations

from flask import Response
from flask_login import current_user

from assist.enterprises import queries, timeline
from assist.enterprises.views.base import blueprint
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import page

P = Permission


@blueprint.get("/enterprises/<code>/dossier")
@allow(P.ENTERPRISE_READ)
def dossier(code: str) -> Response:
    """Facts, pairings, contacts, and what every feature has of it that the reader may see."""
    user = current_user._get_current_object()
    enterprise = queries.get_visible(user, code, today(), whole=True)
    pairings = queries.helped_by(enterprise.id)
    return page(
        "enterprises/dossier.html",
        enterprise=enterprise,
        pairings=pairings,
        liaisons=queries.liaison_names(row.id for row in pairings),
        sections=timeline.dossier(enterprise, user, today()),
    )
