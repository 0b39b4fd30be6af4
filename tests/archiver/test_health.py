"""When an archive counts as out of date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archiver.report.health import Health
from tests.archiver.policies import START


@pytest.mark.parametrize(("later", "is_out_of_date"), [(timedelta(seconds=-1), False), (timedelta(), True)])
def test_an_archive_is_out_of_date_eight_days_after_its_last_crawl(
    later: timedelta, is_out_of_date: bool
) -> None:
    end = START + timedelta(days=8) + later
    health = Health(last_crawl_at=START, asked_until=end, is_over=False, stale=(), waiting=0)
    assert health.out_of_date is is_out_of_date
