"""Compare two versions of a bulletin: which fields, paragraphs and characters differ, and in what kind of way."""

from bulletin_spider.comparison.changed_parts import kinds_of_change
from bulletin_spider.comparison.changed_sentence import changed_sentence, changed_sentences
from bulletin_spider.comparison.diff_lines import diff_lines
from bulletin_spider.comparison.fields import Step, difference
from bulletin_spider.comparison.marks import COLOURED, PLAIN, Marks
from bulletin_spider.comparison.size import size_of_change

__all__ = [
    "COLOURED",
    "PLAIN",
    "Marks",
    "Step",
    "changed_sentence",
    "changed_sentences",
    "diff_lines",
    "difference",
    "kinds_of_change",
    "size_of_change",
]
