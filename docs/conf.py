"""How the documentation is built; see CONTRIBUTING.md for the commands."""

from __future__ import annotations

import doctest
import os
import sys
from pathlib import Path

import odopkit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # for pictures.py

project = "odopkit"
author = "The odopkit developers"
copyright = "2026, The odopkit developers"
version = release = odopkit.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "pictures",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx-mathjax-offline",  # formulas make no request
    "sphinx_copybutton",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nitpicky = True

# -- Docstrings ------------------------------------------------------------------------

# Types stand in the docstrings, with shapes and choices; signatures stay short.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

# -- Examples --------------------------------------------------------------------------

# Frames print the same in every terminal.
os.environ["COLUMNS"] = "80"
doctest_default_flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
# Pages read the files of docs/data by their bare names.
doctest_global_setup = f"""
import os as _os
_before = _os.getcwd()
_os.chdir({str(HERE / "data")!r})
"""
doctest_global_cleanup = "_os.chdir(_before)"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# -- References ------------------------------------------------------------------------

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "plain"
bibtex_reference_style = "author_year"

# -- Pages -----------------------------------------------------------------------------

html_theme = "furo"
html_title = f"odopkit {release}"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
