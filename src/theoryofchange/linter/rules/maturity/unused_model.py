"""MAT007."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from theoryofchange.declare import Declaration
from theoryofchange.declare.sections import is_maturity_model
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("MAT007", severity="warning")
def unused_model(declaration: Declaration) -> Iterator[Fault]:
    """A maturity model beside the theory is not used.

    ## What it does

    Finds files with the form of a maturity model that `model` of the section `maturity` does not
    name.

    ## Why it matters

    The theory is assessed by another model than the one somebody wrote for it.

    ## Example

    ```yaml
    goals: {growth: {}}
    ---
    id: own
    title: Our own maturity model
    levels: []
    dimensions: {}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    maturity: {model: ./own.yaml}
    ```

    ## References

    CMMI: an appraisal names the model it is made by.
    """
    settings, root = declaration.theory.maturity, declaration.theory.root
    named = (root / settings.model).resolve() if settings and root else None
    for document in declaration.documents:
        path = Path(document.source.file)
        if is_maturity_model(document.data) and path.resolve() != named:
            yield Fault(
                document.span(()),
                "This maturity model is not used: the theory does not name it.",
                f"Write maturity: {{model: ./{path.name}}}, or move the file elsewhere.",
            )
