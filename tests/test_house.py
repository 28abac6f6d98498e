"""The house keeps its floors, rooms, names and sizes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from assist.db import Model, Recorded, db
from assist.lib.enums import Labelled
from assist.problems.rules import TRANSITIONS
from assist.problems.states import Act, State
from tests import house
from tests.house import ROOT, Module, modules

#: From the lowest to the highest: what stands there, and what that means.
FLOORS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("lib",), "lib is pure: it knows nothing of the rest of the house"),
    (("db", "config"), "db and config build on lib alone"),
    (("web",), "web knows the database but no feature: the factory fills its call-backs"),
    (("audit",), "audit records for everybody and therefore knows nobody"),
    (("settings",), "settings are read by every feature and read none"),
    (("accounts",), "accounts know who signs in, not what they do"),
    (("notices",), "notices are sent by features that they do not know"),
    (("cadres",), "cadres are people of units, whatever they visit or handle"),
    (("enterprises",), "enterprises do not know who visits them or what they asked for"),
    (("problems",), "problems do not know the visit that brought them"),
    (
        ("policies", "arrears", "inspections", "petitions", "disclosures", "ledgers"),
        "policies, arrears, inspections, petitions, disclosures and ledgers stand side by side "
        "and do not know each other",
    ),
    (("visits",), "visits bring problems and policies, and nothing that looks back on visits"),
    (("pairings",), "pairings look at visits and problems, not at plans or reports"),
    (("planning",), "planning looks ahead, at nothing that reports"),
    (("reports",), "reports count what lies below and are read from above"),
    (
        ("exchange", "dashboard", "search", "sync"),
        "exchange, dashboard, search and sync are the top floor and do not know each other",
    ),
    (("cli",), "commands call any feature's actions, and only the factory knows the commands"),
    (("factory",), "the factory is the one place where the parts meet"),
)
FLOOR_OF = {word: floor for floor, (words, _) in enumerate(FLOORS) for word in words}
#: Floors that are no features: what their files are called is their own affair.
FOUNDATION = {"lib", "db", "config", "web", "cli", "factory"}

#: The files of a feature (design 2); each may be a package of the same name instead.
FILES = {
    "__init__", "models", "rules", "queries", "actions", "forms", "views", "figures", "sheet",
    "timeline",
}  # fmt: skip
#: A file under another name has its reason here.
MORE_FILES = {
    "accounts/confirming": "asks for the password again; views of several features need it",
    "accounts/duties": "which ledgers are whose work, beside what roles grant",
    "accounts/loading": "finds the user of a request's cookie; the factory gives it to Flask-Login",
    "accounts/policy": "the one table from role to permissions",
    "dashboard/word": "the 调度单 as a document; its page is a template",
    "exchange/archive": "the year's zip, made while it is sent, which is no query",
    "exchange/dossiers": "an enterprise's year as a Word file, a member of the archive",
    "exchange/uploads": "workbooks that wait to be confirmed, as files and not as rows",
    "notices/channels": "mail and robot: the only module that calls out of the house",
    "ledgers/kinds": "the plain dated records, one file a kind",
    "problems/standing": "how a problem stands on a past day, replayed from its steps",
    "problems/states": "the words of a problem's life, which models and rules both need",
    "reports/catalogue": "names every figure of every feature",
    "reports/word": "prints a report's text with its tables and pictures as a Word file",
}
#: Templates and tests that belong to no feature.
MORE_TEMPLATES = {"components", "errors"}
MORE_TESTS = {"journeys", "machine"}

MODULE_LINES = 400
FUNCTION_LINES = 40
VIEW_LINES = 25
GENERATED = "migrations/versions/"  # a revision lists every column, written once by Alembic


def word_of(module: Module | str) -> str:
    """The floor's word of a module or of a dotted name."""
    name = module.name if isinstance(module, Module) else module
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in FLOOR_OF else "factory"


def features() -> list[str]:
    return sorted(
        path.parent.name
        for path in (ROOT / "assist").glob("*/__init__.py")
        if path.parent.name not in FOUNDATION
    )


def upward(words: tuple[str, ...]) -> Iterator[str]:
    """Imports out of this floor that lead to itself or above, but for a feature's own."""
    for module in modules():
        own = word_of(module)
        if own not in words:
            continue
        for name in house.imported(module):
            other = word_of(name)
            if other != own and FLOOR_OF[other] >= FLOOR_OF[own]:
                yield f"{module.path} imports {name}"


