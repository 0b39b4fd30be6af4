"""Every number that decides something, with its evidence.

"Noise" is a set of 2,225 byte-different snapshots of 24 documents, twelve hours apart; "replay" is 1,376
labelled records of 24 platforms. Both are real pages with their real failures; `scripts/bench noise`
measures the first. "Corpus" is the 36 short policies and 47 impostors of tests/corpus.
"""

from __future__ import annotations

from datetime import timedelta

MINIMUM_WORDS = 60
"""Policies have more; walls, stubs and error pages mostly have fewer. The shortest document of the replay, an
imprint, has 128."""

ALIKE_AT_ONCE = 0.5
"""A text that shares this much of its runs of three words with the last good one is an edit of it and is
recorded at once. Of 273 real changes of the replay 14 share less, and are looked at again."""

LOOKS_APART = timedelta(minutes=30)
"""Looks that follow each other faster count as one: a crawl that is run again at once does not show that a
text lasts. Flaps of the noise last hours."""

SHORT_OF_DAYS = timedelta(hours=4)
"""Slack in the days that a text has to last: daily crawls do not start at the same minute."""

REWRITE_LOOKS = 2
"""Looks in a row after which a text unlike any before may be a rewrite rather than a failed page. The four of
the replay under another title were still there at the second look, 75 days after the first."""

REWRITE_DAYS = 2
"""Days that such a text has to last, unless it reads like a policy and has the document's title or states a
later date. Failed pages of the noise last up to four looks, twelve hours apart."""

TITLE_LINES = 5
"""A policy's title is among this many first lines, not counting blank ones."""

TITLE_WORDS = 8
"""Titles of policies have at most this many words, company and version included."""

TITLE_ALIKE = 0.5
"""Titles that share this much of all their words are alike. `Privacy Policy` and `Acme Privacy Policy` share
two words of three; `Privacy Policy` and `Cookie Policy` one of three."""

RETURN_LOOKS = 2
"""Looks in a row after which the text of an earlier version is a restoration rather than a flap."""

RETURN_DAYS = 2
"""Days that such a text has to last: flaps of banners, error pages and half-rendered pages last up to four
looks in the noise, which is 36 hours. Where looks are a month apart, RETURN_LOOKS are enough."""

COLLAPSE = 0.25
"""A text unlike the last one and at most this share of its length in words is more likely a portal or a
stub."""

COLLAPSE_LOOKS = 2
"""Looks in a row after which so short a text may be all that is left of the document."""

COLLAPSE_DAYS = 7
"""Days that it has to last until then, unless it reads like a policy and states a later date: a person has a
week to look at it."""

MINOR_LOOKS = 3
"""Looks in a row after which the same words with other links or numbers, or in another order, become a
version. Session identifiers in links differ at each look and never get there."""

LABEL_LOOKS = 2
"""Looks in a row after which a short label that grew is part of the document."""

HELD_ALIKE = 0.9
"""A text this much like one in quarantine is that text, slightly changed while it waits. One that shares
less, but ALIKE_AT_ONCE or more, is an edit of it: its looks count too, and both are recorded. The rewrites of
the replay that were edited while they waited share .83 to .89 with the text before."""

IMPOSTOR_WORDS = 400
"""The longest page, in words outside of links, that is suspected of being an impostor for its title or
phrases although it speaks like a policy: policies mention cookies and scripts too, but they are longer. Of
the 695 longer texts of the replay and of 333 curated pages, none is suspected."""

IMPOSTOR_PHRASES = 2
"""A text with this many different phrases of one impostor is suspected, even without its title. Of the
corpus's policies 28 have one and 13 have two; since a heading that names a document outranks phrases, 7 and 2
are left. Of its 26 impostors that are not too short, 3 have fewer (two home pages and a region block, which
do not read like policies), and 4 more have no third."""

CUT_SHARE = 0.98
"""A page that holds at most this share of the accepted text, from its beginning, may have been cut off; if
it holds more, the end may have been edited."""

LABEL_WORDS = 8
"""Longer lines are words of the policy; menus, buttons and fields have one to six words. Labels that come or
go make no version unless one grew: on 19 platforms that no rule was tuned on, that raised precision from .853
to .894, and lost no change that a curated text has."""

