"""Changes of a YAML text that leave its comments, its order and its layout as they are."""

from __future__ import annotations

import re

from theoryofchange.linter.fixing.edit import CannotPlaceError, Mend
from theoryofchange.linter.fixing.tree import Node, Tree, scalar_token
from theoryofchange.linter.fixing.yaml_text import as_scalar

_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
_REST = re.compile(r"[ \t]*(?:#[^\r\n\x85\u2028\u2029]*)?(?=[\r\n]|\Z)")
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_COLON = re.compile(r"[ \t]*:")
_SPACE = " \t\r\n"
_MARKS = {"mapping": "{}", "sequence": "[]"}


def renamed(tree: Tree, node: Node, name: str) -> Mend:
    """Return the mend that writes another name for a key, or for an id that a value or item is.

    Raises
    ------
    CannotPlaceError
        Where it is no scalar of its own.
    """
    return _rewritten(tree, node if node.is_key or _is_item(node) else node.entry[-1], name)


def replaced(tree: Tree, node: Node, text: str) -> Mend:
    """Return the mend that writes another text as the value of a key, or as an item.

    Raises
    ------
    CannotPlaceError
        Where the value is not one text.
    """
    return _rewritten(tree, tree.target(node.entry[-1]), text)


def removed(tree: Tree, node: Node) -> Mend:
    """Return the mend that takes out a key with its value, or an item.

    Comments in it stay, each in a line of its own. A collection that is left empty is written as
    one in brackets.

    Raises
    ------
    CannotPlaceError
        Where that would take a comment along, or anything that is repeated elsewhere.
    """
    entry = node.entry
    holder = node.holder
    if holder is None:
        raise CannotPlaceError("it is the whole document")
    repeated = tree.repeated_outside(entry[0].first, entry[-1].last)
    if repeated:
        raise CannotPlaceError(f"*{repeated} repeats elsewhere what stands in it")
    if holder.flow:
        start, end = _flow_entry(tree, holder, entry)
        text = ""
    else:
        start, end, text = _block_entry(tree, entry)
    if len(entry) == len(holder.nodes) and not holder.flow:
        start, end, text = _emptied(tree, holder, start, end, text)
    return Mend(start, end, text, entry[0].first, entry[-1].last)


def added(tree: Tree, node: Node, key: str, text: str, after: tuple[str, ...]) -> Mend:
    """Return the mend that adds a key with a text as its value to a mapping.

    Raises
    ------
    CannotPlaceError
        Where there is no entry of it below which a line could be added.
    """
    mapping = tree.target(node.entry[-1])
    if mapping.kind != "mapping" or not mapping.nodes:
        raise CannotPlaceError("there is no field of it below which one could be added")
    keys = {each.value: each for each in mapping.nodes[::2]}
    first, last = next((keys[name] for name in after if name in keys), mapping.nodes[-2]).entry
    (written_key, plain_key), (written, plain) = as_scalar(key), as_scalar(text)
    pair = f"{written_key}: {written}"
    tokens = (scalar_token(key, plain=plain_key), scalar_token(text, plain=plain))
    source = tree.source.text
    if mapping.flow:
        return Mend(last.end, last.end, f", {pair}", last.last, last.last, tokens)
    end = _end_of_line(tree, last.end)
    indent = " " * (first.start - _line_start(tree, first.start))
    found = _LINE_END.match(source, end)
    line_end = (found[0] if found else "") or _first_line_end(source)
    return Mend(end, end, f"{line_end}{indent}{pair}", last.last, last.last, tokens)


def _rewritten(tree: Tree, node: Node, text: str) -> Mend:
    if node.kind != "scalar":
        raise CannotPlaceError("it is not one text")
    if node.style in ("|", ">"):
        raise CannotPlaceError("it is written as a block of text")
    written, plain = as_scalar(text, node.style)
    *_, anchor, tag = tree.tokens[node.first]
    token = ("text", text, plain, anchor, tag)
    return Mend(node.inside, node.end, written, node.first, node.last, (token,))


def _is_item(node: Node) -> bool:
    return node.holder is not None and node.holder.kind == "sequence" and node.kind == "scalar"