def test_every_package_has_a_floor() -> None:
    assert [word for word in features() if word not in FLOOR_OF] == []


@pytest.mark.parametrize("floor", range(len(FLOORS)), ids=[words[0] for words, _ in FLOORS])
def test_imports_point_down(floor: int) -> None:
    words, sentence = FLOORS[floor]

    assert list(upward(words)) == [], f"{sentence}."


def test_lib_and_rules_are_pure() -> None:
    impure = {"flask", "sqlalchemy", "flask_login", "flask_sqlalchemy", "flask_wtf", "wtforms"}
    pure = [m for m in modules() if word_of(m) == "lib" or re.search(r"/rules(/|\.py)", m.path)]

    assert [
        f"{module.path} imports {name}"
        for module in pure
        for name in house.outside(module)
        if name.split(".")[0] in impure or name == "assist.db"
    ] == []


def test_rules_take_the_day_and_never_ask_the_clock() -> None:
    asks = re.compile(r"\b(date\.today|datetime\.now|time\.time|web\.clock)\b")

    assert [
        module.path
        for module in modules()
        if re.search(r"/rules(/|\.py)|^assist/lib/", module.path) and asks.search(module.text)
    ] == []


def test_views_decide_nothing_and_ask_no_database() -> None:
    views = [module for module in modules() if re.search(r"/views(/|\.py)", module.path)]

    assert [
        f"{module.path} imports {name}"
        for module in views
        for name in (*house.outside(module), *house.imported(module))
        if name.split(".")[0] == "sqlalchemy" or name == "assist.db.db"
    ] == []


def test_only_the_edge_commits() -> None:
    allowed = {"assist/web/transaction.py"}
    commits = re.compile(r"\bsession\.commit\(")

    assert {m.path for m in modules() if commits.search(m.text)} - allowed == set()


def test_nobody_imports_views_but_the_factory() -> None:
    assert [
        f"{module.path} imports {name}"
        for module in modules()
        for name in house.imported(module)
        if module.path != "assist/__init__.py"
        and re.search(r"\.views\b", name)
        and not module.name.startswith(name[: name.index(".views") + len(".views")])
    ] == []


def test_files_of_a_feature_have_the_names_of_every_feature() -> None:
    found = {
        f"{word}/{path.stem}"
        for word in features()
        for path in (ROOT / "assist" / word).iterdir()
        if path.name != "__pycache__"
    }
    strange = {name for name in found if name.split("/")[1] not in FILES}

    assert strange - set(MORE_FILES) == set()
    assert set(MORE_FILES) - strange == set(), "these reasons have outlived their files"


def test_a_template_folder_and_a_test_folder_are_named_by_a_feature() -> None:
    rooms = set(features())
    in_templates = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    in_tests = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))}

    assert in_templates - rooms - MORE_TEMPLATES == set()
    assert in_tests - rooms - MORE_TESTS - FOUNDATION == set()


@pytest.mark.parametrize("word", features())
def test_every_feature_has_tests_under_its_word(word: str) -> None:
    assert list((ROOT / "tests" / word).glob("test_*.py"))


def test_a_blueprint_is_named_by_its_feature_and_shows_its_templates(app: Flask) -> None:
    wrong = []
    for name, blueprint in app.blueprints.items():
        word = blueprint.import_name.split(".")[1]
        if word != "web" and name != word:
            wrong.append(f"{blueprint.import_name} calls its blueprint {name}")
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        feature = rule.endpoint.partition(".")[0]
        if feature in features() and f"assist.{feature}." not in view.__module__:
            wrong.append(f"{rule.endpoint} is answered by {view.__module__}")
    rendered = re.compile(r'(?:page|fragment|render_template)\(\s*"([\w/.-]+\.html)"')
    for module in modules():
        for template in rendered.findall(module.text):
            room = template.partition("/")[0]
            if room not in {word_of(module), *MORE_TEMPLATES}:
                wrong.append(f"{module.path} shows {template}")

    assert wrong == []


def test_addresses_are_kebab_case_and_endpoints_snake_case(app: Flask) -> None:
    wrong = []
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        if not re.fullmatch(r"[a-z0-9/.-]*", fixed):
            wrong.append(f"address {rule.rule}")
        if not re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)?", rule.endpoint):
            wrong.append(f"endpoint {rule.endpoint}")

    assert wrong == []


def test_every_endpoint_says_who_may_call_it(app: Flask) -> None:
    views = app.view_functions

    assert [name for name, view in views.items() if not hasattr(view, "access")] == []


