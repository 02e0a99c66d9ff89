"""Rules of ratings and the maturity model they refer to."""