def _block_entry(tree: Tree, entry: list[Node]) -> tuple[int, int, str]:
    """Return what goes with an entry in lines of its own, and the comments that stay of it."""
    text = tree.source.text
    start = entry[0].start if len(entry) == 2 else _dash(tree, entry[0])
    end = entry[-1].end
    line_start = _line_start(tree, start)
    before = text[line_start:start]
    if before.strip():
        return (*_first_of_item(tree, entry, start), "")
    line_end = _end_of_line(tree, end)
    comments = tree.comments(start, line_end)
    found = _LINE_END.match(text, line_end)
    after = found[0] if found else ""
    kept = (after or _first_line_end(text)).join(f"{before}{comment}" for comment in comments)
    return line_start, line_end + len(after), f"{kept}{after}" if comments else ""


def _first_of_item(tree: Tree, entry: list[Node], start: int) -> tuple[int, int]:
    """Return what goes with an entry that begins behind a dash: all to the entry below it."""
    holder = entry[0].holder
    index = entry[-1].at + 1
    if holder is None or index >= len(holder.nodes):
        end = entry[-1].end
    else:
        end = holder.nodes[index].start
        if len(entry) == 1:
            end = _dash(tree, holder.nodes[index])
    if tree.comments(start, end):
        raise CannotPlaceError("a comment stands in it")
    return start, end


def _flow_entry(tree: Tree, holder: Node, entry: list[Node]) -> tuple[int, int]:
    """Return what goes with an entry in brackets: its comma, and its line where it has its own."""
    text = tree.source.text
    start, end = entry[0].start, entry[-1].end
    if text[holder.inside : holder.inside + 1] not in ("{", "["):
        raise CannotPlaceError("it is a pair without brackets of its own")
    if tree.comments(start, end):
        raise CannotPlaceError("a comment stands in it")
    comma = _COMMA.match(text, end)
    line_start = _line_start(tree, start)
    alone = not text[line_start:start].strip()
    if comma:
        end = comma.end()
    elif entry[0].at > 0 and not alone:
        start = _past_last_comma(tree, holder.nodes[entry[0].at - 1].end, start)
    rest = _REST.match(text, end)
    if rest is None:
        return start, end
    if alone and not rest[0].strip():
        found = _LINE_END.match(text, rest.end())
        return line_start, found.end() if found else end
    return start if alone or "#" in rest[0] else _back(text, start, " \t"), end


def _past_last_comma(tree: Tree, last_end: int, start: int) -> int:
    """Return where the comma before the last entry of a line in brackets is."""
    gap = tree.source.text[last_end:start]
    return last_end if gap.strip(" \t") == "," else start


def _back(text: str, index: int, over: str) -> int:
    """Return the offset up to which only some characters stand before another."""
    while index > 0 and text[index - 1] in over:
        index -= 1
    return index


def _emptied(tree: Tree, holder: Node, start: int, end: int, kept: str) -> tuple[int, int, str]:
    """Return what goes with the only entry of a block, and the brackets that stand for it then."""
    text = tree.source.text
    marks = _MARKS[holder.kind]
    if start > _line_start(tree, start):
        return start, end, marks
    if holder.inside > holder.start:
        at = _back(text, holder.inside, _SPACE)
    elif holder.key is not None:
        colon = _COLON.match(text, holder.key.end)
        if colon is None:
            raise CannotPlaceError("its key and its colon stand apart")
        at = colon.end()
    else:
        raise CannotPlaceError("nothing would be left in its place")
    return at, end, f" {marks}{text[at:start]}{kept}"


def _dash(tree: Tree, item: Node) -> int:
    """Return the offset of the dash before an item of a block list."""
    at = _back(tree.source.text, item.start, _SPACE) - 1
    if at < 0 or tree.source.text[at] != "-":
        raise CannotPlaceError("a comment stands behind its dash")
    return at


def _line_start(tree: Tree, index: int) -> int:
    line, _ = tree.source.position(index)
    return tree.source.line_start(line)


def _end_of_line(tree: Tree, index: int) -> int:
    """Return the end of a line, with the comment that follows an offset and nothing else."""
    rest = _REST.match(tree.source.text, index)
    if rest is None:
        raise CannotPlaceError("more stands on its line")
    return rest.end()


def _first_line_end(text: str) -> str:
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"