def test_no_module_outgrows_its_room() -> None:
    everything = [m for top in ("assist", "tests", "bench", "migrations") for m in modules(top)]
    large = {
        module.path: lines
        for module in everything
        if (lines := module.text.count("\n")) > MODULE_LINES and GENERATED not in module.path
    }

    assert large == {}


def test_no_function_outgrows_a_screen() -> None:
    everything = [m for top in ("assist", "tests", "bench") for m in modules(top)]

    assert [
        f"{module.path}:{function.lineno} {function.name} has {house.length(function)} lines"
        for module in everything
        for function in house.functions(module)
        if house.length(function) > FUNCTION_LINES
    ] == []


def test_views_are_thin() -> None:
    assert [
        f"{module.path}:{function.lineno} {function.name} has {house.length(function)} lines"
        for module in modules()
        for function in house.functions(module)
        if house.is_view(function) and house.length(function) >= VIEW_LINES
    ] == []


def test_every_module_says_in_one_line_what_it_is() -> None:
    assert [m.path for m in modules() if not re.fullmatch(r"\S.{8,}[.?]", m.line)] == []


def test_actions_take_keywords_only() -> None:
    """`audit` serves other actions and speaks with rows."""
    acts = [m for m in modules() if re.search(r"/actions(/|\.py)", m.path)]

    assert [
        f"{module.path}:{node.lineno} {node.name}"
        for module in acts
        if word_of(module) != "audit"
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "by" in {argument.arg for argument in node.args.args}
    ] == []


def test_a_problem_can_leave_every_open_state() -> None:
    for state in State:
        ways = {act: to for (start, act), to in TRANSITIONS.items() if start is state}
        if state.is_open:
            assert set(ways.values()) - {state}, f"nothing leads out of {state.label}"
            assert {Act.URGE, Act.INSTRUCT, Act.ESCALATE} <= set(ways), state.label
    assert {State.REGISTERED, *TRANSITIONS.values()} == set(State), "a state nobody can reach"
    assert {start for start, _ in TRANSITIONS} <= set(State)


def enums() -> list[type[Labelled]]:
    return sorted(Labelled.__subclasses__(), key=lambda kind: f"{kind.__module__}.{kind.__name__}")


@pytest.mark.parametrize("kind", enums(), ids=lambda kind: kind.__name__)
def test_members_of_an_enum_have_words_of_their_own(kind: type[Labelled]) -> None:
    labels = kind.labels()

    assert len(set(labels)) == len(labels)
    assert [label for label in labels if not re.search(r"[\u4e00-\u9fff\d—]", label)] == []
    assert [m.value for m in kind if not re.fullmatch(r"[a-z0-9_-]{2,32}|[A-T]", m.value)] == []


#: Columns that no person reads by name, and why.
UNSEEN = {
    "position": "an order",
    "kind": "what kind of row it is; pages show the row by it",
    "version": "guards edits",
    "origin": "shown as a mark, not as a field",
    "created_at": "shown with the row's author",
    "updated_at": "shown with the row's author",
    "password_hash": "never shown",
    "password_set_at": "decides when a password has grown old",
    "failures": "counts towards a lock-out",
    "locked_until": "told to whoever signs in, in a sentence",
    "totp_secret": "never shown but as a QR code",
    "totp_last_step": "keeps a code from being used twice",
    "clock_due_on": "shown as the light",
    "tries": "shown in a sentence",
    "sought": "finds the row; its words are shown by their own names",
}


def test_columns_that_a_person_reads_carry_their_name() -> None:
    """Rows that somebody edits are `Recorded`; a column without a name has a comment instead."""
    nameless = []
    for mapper in Model.registry.mappers:
        model = mapper.class_
        if not issubclass(model, Recorded):
            continue
        source = next(m.text for m in modules() if m.name == model.__module__)
        for column in mapper.local_table.columns:
            said = re.search(rf"#:[^\n]*\n(?:    #[^\n]*\n)*    {column.key}\b", source)
            technical = column.primary_key or column.foreign_keys or column.key in UNSEEN
            if "label" not in column.info and not technical and not said:
                nameless.append(f"{model.__name__}.{column.key}")

    assert nameless == []


def test_a_label_names_one_column_of_a_table() -> None:
    twice = []
    for table in db.metadata.sorted_tables:
        labels = [column.info["label"] for column in table.columns if "label" in column.info]
        twice += [f"{table.name}: {label}" for label in set(labels) if labels.count(label) > 1]

    assert twice == []
