"""Every number that decides, with the evidence beside it.

"Noise" are 2,225 byte-different snapshots of 24 documents, twelve hours apart; "replay" are 1,376
labelled records of 24 platforms. Both are real pages with their real failures; `scripts/bench noise`
measures the first. "Corpus" are the 36 short policies and 47 impostors of tests/corpus.
"""

from __future__ import annotations

from datetime import timedelta

MINIMUM_WORDS = 60
"""A policy has more; walls, stubs and error pages mostly fewer. The shortest document of the replay, an
imprint, has 128."""

ALIKE_AT_ONCE = 0.5
"""A text that shares this much of its runs of three words with the last good one is an edit of it and is
recorded at once. Of 273 real changes of the replay 14 share less, and are looked at again."""

LOOKS_APART = timedelta(minutes=30)
"""Looks that follow each other faster count as one: a crawl that is run again says nothing of whether a text
holds. Flaps of the noise last hours."""

SHORT_OF_DAYS = timedelta(hours=4)
"""So much may lack of the days that a text has to hold: daily crawls do not start at the same minute."""

REWRITE_LOOKS = 2
"""Looks in a row after which a text unlike any before may be a rewrite and no failed page. The four of the
replay that held under another title were there at the second look, 75 days after the first."""

REWRITE_DAYS = 2
"""Days that such a text has to hold, unless it is titled as the document is and reads like a policy. Failed
pages of the noise last up to four looks, twelve hours apart."""

TITLE_LINES = 5
"""A policy's title is among its first lines that are not blank."""

TITLE_WORDS = 8
"""Titles of policies have at most this many words, company and version included."""

TITLE_ALIKE = 0.5
"""`Privacy Policy` and `Acme Privacy Policy` share two words of three; `Privacy Policy` and `Cookie
Policy` one of three."""

RETURN_LOOKS = 2
"""Looks in a row after which a text that the history had before is a restoration and no flap."""

RETURN_DAYS = 2
"""Days that such a text has to hold: flaps of banners, error pages and half-rendered pages last up to four
looks in the noise, which is 36 hours. Where looks are a month apart, two are enough."""

COLLAPSE = 0.25
"""A text of so small a share of the last one, and that shares no more with it, is rather a portal or a
stub."""

COLLAPSE_LOOKS = 2
"""Looks in a row after which so small a text may be all that is left of the document."""

COLLAPSE_DAYS = 7
"""Days that it has to hold until then: a person has a week to look at it."""

MINOR_LOOKS = 3
"""Looks in a row after which other links to the same words, or the same sentences in another order, are a
version of their own. Session identifiers in links differ at each look and never get there."""

LABEL_LOOKS = 2
"""Looks in a row after which a short label that grew is part of the document."""

HELD_ALIKE = 0.9
"""A text in quarantine that changes slightly while it waits is still the same text."""

IMPOSTOR_WORDS = 400
"""The longest page, in words, that its phrases can make an impostor: policies mention cookies and scripts
too, but in more words."""

IMPOSTOR_PHRASES = 2
"""So many different phrases of impostors make a text one, if no title does. Of the corpus's policies 28 have
one, 13 have two; where a heading that names a document outranks phrases, 7 and 2 are left. Of its 26
impostors that are not too short, 3 have fewer (two home pages and a region block, which do not read like
policies), and 4 more have no third."""

CUT_SHARE = 0.98
"""A page that holds less than this share of the accepted text, from its beginning, was cut off; more may be
an edit at the very end."""

LABEL_WORDS = 8
"""Longer lines say something by themselves; menus, buttons and fields have one to six words. Where a label
comes or goes, and none grew, the history stays as it is: on 19 platforms nobody had tuned on, that raised
precision from .853 to .894, and lost no change that a curated text has."""

LISTED_LABELS = 0.5
"""Where labels are a larger share of a page's lines it is a list, and a label an entry. Of the 104 pages
of the replay's newest texts they are .73 to .91 of two lists of processors and two copies of an imprint, and
.19 or less of the others."""

LISTED_DOCUMENTS = 5
"""So many lines that are nothing but a link, and they half of a short page's lines or more, make a list of
documents: a legal centre that a moved policy leads to."""

PROSE_WORDS = 12
"""A line of this many words, or of half as many and an end mark, is a sentence: what lies before the first
and after the last of them is around the policy."""

COPIED_LINES = 20
"""So many lines once more are a second copy of a page's text, and no list that repeats an entry."""

HELD_KEPT = 5
"""Texts in quarantine at a time: a page that differs at each look must not fill the archive."""

POLICY_WORDS = 0.02
"""A text with a smaller share of a policy's vocabulary may be a home page: those have 0.003 to 0.006, 97
of 100 policies more than this. Of 333 curated pages 2, both brand guidelines, have less and no heading that
names a document; of 633 texts of the replay 11, which are imprints."""

POLICY_WORDS_LEAD = 2.5
"""The document itself has this many times more: imprints and guidelines with few such words stay what they
are."""

ANEW_LOOKS = 2
"""Looks in a row after which words that may be dressing, or a loss, are part of the document: what changes
every day has changed by then."""

CHURN_CHANGES = 3
"""Looks one after the other that read something else in a place, after which it churns. Where looks are not
CLOSE, that holds only for what does not speak like a policy: without that, two edits of one recorded
platform, looked at every 75 days, were taken for churn."""

CHURN_CHANGES_CLOSE = 2
"""The same where looks are CLOSE: a clause that is edited twice within days waits until it stands still. By
reasoning and by pages of our own, as CLOSE and STILL are."""

CLOSE = timedelta(days=3)
"""Looks at most this far apart tell what changes every day. Farther apart a doubt would cost weeks."""

STILL = timedelta(days=3)
"""A place that churned and has said the same for so long is as it says. Teasers change every day or two."""

SLOTS_KEPT = 24
"""Places of a page that are remembered at a time: pages whose every line moves are not remembered line by
line."""

DRIFT = 0.05
"""A number that moves by this share of itself or less is a counter. The numbers that policies change move by
more: 30 to 60 days, 13 to 16 years."""

DRIFT_STEP = 1
"""A number that moves by this may count days or visitors, and waits a look. By reasoning, not by a count."""

LOST_SHARE = 0.1
"""A text that lost this share of its words or more and added nothing may be part of a page. Of 396 changes of
the replay that add nothing one lost as much, a third; the next lost 4 %."""

LOST_WORDS = 20
"""The same for words lost from the text's end, where pages are cut off, and the least that counts at all: one
sentence that goes is an edit."""
