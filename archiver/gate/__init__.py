"""What keeps a page that is not this document out of the history.

- verdict: what the gate is given, and what it says
- judge: the rules, in the order in which they are asked
- doubt: why a text waits, and what lets it in
- impostors, marks: pages in the document's place, and the words that give them away
- vocabulary: how policies speak, and what they call themselves
- sameness: what two texts say differently, without numbering, menus and spelling of dates
- stream: words of lines, wherever they are cut and however they are spelled
- churn: places of a page that say something else at nearly every look
- dressing: whether words that came or went may be an edit, or are a greeting, a counter, a teaser
- similarity: how much of its words one text shares with another
- language: which language a text is in
- prepared: a text taken apart, once per look, for all of these
- thresholds: every number that decides, with the evidence beside it
"""

from archiver.gate.judge import judge
from archiver.gate.verdict import Accepted, Candidate, Past, Verdict

__all__ = ["Accepted", "Candidate", "Past", "Verdict", "judge"]
