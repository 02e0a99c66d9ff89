"""``toc init``."""

from __future__ import annotations

import argparse
from pathlib import Path

from theoryofchange.cli.codes import CLEAN
from theoryofchange.errors import InputError
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.source.writer import write_aside
from theoryofchange.templates import template_names
from theoryofchange.templates.starting import theory_text
from theoryofchange.view.translation import speaker


def main(given: argparse.Namespace) -> int:
    """Write a template's files into a directory that has none of them yet."""
    templates = template_names("theories")
    if given.template not in templates:
        otherwise = f"The templates are {', '.join(templates)}."
        tip = did_you_mean(given.template, templates, otherwise)
        raise InputError(f"no template is called {given.template}. {tip}")
    directory = Path(given.directory)
    target = directory / "theory.yaml"
    if target.exists():
        raise InputError(f"{target} is there already; choose another directory")
    directory.mkdir(parents=True, exist_ok=True)
    write_aside(target, theory_text(given.template, given.language))
    say = speaker(given.language) or str
    print(say(f"Wrote {target}") + "\n")
    print(f"  toc check {directory}             {say('what is missing, and where')}")
    print(f"  toc run {directory} --out report  {say('all four stages, as a page')}")
    return CLEAN
