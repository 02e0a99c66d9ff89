"""``toc status``, ``toc forecast`` and ``toc measure``: their arguments."""

from __future__ import annotations

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    from typing import Any

STATUSES = (
    "achieved",
    "on track",
    "at risk",
    "off track",
    "deteriorating",
    "no data",
    "no target",
    "confidential",
)


def status(commands: Any) -> None:
    """Add ``toc status``."""
    command = commands.add_parser(
        "status",
        help="show where every KPI stands, a line each",
        description="Show where every KPI stands, a line each, under the goal it leads to: its "
        "values, its progress from baseline to target, its status, and both figures.",
        epilog="Exit codes: 0 it was shown, whatever it says; 2 the input could not be used.",
    )
    _path(command)
    command.add_argument(
        "--as-of",
        metavar="DATE",
        help="the day it is looked at (default: its own as_of, else its latest dated fact, "
        "else today)",
    )
    _observations(command)
    command.add_argument(
        "--only",
        action="append",
        choices=STATUSES,
        metavar="STATUS",
        help=f"show these alone; may be repeated: {', '.join(STATUSES)}",
    )
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(module="status")


def forecast(commands: Any) -> None:
    """Add ``toc forecast``."""
    command = commands.add_parser(
        "forecast",
        help="tell how likely every target is met by its date",
        description="Tell how likely every target is met by its date, from the measured values "
        "alone, or why that cannot be told.",
        epilog="Exit codes: 0 it was told, whatever it says; 2 the input could not be used.",
    )
    _path(command)
    command.add_argument(
        "--as-of",
        metavar="DATE",
        help="the day it is looked at; later values are not used (default: its own as_of, else "
        "its latest dated fact, else today)",
    )
    _observations(command)
    command.add_argument(
        "--method",
        choices=("simple", "statsforecast"),
        default="simple",
        help="statsforecast is installed with theoryofchange[forecast] (default: simple)",
    )
    command.add_argument(
        "--seed", type=int, default=0, help="of the paths that are drawn (default: 0)"
    )
    command.add_argument(
        "--only",
        action="append",
        metavar="ID",
        help="this KPI alone, in every period; may be repeated",
    )
    command.add_argument("--format", choices=("text", "json", "csv"), default="text")
    command.set_defaults(module="forecast")


def measure(commands: Any) -> None:
    """Add ``toc measure``."""
    command = commands.add_parser(
        "measure",
        help="measure the KPIs of a theory from data",
        description="Measure the KPIs that say how, from the tables that a data spec names, and "
        "write their values as observations. What was measured before is kept beside FILE, and "
        "only periods whose rows changed are measured again.",
        epilog="Exit codes: 0 the values were written, whatever the data lack; 1 they were, but "
        "for KPIs that could not be measured; 2 the input, the engine or the output could not be "
        "used.",
    )
    _path(command)
    command.add_argument(
        "--data", required=True, metavar="SPEC", help="a YAML file that names the tables"
    )
    command.add_argument(
        "--out", required=True, metavar="FILE", help="the values, as .csv or .parquet"
    )
    command.add_argument(
        "--as-of",
        metavar="DATE",
        help="the last day of which rows count (default: the theory's as_of, else the last day "
        "of the data)",
    )
    command.add_argument(
        "--period", metavar="CADENCE", help="as monthly, in place of each KPI's own cadence"
    )
    command.add_argument(
        "--incomplete",
        action="store_true",
        help="also write periods of which not all is known yet",
    )
    command.set_defaults(module="measure")


def _path(command: Any) -> None:
    command.add_argument("path", metavar="PATH", help="the directory or file of a theory")


def _observations(command: Any) -> None:
    command.add_argument(
        "--observations",
        metavar="FILE",
        help="measured values in place of the theory's own: CSV, Parquet or YAML",
    )
