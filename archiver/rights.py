"""What a new archive says of how to cite it, and of whose its texts are: files that its keeper completes."""

from __future__ import annotations

CITATION_FILE = "CITATION.cff"
RIGHTS_FILE = "RIGHTS.md"

RIGHTS = """\
# Whose these texts are

The pages and texts in `platforms/` were written by the platforms that published them, and remain theirs. The
archive keeps them so that anybody can see what they said, and when. Whether you may copy, publish or quote
them, and how much, is for the law where you are: many have exceptions for reporting, research, teaching,
quotation or evidence.

Cite a policy by its publisher, its title, its address and the date on which it was seen (`archiver show` says
it), and this archive by `CITATION.cff`.

The licence of archiver, the program, covers none of these texts. What the archive's keeper adds
(declarations, verdicts, the choice of platforms) is the keeper's; say here under which licence others may use
it:
"""
"""What is written to RIGHTS_FILE."""


def citation(contact: str = "") -> str:
    """What is written to CITATION_FILE; `contact` is a web page or an e-mail address, or empty.

    In the Citation File Format 1.2.0, which git hosts and reference managers read.
    """
    reached = f"\n    {'website' if contact.startswith('http') else 'email'}: {contact}" if contact else ""
    return f"""\
cff-version: 1.2.0
message: Please cite this archive, and each policy by its publisher, title, address and date.
type: dataset
title: Policy archive
abstract: Versions of platforms' policies over time, made with archiver. The texts remain their publishers'.
# Put your name here, or that of your organisation.
authors:
  - name: The keeper of this archive{reached}
"""
