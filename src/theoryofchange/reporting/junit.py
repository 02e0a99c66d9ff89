"""Findings as a JUnit report, which most CI servers read.

The elements and attributes are those that servers agree on:
https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from theoryofchange.linter.findings import Findings
from theoryofchange.reporting.message import message_of, one_line
from theoryofchange.source.finding import Finding

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CLEAN = "no findings"
"""The name of the test case of a file without findings."""


def findings_as_junit(findings: Findings) -> str:
    """Return findings as one XML document: a test suite a file, a failed test case a finding.

    Parameters
    ----------
    findings
        What a check found.

    Returns
    -------
    str
        A file without findings has one test case, which passed. The name of a test case holds no
        line, so that a server knows it again after lines moved; no two in a file are the same.

    Examples
    --------
    >>> from theoryofchange.linter import check
    >>> print(findings_as_junit(check({"theory": {"as_of": "2027-01-01"}})))
    <?xml version="1.0" encoding="utf-8"?>
    <testsuites name="toc check" tests="1" failures="1" errors="0">
      <testsuite name="&lt;theory&gt;" tests="1" failures="1" errors="0">
        <testcase classname="&lt;theory&gt;" name="TOC011 empty-theory" file=... line="1">
          <failure type="error" message="...
    """
    from xml.etree.ElementTree import Element, indent, tostring

    by_file: dict[str, list[Finding]] = {file: [] for file in findings.sources}
    for each in findings:
        by_file.setdefault(each.file, []).append(each)
    clean = sum(not found for found in by_file.values())
    root = Element("testsuites", {"name": "toc check", **_counts(len(findings), clean)})
    root.extend(_suite(file, by_file[file]) for file in sorted(by_file))
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(failed: int, passed: int) -> dict[str, str]:
    return {"tests": str(failed + passed), "failures": str(failed), "errors": "0"}


def _suite(file: str, found: list[Finding]) -> Element:
    from xml.etree.ElementTree import Element

    name = one_line(file)
    suite = Element("testsuite", {"name": name, **_counts(len(found), not found)})
    if not found:
        suite.append(Element("testcase", {"classname": name, "name": CLEAN, "file": name}))
    names: Counter[str] = Counter()
    for each in found:
        title = one_line(f"{each.code} {each.name} {each.id}")
        names[title] += 1
        ordinal = f" ({names[title]})" if names[title] > 1 else ""
        suite.append(_case(each, name, title + ordinal))
    return suite


def _case(finding: Finding, file: str, name: str) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    case = Element(
        "testcase", {"classname": file, "name": name, "file": file, "line": str(finding.line)}
    )
    said = message_of(finding)
    failure = SubElement(case, "failure", {"type": finding.severity, "message": said})
    related = (
        f"see {one_line(each.span.file)}:{each.span.line}:{each.span.column}: "
        f"{one_line(each.message)}"
        for each in finding.related
    )
    failure.text = "\n".join((f"{file}:{finding.line}:{finding.column}: {said}", *related))
    return case
