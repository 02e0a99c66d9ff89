"""The data behind a KPI."""