LISTED_LABELS = 0.5
"""If labels are a larger share of a page's lines than this, the page is a list and each label an entry. Of
the 104 pages of the replay's newest texts, two lists of processors and two copies of an imprint have .73 to
.91, the others .19 or less."""

LISTED_DOCUMENTS = 5
"""A short page with this many lines that are nothing but a link, if they are half of its lines or more, is a
list of documents, such as the legal centre that a moved policy redirects to."""

PROSE_WORDS = 12
"""A line of this many words, or of half as many with an end mark, is a sentence; the policy reaches from the
first sentence to the last."""

COPIED_LINES = 20
"""This many repeated lines are a second copy of the page's text rather than a list that repeats an entry."""

SIBLING_LINES = 30
"""Lines at each end of a document that are compared with those of the platform's others: footers and banners
have fewer. Chosen by reasoning."""

HELD_KEPT = 5
"""Texts of a document in quarantine at a time: a page that differs at each look must not fill the archive."""

POLICY_WORDS = 0.02
"""A text of whose words a smaller share is typical of policies may be a home page: those have 0.003 to 0.006,
97 of 100 policies more than this. Of 333 curated pages, 2 have less and no heading that names a document,
both brand guidelines; of the replay's 633 texts 11, all imprints."""

POLICY_WORDS_LEAD = 2.5
"""The last version must have more than this many times that share, so that imprints and guidelines with few
such words are not suspected."""

ANEW_LOOKS = 2
"""Looks in a row after which words that may be dressing are part of the document, and a loss is an edit: what
changes every day has changed by then."""

EDITION_LOOKS = 2
"""Looks in a row after which the edition for another region has become the document's: texts in turn never
get there. One platform of the replay named another region from one day on, and edited four documents in those
weeks; at three looks, 75 days apart, all four edits would have been lost."""

EDITION_DAYS = 7
"""Days that such an edition has to last until then: a person has a week to look at it."""

EDITED_ALIKE = 0.95
"""A text under another region's name that shares less of its runs with the last good one is that region's,
unless it states a later date. Of the replay's 12 pages that named another region from one day on, 7 said the
same as before and 5 were edited: these share .88 to .998, and all but the one of .998 state a later date."""

DECIDE_DAYS = 7
"""Days after which an edition in another language is there for good, so that a person has to decide. Sites
that answer by the visitor's address send another language for hours or days."""

SPELLING_LOOKS = 2
"""Looks in a row after which a text in British instead of American spelling is an edit, where nothing else
names an edition."""

SPELLED_WORDS = 3
"""Words in one spelling, and three times as many as in the other, that tell which one a text is in: a British
policy has three to thirty, and one of them may be a name."""

CHURN_CHANGES = 3
"""Looks in a row that each read something else in a slot, after which it churns. If looks are not CLOSE, this
holds only for words that do not read like a policy: otherwise two edits of one recorded platform, looked at
every 75 days, were taken for churn."""

CHURN_CHANGES_CLOSE = 2
"""The same if looks are CLOSE: a clause that is edited twice within days waits until it stands still. Chosen
by reasoning and from pages of our own, like CLOSE and STILL."""

CLOSE = timedelta(days=3)
"""Looks at most this far apart show what changes every day. If they are farther apart, waiting for another
look would cost weeks."""

STILL = timedelta(days=3)
"""A slot that has said the same for this long no longer churns. Teasers change every day or two."""

SLOTS_KEPT = 24
"""Slots of a document that are remembered at a time: where every line changes, not every line is
remembered."""

DRIFT = 0.05
"""A number that moves by this share of itself or less is a counter. The numbers that policies change move by
more: 30 to 60 days, 13 to 16 years."""

DRIFT_STEP = 1
"""A number that moves by this much may count days or visitors, and waits a look. Chosen by reasoning."""

LOST_SHARE = 0.1
"""A text that lost this share of its words or more and added nothing may be only part of a page. Of the
replay's 396 changes, only one that adds nothing lost as much, a third; the next lost 4 %."""

LOST_WORDS = 20
"""The same in words. Where looks are CLOSE, as many that are lost from the text's end are enough, since pages
are cut off there. Less never counts: one sentence that goes is an edit."""
