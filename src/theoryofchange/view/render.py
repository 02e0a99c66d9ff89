"""The one place where text becomes markup: Jinja2 with autoescape, always on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from theoryofchange.view.measure import clean

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup


@cache
def environment(package: str) -> jinja2.Environment:
    """Return the templates of a package: every value escaped, an undefined name an error.

    Parameters
    ----------
    package
        The dotted name of a package with a ``templates`` folder.
    """
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, package: str = "theoryofchange.view", **values: Any) -> str:
    """Fill a template of a package's ``templates`` folder with values, escaped."""
    return environment(package).get_template(template).render(**values)


def markup(text: str) -> Markup:
    """Mark what a template wrote, or a style or script of the package, as escaped already."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - never called on a user's text


def _finalize(value: Any) -> Any:
    """Clean text, leave markup, and write a coordinate in tenths."""
    if isinstance(value, float):
        return f"{round(value, 1) + 0.0:g}"
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean(value)
    return value
