"""What keeps a page that is not this document out of the history.

- verdict: what the gate is given, and what it says
- judging: the rules, in the order in which they are asked
- doubt: why a text waits, and what would let it in
- impostors, marks: pages in the document's place, and the words that give them away
- redirected: where a page that only redirects leads to
- vocabulary: how policies speak, and what they call themselves
- sameness: what two texts say differently, apart from numbering, menus and the spelling of dates
- stream: lines compared word by word, wherever they are cut and however they are spelled
- regions: where two texts differ, by lines around it that are known again
- churn, slots: places on a page that say something else at nearly every look
- dressing: tells words that may be an edit from greetings, counters and teasers
- siblings, ends: what a platform's documents have in common at their ends
- similarity: what share of its words one text has in common with another
- edition: for which language and region a page is, and if that is the document's own
- tags: the languages and regions that a page names for itself
- prepared: a text taken apart, once per look, for all of these
- thresholds: every number that decides something, with its evidence

A crawl only names to its workers what is to judge: importing this package is cheap, and the rules load with
the first text.
"""

from __future__ import annotations

from datetime import datetime

from archiver.gate.verdict import Accepted, Candidate, Past, Verdict, digest

__all__ = ["Accepted", "Candidate", "Past", "Verdict", "digest", "judge"]


def judge(candidate: Candidate, past: Past, now: datetime) -> Verdict:
    """What becomes of a candidate, see `archiver.gate.judging`."""
    from archiver.gate import judging

    return judging.judge(candidate, past, now)
