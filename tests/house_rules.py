"""House rules that no linter knows: each yields `file:line what is wrong`."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
CLASS_LINES_MAX = 200

NO_MODULE_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "data",
    "info",
    "misc",
}
NO_NAMES = {"session", "transaction"}
OF_SQLALCHEMY = {"Session", "Connection", "orm.Session", "sqlalchemy.Connection"}
SHOWN_TO_THE_CASHIER = {
    *("setText", "setWindowTitle", "setTitle", "setToolTip", "setStatusTip", "setWhatsThis"),
    *("setPlaceholderText", "setAccessibleName", "setAccessibleDescription", "setLabelText"),
    *("setHeaderLabels", "setHorizontalHeaderLabels", "setPrefix", "setSuffix", "setFormat"),
    *("addAction", "addTab", "addItem", "addItems", "addRow", "addMenu", "showMessage"),
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction"),
    *("drawText", "drawStaticText"),
}
SHOWN_BY_NAME = {"text", "title", "toolTip", "placeholderText", "windowTitle", "accessibleName"}

# In pieces, so that this file does not name them itself.
_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb.deb" + "ian.org")
_NAMES_A_PLACE = re.compile(
    "|".join(
        [
            *map(re.escape, _HOSTS),
            r"://[^\s\"']*/" + r"simple\b",
            r"(?<![\w.:/-])/(?:" + "home|Users|work" + r")/\w",
            r"(?<![\w.:/-])/root/" + r"\w",
            r"\.\./" + "shared",
        ]
    )
)
_OF_THE_TILL = re.compile(r"\wSession|Session\w")  # CashSession, HeldSession, SessionRow
_PROMISE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)")


@dataclass(frozen=True)
class Source:
    """One Python file, read and parsed once."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    def says(self, line: int, what: str) -> str:
        return f"{self.path}:{line} {what}"


def begins_with_a_docstring(source: Source) -> Iterator[str]:
    """Find a file whose first line does not say what it is; an empty one has nothing to say."""
    if not source.text:
        return
    first = (ast.get_docstring(source.tree, clean=False) or "").split("\n", 1)[0].strip()
    if not source.text.startswith('"""') or not first:
        yield source.says(1, "the first line does not say what the file is")
    elif not first.endswith((".", ".)", "?", ":")):
        yield source.says(1, f"no whole phrase: {first}")


def has_a_telling_name(source: Source) -> Iterator[str]:
    """Find modules and packages named after nothing."""
    for part in (*source.path.parent.parts, source.path.stem):
        if part in NO_MODULE_NAMES:
            yield source.says(1, f"{part!r} names nothing")


def fits_the_head(source: Source) -> Iterator[str]:
    """Find files, classes and functions that are too long to know."""
    lines = len(source.text.splitlines())
    if lines > FILE_LINES_MAX:
        yield source.says(1, f"{lines} lines")
    for node in source.nodes:
        match node:
            case ast.ClassDef():
                limit = CLASS_LINES_MAX
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                limit = FUNCTION_LINES_MAX
            case _:
                continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > limit:
            yield source.says(node.lineno, f"{node.name}: {lines} lines")


def uses_the_glossary(source: Source) -> Iterator[str]:
    """Find names that could mean two things, of the till or of the database.

    SQLAlchemy's are always `db`. A function may call a cash session `session` within itself, and
    whatever has an annotation may where that says which session; nothing else may.
    """
    for line, name in _names_given(source.nodes):
        if name in NO_NAMES:
            yield source.says(line, f"{name!r} alone: cash_session, db, sale or journal entry?")
    for node in source.nodes:
        if isinstance(node, ast.arg) and _annotation(node) in OF_SQLALCHEMY and node.arg != "db":
            yield source.says(node.lineno, f"{node.arg!r} is of SQLAlchemy: db")


def never_says_float(source: Source) -> Iterator[str]:
    """Find binary fractions: the type, or a literal of it."""
    for node in source.nodes:
        match node:
            case ast.Name(id="float") | ast.Constant(value=float() | complex()):
                yield source.says(node.lineno, "float")


def translates_what_is_shown(source: Source) -> Iterator[str]:
    """Find words that reach the screen without `tr()`."""
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        for shown in _shown(node):
            for words in _literal_words(shown):
                yield source.says(shown.lineno, f"untranslated: {words!r}")


def promises_with_an_issue(source: Source) -> Iterator[str]:
    """Find promises for later that name no issue."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and _PROMISE.search(token.string):
            yield source.says(token.start[0], token.string)


def names_no_place(path: Path, text: str) -> Iterator[str]:
    """Find a machine's own folders and registries' hosts in any text file."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := _NAMES_A_PLACE.search(line):
            yield f"{path}:{number} {found.group()}"


def _names_given(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        match node:
            case _ if _OF_THE_TILL.search(_annotation(node)):
                continue
            case (
                ast.arg(arg=name)
                | ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name))
                | ast.Assign(targets=[ast.Attribute(attr=name)])
                | ast.Name(id="transaction" as name, ctx=ast.Store())
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.alias(asname=str(name))
            ):
                yield node.lineno, name.lstrip("_").lower()


def _annotation(node: ast.AST) -> str:
    said = getattr(node, "annotation", None) or getattr(node, "returns", None)
    return ast.unparse(said) if isinstance(said, ast.expr) else ""


def _shown(call: ast.Call) -> Iterator[ast.expr]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in SHOWN_TO_THE_CASHIER:
        yield from call.args
    if name in SHOWN_TO_THE_CASHIER or name.startswith("Q"):
        yield from (word.value for word in call.keywords if word.arg in SHOWN_BY_NAME)


def _literal_words(shown: ast.expr) -> Iterator[str]:
    """Yield the pieces of a literal that contain a letter; signs and digits need no translation."""
    match shown:
        case ast.Constant(value=str(text)):
            if any(map(str.isalpha, text)):
                yield text
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _literal_words(part)
        case ast.BinOp(left=left, right=right):
            yield from _literal_words(left)
            yield from _literal_words(right)
