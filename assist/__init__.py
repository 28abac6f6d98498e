"""The factory: reads as the table of contents, and is the only place where the parts meet."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from assist import audit, cli, config
from assist.accounts import models as accounts_models  # noqa: F401 - its tables
from assist.accounts import views as accounts
from assist.accounts.loading import load_from_session
from assist.cadres import models as cadres_models  # noqa: F401 - its tables
from assist.cadres import sheet as cadres_sheet
from assist.db import db
from assist.enterprises import models as enterprises_models  # noqa: F401 - its tables
from assist.enterprises import sheet as enterprises_sheet
from assist.enterprises import views as enterprises
from assist.exchange import actions as exchange
from assist.policies import models as policies_models  # noqa: F401 - its tables
from assist.policies import sheet as policies_sheet
from assist.problems import models as problems_models  # noqa: F401 - its tables
from assist.problems import sheet as problems_sheet
from assist.settings import sheet as settings_sheet
from assist.visits import models as visits_models  # noqa: F401 - its tables
from assist.visits import sheet as visits_sheet
from assist.web import context, cookies, errors, filters, headers, health, static, transaction
from assist.web.access import Permission
from assist.web.context import NavItem

#: Every blueprint by name; grep finds where an address comes from.
BLUEPRINTS = (
    health.blueprint,
    accounts.blueprint,
    enterprises.blueprint,
)

#: The menu, in order; what somebody may not open is not shown.
NAV: tuple[NavItem, ...] = (
    NavItem("企业", "/enterprises", Permission.ENTERPRISE_READ, "enterprise"),
)

#: Where `/` leads: the first page whose permission somebody has.
FIRST_PAGES: tuple[tuple[Permission, str], ...] = ()

#: The sheets of the workbook, in the order in which they are written and refer to each other.
SHEETS = (
    settings_sheet.SETTINGS,
    cadres_sheet.UNITS,
    cadres_sheet.CADRES,
    enterprises_sheet.ENTERPRISES,
    enterprises_sheet.PAIRINGS,
    policies_sheet.POLICIES,
    visits_sheet.VISITS,
    problems_sheet.CATEGORY_LIST,
    problems_sheet.PROBLEMS,
)

login_manager = LoginManager()
csrf = CSRFProtect()
migrate = Migrate()
compress = Compress()


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application; `overrides` are settings that win over file and environment (tests)."""
    instance = (overrides or {}).get("INSTANCE_PATH")
    app = Flask(
        __name__, instance_path=instance, template_folder="../templates", static_folder=None
    )
    config.load(app, overrides)
    app.logger.setLevel(logging.INFO)
    _meet(app)
    _fill_call_backs(app)
    cli.init_app(app)
    return app


def signed_in_user() -> Any:
    """Whoever is signed in, or None; commands have nobody."""
    return current_user if current_user and current_user.is_authenticated else None


def _meet(app: Flask) -> None:
    """Bring the parts together, the outermost first."""
    app.session_interface = cookies.CookieSessions()
    headers.init_app(app)
    compress.init_app(app)
    errors.init_app(app)
    transaction.init_app(app)
    csrf.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True)
    login_manager.init_app(app)
    filters.init_app(app)
    static.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def _fill_call_backs(app: Flask) -> None:
    """What lower floors ask of higher ones."""
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = None
    login_manager.request_loader(load_from_session)
    context.init_app(app, NAV, FIRST_PAGES)
    exchange.sheets[:] = SHEETS
    audit.actions.current_actor[:] = [signed_in_user]
    transaction.on_refusal[:] = [audit.actions.record_refusal]
