"""One KPI."""
