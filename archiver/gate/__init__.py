"""What keeps a page that is not this document out of the history.

- walls: what error, bot, consent and maintenance pages look like, and what they are called
- similarity: how much of its words one text shares with another
- vocabulary: how much of a text speaks as policies do
- wording: what two texts say differently, without numbering, menus and spelling of dates
- thresholds: every number that decides, with the evidence beside it
- case: what the gate is given, and what it says
- judgement: the rules, in the order in which they are asked
"""

from archiver.gate.judge import judge
from archiver.gate.verdict import Accepted, Candidate, Memory, Verdict

__all__ = ["Accepted", "Candidate", "Memory", "Verdict", "judge"]
