"""TOC021."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC021", severity="warning")
def stray_settings(declaration: Declaration) -> Iterator[Fault]:
    """Settings lie where no check of the theory reads them.

    ## What it does

    Finds a `toc.toml` in a directory below the theory’s own. Settings are read from the nearest
    file at or above the directory that is checked, and no other is merged with them.

    ## Why it matters

    What it ignores is found all the same, and what it makes grave is not, while whoever wrote it
    believes otherwise.

    ## Example

    `shop/toc.toml`:

    ```text
    ignore = ["KPI010"]
    ```

    ## Use instead

    `toc.toml`:

    ```text
    [per-path]
    "shop/**" = ["KPI010"]
    ```

    ## References

    The page on settings.
    """
    return declaration.faults_of("TOC021")
