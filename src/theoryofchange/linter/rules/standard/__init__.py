"""Rules on what a standard asks of a KPI; each belongs to the profile of that standard."""
