"""The factory: reads as the table of contents, and is the only place where the parts meet."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from assist import audit, cli, config
from assist.accounts import models as accounts_models  # noqa: F401 - its tables
from assist.accounts import queries as accounts_queries
from assist.accounts import views as accounts
from assist.accounts.loading import load_from_session, send_to_sign_in
from assist.arrears import sheet as arrears_sheet
from assist.arrears import timeline as arrears_timeline
from assist.arrears import views as arrears
from assist.audit import views as audit_views
from assist.cadres import models as cadres_models  # noqa: F401 - its tables
from assist.cadres import sheet as cadres_sheet
from assist.cadres import views as cadres
from assist.dashboard import models as dashboard_models  # noqa: F401 - its tables
from assist.dashboard import views as dashboard
from assist.db import db
from assist.disclosures import models as disclosures_models  # noqa: F401 - its tables
from assist.disclosures import sheet as disclosures_sheet
from assist.disclosures import views as disclosures
from assist.enterprises import queries as enterprises_queries
from assist.enterprises import sheet as enterprises_sheet
from assist.enterprises import timeline as enterprises_timeline
from assist.enterprises import views as enterprises
from assist.enterprises.models import MERGED
from assist.exchange import actions as exchange_actions
from assist.exchange import models as exchange_models  # noqa: F401 - its tables
from assist.exchange import views as exchange
from assist.inspections import models as inspections_models  # noqa: F401 - its tables
from assist.inspections import sheet as inspections_sheet
from assist.inspections import timeline as inspections_timeline
from assist.inspections import views as inspections
from assist.ledgers import sheet as ledgers_sheet
from assist.ledgers import views as ledgers
from assist.notices import models as notices_models  # noqa: F401 - its tables
from assist.notices import queries as notices_queries
from assist.notices import views as notices
from assist.pairings import models as pairings_models  # noqa: F401 - its tables
from assist.pairings import views as pairings
from assist.petitions import models as petitions_models  # noqa: F401 - its tables
from assist.petitions import sheet as petitions_sheet
from assist.petitions import views as petitions
from assist.planning import models as planning_models  # noqa: F401 - its tables
from assist.planning import views as planning
from assist.planning.queries import indicators as planning_indicators
from assist.planning.queries import reminders as planning_reminders
from assist.policies import models as policies_models  # noqa: F401 - its tables
from assist.policies import sheet as policies_sheet
from assist.policies import timeline as policies_timeline
from assist.policies import views as policies
from assist.problems import models as problems_models  # noqa: F401 - its tables
from assist.problems import queries as problems_queries
from assist.problems import sheet as problems_sheet
from assist.problems import timeline as problems_timeline
from assist.problems import views as problems
from assist.problems.queries import reminders as problems_reminders
from assist.reports import models as reports_models  # noqa: F401 - its tables
from assist.reports import queries as reports_queries
from assist.reports import views as reports
from assist.reports.queries import closing as reports_closing
from assist.reports.queries import forms as reports_forms
from assist.reports.queries import reminders as reports_reminders
from assist.search import actions as search_actions  # noqa: F401 - it listens
from assist.search import views as search
from assist.settings import current
from assist.settings import sheet as settings_sheet
from assist.settings import views as settings
from assist.settings.rules import BY_KEY
from assist.visits import models as visits_models  # noqa: F401 - its tables
from assist.visits import queries as visits_queries
from assist.visits import sheet as visits_sheet
from assist.visits import timeline as visits_timeline
from assist.visits import views as visits
from assist.visits.actions import amending as visits_amending
from assist.visits.queries import reminders as visits_reminders
from assist.web import (
    addresses,
    context,
    cookies,
    errors,
    filters,
    headers,
    health,
    offline,
    schema,
    static,
    transaction,
)
from assist.web.access import Permission
from assist.web.context import NavItem

#: Every blueprint by name; grep finds where an address comes from.
BLUEPRINTS = (
    health.blueprint,
    offline.blueprint,
    audit_views.blueprint,
    settings.blueprint,
    accounts.blueprint,
    notices.blueprint,
    cadres.blueprint,
    enterprises.blueprint,
    problems.blueprint,
    ledgers.blueprint,
    petitions.blueprint,
    disclosures.blueprint,
    policies.blueprint,
    arrears.blueprint,
    inspections.blueprint,
    visits.blueprint,
    planning.blueprint,
    reports.blueprint,
    dashboard.blueprint,
    pairings.blueprint,
    exchange.blueprint,
    search.blueprint,
)

#: The menu, in order; what somebody may not open is not shown.
NAV: tuple[NavItem, ...] = (
    NavItem("看板", "/dashboard", Permission.DASHBOARD_READ, "report"),
    NavItem(
        "我的企业",
        "/visits/home",
        Permission.VISIT_RECORD,
        "home",
        unless=Permission.VISIT_RECORD_ALL,
    ),
    NavItem("企业", "/enterprises", Permission.ENTERPRISE_READ, "enterprise"),
    NavItem("问题", "/problems", Permission.PROBLEM_READ, "problem"),
    NavItem("走访", "/visits", Permission.VISIT_READ, "visit", apart=("/visits/home",)),
    NavItem("清欠", "/arrears", Permission.ARREARS_READ, "list"),
    NavItem("台账", "/ledgers", Permission.LEDGER_READ, "list"),
    NavItem("统计", "/figures", Permission.FIGURE_READ, "report"),
    NavItem("报告", "/reports", Permission.REPORT_READ, "report", apart=("/reports/gaps",)),
    NavItem("计划", "/planning", Permission.PLANNING_READ, "list"),
    NavItem("政策", "/policies", Permission.POLICY_READ, "list", more=True),
    NavItem("结对", "/pairings", Permission.PAIRING_READ, "pairing", more=True),
    NavItem("检查执法", "/inspections", Permission.INSPECTION_READ, "list", more=True),
    NavItem("信访", "/petitions", Permission.PETITION_READ, "list", more=True),
    NavItem("信息公开", "/disclosures", Permission.DISCLOSURE_READ, "list", more=True),
    NavItem("干部", "/cadres", Permission.CADRE_READ, "pairing", more=True),
    # Whoever records for all still has drafts there.
    NavItem("我的企业", "/visits/home", Permission.VISIT_RECORD_ALL, "home", more=True),
    NavItem("导入导出", "/exchange", Permission.EXCHANGE_USE, "report", more=True),
    NavItem("系统管理", "/admin", Permission.ACCOUNT_MANAGE, "home", whole=True),
    NavItem("账号", "/admin/accounts", Permission.ACCOUNT_MANAGE, "pairing"),
    NavItem("单位", "/admin/units", Permission.UNIT_MANAGE, "enterprise"),
    NavItem("设置", "/admin/settings", Permission.SETTING_MANAGE, "list"),
    NavItem("工作日", "/admin/workdays", Permission.SETTING_MANAGE, "report"),
    NavItem("导入导出", "/exchange", Permission.SETTING_MANAGE, "report"),
    NavItem("消息发送", "/admin/notices", Permission.SETTING_MANAGE, "notice"),
    NavItem("角色和权限", "/admin/roles", Permission.ACCOUNT_MANAGE, "list"),
    NavItem("审计日志", "/audit", Permission.AUDIT_READ, "list"),
)

#: Where `/` leads: the first page whose permission somebody has.
FIRST_PAGES: tuple[tuple[Permission, str], ...] = (
    (Permission.ACCOUNT_MANAGE, "accounts.admin"),
    (Permission.AUDIT_READ, "audit.index"),
    (Permission.DASHBOARD_READ, "dashboard.index"),
    (Permission.VISIT_RECORD, "visits.home"),
    (Permission.LEDGER_WRITE, "ledgers.overview"),
    (Permission.PROBLEM_READ, "problems.index"),
)

#: The sheets of the workbook, in the order in which they are written and refer to each other.
SHEETS = (
    settings_sheet.SETTINGS,
    cadres_sheet.UNITS,
    cadres_sheet.CADRES,
    enterprises_sheet.ENTERPRISES,
    enterprises_sheet.PAIRINGS,
    policies_sheet.POLICIES,
    policies_sheet.DELIVERIES,
    policies_sheet.APPLICATIONS,
    policies_sheet.PAYMENTS,
    visits_sheet.VISITS,
    visits_sheet.PROMISES,
    visits_sheet.SUBSTITUTIONS,
    ledgers_sheet.SHEETS["专场活动"],
    problems_sheet.CATEGORY_LIST,
    problems_sheet.MATTERS,
    problems_sheet.PROBLEMS,
    problems_sheet.PARTS,
    problems_sheet.STEPS,
    problems_sheet.ITEMS,
    visits_sheet.TICKS,
    *arrears_sheet.SHEETS,
    ledgers_sheet.SHEETS["普法"],
    *inspections_sheet.SHEETS,
    ledgers_sheet.SHEETS["培训演练"],
    petitions_sheet.PETITIONS,
    disclosures_sheet.DISCLOSURES,
    ledgers_sheet.SHEETS["学习会议"],
    ledgers_sheet.SHEETS["应急预案"],
    ledgers_sheet.SHEETS["制度文件"],
)

login_manager = LoginManager()
# It guards the library's own cookie, which nobody gets here: sessions are rows (`accounts`).
login_manager.session_protection = None
csrf = CSRFProtect()
migrate = Migrate()
compress = Compress()


class Application(Flask):
    """Flask without asking each of twenty functions of a request whether it is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """All of ours are plain functions."""
        return func


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application; `overrides` are settings that win over file and environment (tests)."""
    instance = (overrides or {}).get("INSTANCE_PATH")
    app = Application(
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


def names() -> dict[str, str]:
    """The names that an administrator may change; defaults where the database is away."""
    try:
        found = current()
    except SQLAlchemyError:
        return {key: BY_KEY[key].default for key in ("campaign_name", "bureau_name")}
    return {"campaign_name": found.campaign_name, "bureau_name": found.bureau_name}


def _meet(app: Flask) -> None:
    """Bring the parts together, the outermost first."""
    app.session_interface = cookies.CookieSessions()
    headers.init_app(app)
    compress.init_app(app)
    schema.init_app(app)
    errors.init_app(app)
    transaction.init_app(app)
    csrf.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True)
    login_manager.init_app(app)
    filters.init_app(app)
    static.init_app(app)
    addresses.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if proxies := app.config["ASSIST_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]


def _fill_call_backs(app: Flask) -> None:
    """What lower floors ask of higher ones."""
    errors.rules_of_the_database[MERGED] = (
        "这家企业刚刚并入了另一家企业，提交的内容没有保存。请返回，改选合并后的企业再提交。"
    )
    login_manager.request_loader(load_from_session)
    login_manager.unauthorized_handler(send_to_sign_in)
    context.init_app(app, NAV, FIRST_PAGES)
    exchange_actions.sheets[:] = SHEETS
    reports_forms.ledgers[:] = SHEETS
    enterprises_queries.also_visible[:] = [
        visits_queries.companions_enterprises,
        problems_queries.enterprises_of_handler,
    ]
    enterprises_queries.also_revealed[:] = [problems_queries.enterprises_of_handler]
    enterprises_queries.open_problems[:] = [problems_queries.open_counts]
    problems_queries.heard[:] = [visits_timeline.heard]
    visits_amending.frozen[:] = [reports_closing.why_closed]
    enterprises_queries.last_contacts[:] = [visits_queries.last_contacts]
    _fill_enterprise_page()
    planning_indicators.figure_source[:] = [
        planning_indicators.FigureSource(reports_queries.numeric, reports_queries.number_in)
    ]
    notices_queries.sources[:] = [
        problems_reminders.reminders,
        visits_reminders.reminders,
        planning_reminders.reminders,
        reports_reminders.reminders,
        notices_queries.channel_troubles,
    ]
    notices_queries.bulletins[:] = [problems_reminders.bulletin]
    accounts_queries.carried[:] = [(notices_queries.UNREAD, notices_queries.unread_of)]
    context.names[:] = [names, notices_queries.bell]
    audit.actions.current_actor[:] = [signed_in_user]
    transaction.on_refusal[:] = [audit.actions.record_refusal]


def _fill_enterprise_page() -> None:
    """What each feature shows on the one page of an enterprise, and in its file."""
    enterprises_timeline.sources[:] = [
        visits_timeline.entries,
        problems_timeline.entries,
        arrears_timeline.entries,
        inspections_timeline.entries,
    ]
    enterprises_timeline.sections[:] = [
        problems_timeline.sections,
        visits_timeline.sections,
        policies_timeline.sections,
        arrears_timeline.sections,
        inspections_timeline.sections,
    ]
    enterprises_timeline.cases[:] = [problems_timeline.cases]
    enterprises_timeline.counts[:] = [
        arrears_timeline.counts,
        inspections_timeline.counts,
    ]
