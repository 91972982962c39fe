"""The import rules of docs/architecture.md, checked."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "permmatrix"

# Lowest first. A module may import from any line above its own, never from its own line (unless
# inside the same folder) and never from below.
LAYERS = [
    ["names", "source", "codes", "bits", "escapes"],
    ["diagnostics"],
    ["errors"],
    ["outcome"],
    ["attributes", "decision", "entities", "truth", "nodes", "conditions"],
    ["shape_places"],
    ["shape_errors"],
    ["shapes"],
    ["document", "formats", "requirements", "program", "validator", "tables"],
    ["schema", "promises"],
    ["model"],
    ["loader", "lowering", "facts", "fast_facts", "reference_facts"],
    ["reference", "careful", "digest", "wording"],
    ["quick", "compiler", "cell_wording", "bulk"],
    ["sheet"],
    ["evaluator"],
    ["situations"],
    ["fixes", "inverse", "least", "residual"],
    ["queries"],
    ["filter"],
    ["invariants"],
    ["lint"],
    ["reading"],
    ["grid", "writer"],
    ["printers"],
    ["explorer", "explanation"],
    ["receipts"],
    ["facts_file", "mapping_file", "user_view", "inquiries"],
    ["store"],
    ["policy"],
    ["differences", "suite"],
    ["replay", "scale"],
    ["outputs"],
    ["review"],
    ["rendering"],
    ["api"],
    ["__init__"],
    ["cli", "sphinx", "markdown"],
    ["__main__", "pytest_plugin"],
]
RANK = {name: place for place, row in enumerate(LAYERS) for name in row}

REFERENCE = {"reference", "reference_facts"}
COMPILED = {
    "attributes",
    "careful",
    "facts",
    "fast_facts",
    "evaluator",
    "quick",
    "sheet",
    "truth",
    "bits",
    "tables",
    "lowering",
    "digest",
    "compiler",
    "program",
    "queries",
    "bulk",
    "filter",
    "receipts",
    "replay",
    "residual",
    "scale",
}

# What deciding needs. These import the standard library and one another, and nothing else.
RUNTIME = {
    "__init__",
    "api",
    "attributes",
    "careful",
    "decision",
    "entities",
    "errors",
    "evaluator",
    "facts",
    "fast_facts",
    "inquiries",
    "names",
    "outcome",
    "policy",
    "program",
    "quick",
    "receipts",
    "receipts.asked",
    "receipts.audited",
    "receipts.lines",
    "receipts.naming",
    "receipts.receipt",
    "receipts.recorder",
    "receipts.settling",
    "sheet",
    "truth",
    "user_view",
}

THIRD_PARTY = {
    "yaml": {"document"},
    "jsonschema": {"validator"},
    "markdown_it": {"rendering.markers"},
    "rich": {"cli.output", "explanation.tree", "printers.terminal"},
    "shtab": {"cli.arguments"},
    "sqlglot": {
        "queries.sql.comparing",
        "queries.sql.members",
        "queries.sql.translating",
        "scale.spark",
    },
    "pytest": {"pytest_plugin"},  # which pytest has imported by way of `permmatrix_pytest`
    "sphinx": {
        "sphinx",
        "sphinx.cells",
        "sphinx.directives",
        "sphinx.domain",
        "sphinx.drawing",
        "sphinx.indexing",
        "sphinx.lists",
        "sphinx.sources",
        "sphinx.stale",
    },
    "docutils": {
        "sphinx.below",
        "sphinx.cells",
        "sphinx.directives",
        "sphinx.domain",
        "sphinx.drawing",
        "sphinx.lists",
        "sphinx.tables",
    },
    "django": {
        "filter",  # which names types alone
        "queries.django.arrays",
        "queries.django.exactly",
        "queries.django.given",
        "queries.django.models",
        "queries.django.saying",
        "queries.django.values",
    },
    "markdown": {"markdown.extension"},
    "sqlalchemy": {
        "filter",  # likewise
        "queries.sqlalchemy",
        "queries.sqlalchemy.comparing",
        "queries.sqlalchemy.elements",
        "queries.sqlalchemy.inside",
        "queries.sqlalchemy.mapped",
        "queries.sqlalchemy.members",
        "queries.sqlalchemy.row",
        "queries.sqlalchemy.saying",
        "queries.sqlalchemy.types",
        "store.opening",
        "store.reading",  # for its types alone
        "store.saving",
        "store.schema",
        "store.tables",
    },
    "duckdb": {"scale.duck"},
    "psycopg": {"scale.databases"},
    "pyspark": {"scale.spark"},
    "py4j": {"scale.spark"},  # which comes with pyspark, and raises
    "numpy": {
        "bulk",
        "bulk.allowed",
        "bulk.classes",
        "bulk.dense",
        "bulk.holdings",
        "bulk.keys",
        "bulk.lists",
        "bulk.lookup",
        "bulk.places",
        "bulk.plan",
        "bulk.reading",
        "bulk.relation",
        "bulk.view",
        "bulk.world",
    },
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    """Give a module's name within the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


