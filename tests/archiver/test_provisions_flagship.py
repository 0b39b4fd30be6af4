"""What six categories say of 24 platforms, against a table that was made by reading their newest texts."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path

import pytest

from archive_repo.records import slug
from archive_repo.text import kinds
from archiver.provisions.detect import detector

PAGES = Path(__file__).parents[3] / "shared" / "replay" / "curated"
CATEGORIES = (
    "model-training-on-user-data",
    "no-training-commitment",
    "training-opt-out",
    "human-review-of-content",
    "content-licence-to-user-inputs",
    "data-retention",
)
READ = {
    "brevo": "- - - - - yes",
    "buffer": "- - - - yes yes",
    "chatgpt": "yes yes yes yes yes yes",
    "claude-ai": "yes yes yes yes - yes",
    "copy-ai": "- - - - yes yes",
    "cursor": "yes yes yes - yes yes",
    "deepseek": "yes - yes - - yes",
    "doubao": "- - - - - -",
    "github-copilot": "yes - yes yes yes yes",
    "google-generative-ai-services": "- - - - yes -",
    "grok": "yes yes yes yes yes yes",
    "jasper": "yes - yes - yes yes",
    "le-chat": "yes yes yes - yes yes",
    "lovable": "yes yes yes - yes yes",
    "midjourney": "- - - - yes yes",
    "mistral-ai": "yes yes yes - yes yes",
    "open-collective": "- - - - yes yes",
    "openai": "yes - yes - yes yes",
    "perplexity": "no yes yes - yes yes",
    "replicate": "- - - - yes yes",
    "sana": "no yes - yes yes yes",
    "stability-ai": "yes - yes - yes yes",
    "together-ai": "yes yes yes - yes yes",
    "xai": "yes yes yes yes yes yes",
}
"""For each category: yes, also if on a condition; no, if the texts only deny it; - if they say nothing."""


@pytest.mark.real_pages
@pytest.mark.skipif(not PAGES.is_dir(), reason="the recorded pages are not at hand (../shared)")
def test_nine_cells_of_ten_are_as_read_and_none_is_reversed() -> None:
    found = said()
    cells = [
        (found[platform, category], truth)
        for platform, row in READ.items()
        for category, truth in zip(CATEGORIES, row.split(), strict=True)
    ]
    assert {"yes", "no"} not in [set(cell) for cell in cells]
    assert sum(one == truth for one, truth in cells) / len(cells) >= 0.9


def said() -> dict[tuple[str, str], str]:
    """What is found in the newest texts, in the words of the table."""
    polarities: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in sorted(PAGES.glob("*.jsonl.gz")):
        newest: dict[str, tuple[str, str]] = {}
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                newest[row["terms"]] = (row["platform"], row["markdown"])
        for title, (platform, text) in newest.items():
            for finding in detector().findings(text, kinds.of(title)):
                polarities[slug(platform), finding.category].add(finding.polarity)
    return {
        (platform, category): _word(polarities[platform, category])
        for platform in READ
        for category in CATEGORIES
    }


def _word(polarities: set[str]) -> str:
    if polarities & {"asserts", "conditional", "mutual"}:
        return "yes"
    return "no" if "denies" in polarities else "-"


@pytest.mark.parametrize(
    "text",
    [
        "This excludes claims to the extent arising from fine-tuning by others, or from the input, including "
        "any training or fine-tuning data you provide to us when you use our models.",
        "Our fine-tuning API allows you to fine-tune our models using your data.",
        "We use the data that you upload to train your own fine-tuned model.",
    ],
)
def test_what_users_train_for_themselves_and_whose_claims_are_carved_out_is_no_training_by_the_provider(
    text: str,
) -> None:
    assert "model-training-on-user-data" not in {one.category for one in detector().findings(text)}


def test_a_service_that_fine_tunes_and_trains_its_own_models_too_trains_on_user_data() -> None:
    text = (
        "We use your data to (a) provide the service, including to fine-tune a model with your input, and "
        "(b) improve or train our models."
    )
    assert "model-training-on-user-data" in {one.category for one in detector().findings(text)}
