from __future__ import annotations

import sys
from pathlib import Path

import theoryofchange.version

sys.path.insert(0, str(Path(__file__).parent))

project = "theoryofchange"
author = "The theoryofchange authors"
copyright = "The theoryofchange authors, Apache-2.0"
release = version = theoryofchange.version.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "api_pages",
    "catalogue_pages",
    "cli_pages",
    "format_pages",
    "rules_pages",
]
exclude_patterns = ["_build"]
templates_path: list[str] = []

myst_enable_extensions = ["colon_fence", "deflist"]
myst_disable_syntax = ["html_block", "html_inline"]
myst_heading_anchors = 3

autosummary_generate = False
toc_object_entries = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "ignore-module-all": True, "exclude-members": "__new__"}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
numpydoc_xref_param_type = False

# A rule's example is wrong on purpose, and may not even be YAML.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = "theoryofchange"
html_static_path = ["_static"]
html_copy_source = False
html_show_sphinx = False
