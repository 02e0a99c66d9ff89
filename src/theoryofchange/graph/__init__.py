"""The theory of change: immutable, one orientation, cause → effect."""

from theoryofchange.graph.parts import PARTS, Edge, Header, Kind, Node, Parts
from theoryofchange.graph.signs import SignOfPaths
from theoryofchange.graph.theory import Chain, TheoryOfChange

__all__ = [
    "PARTS",
    "Chain",
    "Edge",
    "Header",
    "Kind",
    "Node",
    "Parts",
    "SignOfPaths",
    "TheoryOfChange",
]
