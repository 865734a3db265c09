"""The directive ``picture``: code that is shown, run, and followed by what it draws.

The examples above it on the page are run first, so that a picture is drawn of the very table that
stands beside it; the last line of the code gives the axes.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DATA = Path(__file__).resolve().parent / "data"


class Picture(SphinxDirective):
    """Show code and what it draws."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Run the page up to here, then the code, and put the drawing into the page."""
        from odopkit.plot import describe, to_svg

        code = "\n".join(self.content)
        with in_data(), contextlib.redirect_stdout(io.StringIO()):
            ax = drawn(code, self.namespace())
        shown = nodes.literal_block(code, code, language="python")
        caption = nodes.caption(text=describe(ax))
        figure = nodes.figure("", nodes.raw("", to_svg(ax), format="html"), caption)
        figure["classes"].append("picture")
        return [shown, figure]

    def namespace(self) -> dict[str, Any]:
        """Run the examples of the page that stand above and were not run yet."""
        held: dict[str, Any] = self.env.current_document.setdefault("odopkit:namespace", {})
        done: int = self.env.current_document.setdefault("odopkit:examples", 0)
        text = self.env.doc2path(self.env.docname).read_text(encoding="utf-8")
        above = "\n".join(text.splitlines()[: self.lineno - 1])
        examples = doctest.DocTestParser().get_examples(above)
        for example in examples[done:]:
            if example.options.get(doctest.SKIP):
                continue
            mode = "single" if example.source.count("\n") <= 1 else "exec"
            with contextlib.suppress(Exception) if example.exc_msg else contextlib.nullcontext():
                exec(compile(example.source, self.env.docname, mode), held)  # noqa: S102
        self.env.current_document["odopkit:examples"] = len(examples)
        return held


@contextlib.contextmanager
def in_data() -> Any:
    """Read files by their bare names, as the examples do."""
    before = Path.cwd()
    os.chdir(DATA)
    try:
        yield
    finally:
        os.chdir(before)


def drawn(code: str, held: dict[str, Any]) -> Any:
    """Run code, and give the value of its last line."""
    tree = ast.parse(code)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        msg = "the last line of a picture must be the axes"
        raise TypeError(msg)
    exec(compile(tree, "picture", "exec"), held)  # noqa: S102 - the code of our own pages
    return eval(compile(ast.Expression(last.value), "picture", "eval"), held)  # noqa: S307


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("picture", Picture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