def imports(path: Path, *, at_run_time: bool = False) -> set[tuple[str, str]]:
    """Give (kind, name) pairs, kind being own or other; at all depths unless `at_run_time`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if at_run_time else list(ast.walk(tree))
    found: set[tuple[str, str]] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: use absolute imports"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            if top == "permmatrix":
                found.add(("own", rest))
            elif top not in sys.stdlib_module_names:
                found.add(("other", top))
    return found


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_only_point_up(path: Path) -> None:
    """A module imports only from rooms before its own."""
    name = module_name(path)
    top = name.split(".")[0]

    for kind, target in imports(path):
        if kind == "own":
            seen = target.split(".")[0]
            assert seen in RANK, f"{name} imports {seen}, which has no place in LAYERS"
            assert seen == top or RANK[seen] < RANK[top], f"{name} imports {seen}"
        elif target != "attrs":
            assert name in THIRD_PARTY.get(target, set()), f"{name} imports {target}"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_the_two_evaluators_share_no_code(path: Path) -> None:
    """Neither the reference nor the compiled path imports anything of the other."""
    name = module_name(path)
    own = {target.split(".")[0] for kind, target in imports(path) if kind == "own"}

    assert not (name in REFERENCE and own & COMPILED)
    assert not (name in COMPILED and own & REFERENCE)


@pytest.mark.parametrize("name", sorted(RUNTIME))
def test_the_runtime_imports_the_standard_library_alone(name: str) -> None:
    """What deciding needs imports, when imported, only itself and the standard library."""
    paths = {module_name(path): path for path in MODULES} | {"__init__": PACKAGE / "__init__.py"}
    found = imports(paths[name], at_run_time=True)

    assert not {target for kind, target in found if kind == "other"}
    assert {target.split(".")[0] for kind, target in found if kind == "own"} <= RUNTIME


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the shipped policy as a compiled file."""
    path = tmp_path_factory.mktemp("compiled") / "policy.json"
    code = "import permmatrix, sys; sys.stdout.write(permmatrix.load().to_json())"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    path.write_text(out.stdout, encoding="utf-8")
    return path


def loaded_by(code: str, compiled: Path) -> set[str]:
    """Give the modules that a program loads which has a policy and a user at hand."""
    whole = (
        "import sys; before = set(sys.modules)\n"
        "import permmatrix as pm\n"
        "policy = pm.load_compiled(sys.argv[1])\n"
        "user = pm.User('ana', levels={'commitments': 'admin'})\n"
        f"{code}\n"
        "print('\\n'.join(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", whole, str(compiled)], capture_output=True, text=True, check=True
    )
    return set(ran.stdout.split())


def test_deciding_loads_the_standard_library_alone(compiled: Path) -> None:
    """Importing, loading a compiled policy and deciding load nothing from elsewhere."""
    loaded = loaded_by(
        "assert policy.allows(user, 'commitments.search')\n"
        "assert not policy.allows(user, 'head_contracts.view_head_contract')\n"
        "assert policy.can(user, 'head_contracts.view_head_contract').outcome\n"
        "policy.for_user(user).allowed_actions()",
        compiled,
    )

    assert {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names) == {"permmatrix"}


def test_a_short_lived_process_loads_next_to_nothing(compiled: Path) -> None:
    """One plain decision waits for no enumerations, regular expressions or hashes."""
    loaded = loaded_by(
        "assert policy.allows(user, 'commitments.search')\n"
        "assert policy.can(user, 'commitments.search')",
        compiled,
    )

    others = {name for name in loaded if not name.startswith("permmatrix")}
    assert others <= {"__future__", "_json", "zlib"}
    assert not loaded & {"permmatrix.careful", "permmatrix.outcome", "permmatrix.reading"}
    assert not {name for name in loaded if name.startswith("permmatrix.receipts")}


def test_receipts_need_the_standard_library_alone(compiled: Path) -> None:
    """A compiled policy gives receipts, and keeps a log of them, with nothing from elsewhere."""
    loaded = loaded_by(
        "import io; log = io.StringIO()\n"
        "from permmatrix.receipts import JsonLines, Receipt\n"
        "audited = policy.audited(JsonLines(log))\n"
        "assert audited.allows(user, 'commitments.search')\n"
        "assert not audited.for_user(user).can('head_contracts.view_head_contract')\n"
        "assert len([Receipt.from_json(line) for line in log.getvalue().splitlines()]) == 2",
        compiled,
    )

    assert {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names) == {"permmatrix"}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    """A module is under 400 lines and a function, its docstring apart, at most 60."""
    text = path.read_text(encoding="utf-8")
    functions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert text.count("\n") < 400
    assert [node.name for node in functions if _length(node) > 60] == []


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    documented = ast.get_docstring(node) is not None
    first = node.body[1] if documented and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def test_the_reference_is_short() -> None:
    """The meaning is written in under 250 lines."""
    assert (PACKAGE / "reference.py").read_text(encoding="utf-8").count("\n") < 250


def test_every_module_says_what_it_is_for() -> None:
    """A module opens with a sentence."""
    for path in MODULES:
        documented = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert documented, path
        assert documented.split("\n\n")[0].rstrip().endswith("."), path


def test_the_root_exports_few_names() -> None:
    """The package exports fewer than 20 names, sorted."""
    import permmatrix  # noqa: PLC0415  the other tests read files only

    assert len(permmatrix.__all__) < 20
    assert permmatrix.__all__ == sorted(permmatrix.__all__)
