"""The field's own measures of customers: shares, scores, ratios, retention, value, with intervals.

Every function works on counts, sums or columns, whatever made them, and answers with a figure that
carries its derivation, or says why there is none. What each measure is, and what data it needs, is
written as data: :func:`catalogue`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from theoryofchange.measurement.catalogue.concentration import (
        Lorenz,
        LorenzPoint,
        Tier,
        Tiers,
        gini,
        lorenz,
        top_share,
        value_tiers,
    )
    from theoryofchange.measurement.catalogue.definitions import Column, Metric, Texts, catalogue
    from theoryofchange.measurement.catalogue.expectation import (
        Sample,
        expectation_gap,
        unpaired_expectation_gap,
    )
    from theoryofchange.measurement.catalogue.lifetime import (
        Terms,
        customer_lifetime_value,
        lifetime_values,
        purchase_summary,
    )
    from theoryofchange.measurement.catalogue.likelihood import Fit
    from theoryofchange.measurement.catalogue.logrank import GroupTally, LogRank, log_rank
    from theoryofchange.measurement.catalogue.moments import Moments
    from theoryofchange.measurement.catalogue.promoter import net_promoter_score
    from theoryofchange.measurement.catalogue.proportion import (
        connection_strength,
        conversion,
        customer_churn,
        customer_retention,
        recommenders,
        share,
        top_box,
    )
    from theoryofchange.measurement.catalogue.purchases import PurchaseModel, fit_purchases
    from theoryofchange.measurement.catalogue.ratios import (
        acquisition_cost,
        average_order_value,
        customer_effort,
        first_contact_resolution,
        purchase_frequency,
        purchase_interval,
        ratio,
        referrals,
        relationship_length,
        repeat_rate,
        share_of_wallet,
    )
    from theoryofchange.measurement.catalogue.retention import (
        Cohorts,
        CohortShare,
        cohort_retention,
        cohort_retention_of_counts,
        gross_revenue_retention,
        net_revenue_retention,
        revenue_churn,
    )
    from theoryofchange.measurement.catalogue.spending import SpendModel, fit_spending
    from theoryofchange.measurement.catalogue.statistic import Interval, NoFigure, Statistic
    from theoryofchange.measurement.catalogue.survival import (
        Step,
        Survival,
        kaplan_meier,
        kaplan_meier_of_counts,
    )

_HOMES = {
    "concentration": (
        "Lorenz",
        "LorenzPoint",
        "Tier",
        "Tiers",
        "gini",
        "lorenz",
        "top_share",
        "value_tiers",
    ),
    "definitions": ("Column", "Metric", "Texts", "catalogue"),
    "expectation": ("Sample", "expectation_gap", "unpaired_expectation_gap"),
    "lifetime": ("Terms", "customer_lifetime_value", "lifetime_values", "purchase_summary"),
    "likelihood": ("Fit",),
    "logrank": ("GroupTally", "LogRank", "log_rank"),
    "moments": ("Moments",),
    "promoter": ("net_promoter_score",),
    "proportion": (
        "connection_strength",
        "conversion",
        "customer_churn",
        "customer_retention",
        "recommenders",
        "share",
        "top_box",
    ),
    "purchases": ("PurchaseModel", "fit_purchases"),
    "ratios": (
        "acquisition_cost",
        "average_order_value",
        "customer_effort",
        "first_contact_resolution",
        "purchase_frequency",
        "purchase_interval",
        "ratio",
        "referrals",
        "relationship_length",
        "repeat_rate",
        "share_of_wallet",
    ),
    "retention": (
        "CohortShare",
        "Cohorts",
        "cohort_retention",
        "cohort_retention_of_counts",
        "gross_revenue_retention",
        "net_revenue_retention",
        "revenue_churn",
    ),
    "spending": ("SpendModel", "fit_spending"),
    "statistic": ("Interval", "NoFigure", "Statistic"),
    "survival": ("Step", "Survival", "kaplan_meier", "kaplan_meier_of_counts"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "CohortShare",
    "Cohorts",
    "Column",
    "Fit",
    "GroupTally",
    "Interval",
    "LogRank",
    "Lorenz",
    "LorenzPoint",
    "Metric",
    "Moments",
    "NoFigure",
    "PurchaseModel",
    "Sample",
    "SpendModel",
    "Statistic",
    "Step",
    "Survival",
    "Terms",
    "Texts",
    "Tier",
    "Tiers",
    "acquisition_cost",
    "average_order_value",
    "catalogue",
    "cohort_retention",
    "cohort_retention_of_counts",
    "connection_strength",
    "conversion",
    "customer_churn",
    "customer_effort",
    "customer_lifetime_value",
    "customer_retention",
    "expectation_gap",
    "first_contact_resolution",
    "fit_purchases",
    "fit_spending",
    "gini",
    "gross_revenue_retention",
    "kaplan_meier",
    "kaplan_meier_of_counts",
    "lifetime_values",
    "log_rank",
    "lorenz",
    "net_promoter_score",
    "net_revenue_retention",
    "purchase_frequency",
    "purchase_interval",
    "purchase_summary",
    "ratio",
    "recommenders",
    "referrals",
    "relationship_length",
    "repeat_rate",
    "revenue_churn",
    "share",
    "share_of_wallet",
    "top_box",
    "top_share",
    "unpaired_expectation_gap",
    "value_tiers",
]


def __getattr__(name: str) -> Any:
    """Import a name from its file when it is first asked for."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
