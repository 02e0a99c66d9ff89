"""Rules over a declaration: what is wrong with a theory, where, and what to do."""

from theoryofchange.linter.findings import Findings
from theoryofchange.linter.loading import load
from theoryofchange.linter.registry import all_rules, rule_of
from theoryofchange.linter.rule import Rule, WrittenLink, rule
from theoryofchange.linter.run import check

__all__ = ["Findings", "Rule", "WrittenLink", "all_rules", "check", "load", "rule", "rule_of"]
