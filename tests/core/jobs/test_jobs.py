# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The queue: what is queued with a change, what failing costs, who may still say something."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from labcamp.core import jobs
from labcamp.core.jobs import FIRST_WAIT, LEASE, PATIENT, TRIES, Job, Tick

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 5, 1, 12, 30, 45, tzinfo=UTC)


HEARD: list[str] = []


def note(word: str) -> None:
    HEARD.append(word)


def fail(word: str) -> None:
    HEARD.append(word)
    raise ValueError(word)


def leave() -> None:
    raise SystemExit(3)


def hourly(now: datetime) -> None:
    HEARD.append(now.isoformat())


@pytest.fixture(autouse=True)
def only_these(monkeypatch):
    """The queue knows the jobs of this file and no others."""
    monkeypatch.setattr(jobs, "WORKS", {})
    for func in (note, fail):
        jobs.job(func)
    HEARD.clear()


@pytest.mark.django_db(transaction=True)
def test_a_job_exists_with_its_change_or_not_at_all():
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue(note, word="lost")
        raise RuntimeError
    assert Job.objects.count() == 0
    before = jobs.WAKE.calls
    with transaction.atomic():
        jobs.enqueue(note, word="kept")
        assert jobs.WAKE.calls == before
    assert jobs.WAKE.calls == before + 1
    assert jobs.run_due() == 1
    assert (HEARD, Job.objects.count()) == (["kept"], 0)


def test_only_known_jobs_are_queued():
    with pytest.raises(KeyError):
        jobs.enqueue("nobody.knows")
    with pytest.raises(KeyError):
        jobs.enqueue(hourly)


def test_jobs_run_in_the_order_they_are_due_and_not_before():
    now = timezone.now()
    jobs.enqueue(note, word="later", due_at=now + timedelta(hours=1))
    jobs.enqueue(note, word="second", due_at=now)
    jobs.enqueue(note, word="first", due_at=now - timedelta(hours=1))
    assert jobs.run_due(now) == 2
    assert HEARD == ["first", "second"]
    assert jobs.run_due(now + timedelta(hours=1)) == 1
    assert HEARD == ["first", "second", "later"]


def test_a_failing_job_waits_longer_each_time_and_then_gives_up_with_its_error(caplog):
    queued = jobs.enqueue(fail, word="no")
    waits = []
    for tries in range(1, TRIES + 1):
        before = timezone.now()
        assert jobs.run(jobs.claim(before + timedelta(days=tries))) is False
        queued.refresh_from_db()
        waits.append(round((queued.due_at - before) / FIRST_WAIT))
        assert (queued.tries, queued.leased_until) == (tries, None)
        assert (queued.gave_up_at is not None) is (tries == TRIES)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128]
    assert HEARD == ["no"] * TRIES
    assert queued.error.endswith("ValueError: no\n")
    assert jobs.claim(timezone.now() + timedelta(days=30)) is None
    assert caplog.text.count("failed (try") == TRIES
    assert caplog.text.count("gave up after 8 tries") == 1


def test_a_patient_job_is_tried_for_most_of_a_day(caplog):
    jobs.job(fail, tries=PATIENT)
    queued = jobs.enqueue(fail, word="no")
    waited = timedelta()
    while queued.gave_up_at is None:
        before = timezone.now()
        jobs.run(jobs.claim(before + timedelta(days=30)))
        queued.refresh_from_db()
        waited += queued.due_at - before if queued.gave_up_at is None else timedelta()
    assert queued.tries == PATIENT
    assert timedelta(hours=22) < waited < timedelta(hours=24)


def test_what_gave_up_is_forgotten_a_month_later_and_nothing_else(caplog):
    gave_up = jobs.enqueue(fail, word="no", due_at=NOW)
    waiting = jobs.enqueue(note, word="x", due_at=NOW)
    Job.objects.filter(pk=gave_up.pk).update(gave_up_at=NOW, error="kim@example.org refused")
    assert jobs.forget_given_up(NOW + jobs.KEPT) == 0
    assert jobs.forget_given_up(NOW + jobs.KEPT + timedelta(seconds=1)) == 1
    assert Job.objects.get() == waiting


def test_a_job_that_wants_to_end_the_process_fails_like_any_other(caplog):
    jobs.job(leave)
    jobs.enqueue(leave)
    assert jobs.run_due() == 0
    assert "SystemExit" in Job.objects.get().error


def test_a_lease_kept_too_long_does_not_hold_back_the_next_try(caplog):
    jobs.enqueue(fail, word="x", due_at=NOW)
    leased = jobs.claim(NOW)
    jobs.renew(leased)
    assert Job.objects.get().leased_until > timezone.now()
    jobs.run(leased)
    jobs.renew(leased)
    assert Job.objects.get().leased_until is None


def test_a_failed_job_does_not_hold_up_the_next(caplog):
    jobs.enqueue(fail, word="no")
    jobs.enqueue(note, word="yes")
    assert jobs.run_due() == 1
    assert HEARD == ["no", "yes"]


def test_a_job_nobody_knows_any_more_is_kept_with_its_error(caplog):
    jobs.enqueue(note, word="x")
    Job.objects.update(name="gone.since_the_last_version")
    assert jobs.run_due() == 0
    assert "KeyError" in Job.objects.get().error


def test_a_leased_job_is_nobody_elses_until_its_lease_is_over():
    jobs.enqueue(note, word="x", due_at=NOW)
    mine = jobs.claim(NOW)
    assert jobs.claim(NOW + LEASE) is None
    theirs = jobs.claim(NOW + LEASE + timedelta(seconds=1))
    assert (mine.pk, mine.tries, theirs.tries) == (theirs.pk, 1, 2)


@pytest.mark.parametrize("func", [note, fail])
def test_whoever_was_overtaken_changes_nothing_any_more(func, caplog):
    jobs.enqueue(func, word="x", due_at=NOW)
    slow = jobs.claim(NOW)
    jobs.claim(NOW + 2 * LEASE)
    before = Job.objects.values().get()
    jobs.run(slow)
    assert Job.objects.values().get() == before


def test_a_job_that_takes_down_every_worker_gives_up(caplog):
    queued = jobs.enqueue(note, word="x", due_at=NOW)
    for tries in range(TRIES):
        assert jobs.claim(NOW + tries * 2 * LEASE) is not None
    assert jobs.claim(NOW + TRIES * 2 * LEASE) is None
    queued.refresh_from_db()
    assert (queued.error, queued.gave_up_at is not None) == (jobs.DIED, True)
    assert "gave up" in caplog.text


def test_long_jobs_have_a_lane_of_their_own():
    jobs.job(jobs.takes_long(hourly))
    jobs.enqueue(hourly, now="x", due_at=NOW)
    jobs.enqueue(note, word="x", due_at=NOW)
    assert jobs.claim(NOW, long=True).name.endswith("hourly")
    assert jobs.claim(NOW, long=True) is None
    assert jobs.claim(NOW, long=False).name.endswith("note")


def test_a_call_while_a_lane_was_busy_is_heard_afterwards():
    wake = jobs.Wake()
    heard = wake.calls
    wake.set()  # for another lane, which answers it and waits again
    wake.wait(heard, seconds=3600)
    busy = wake.calls
    assert busy == heard + 1
    wake.wait(busy, seconds=0)


def test_a_worker_told_to_stop_takes_no_further_job():
    import threading

    stop = threading.Event()
    stop.set()
    jobs.enqueue(note, word="x")
    assert jobs.run_due(stop=stop) == 0
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("period", "now", "due"),
    [
        ("minute", "2030-05-01T12:30:45+00:00", "2030-05-01T12:31:00+00:00"),
        ("hour", "2030-05-01T23:30:45+00:00", "2030-05-02T00:00:00+00:00"),
        ("night", "2030-05-01T12:30:45+00:00", "2030-05-02T01:00:00+00:00"),
        ("night", "2030-01-01T01:59:59+00:00", "2030-01-01T02:00:00+00:00"),
        ("night", "2030-01-01T02:00:00+00:00", "2030-01-02T02:00:00+00:00"),
        ("night", "2030-03-30T12:00:00+00:00", "2030-03-31T01:00:00+00:00"),  # clocks go forward
        ("night", "2030-10-26T12:00:00+00:00", "2030-10-27T02:00:00+00:00"),  # and back
    ],
)
def test_when_the_clock_strikes_next(period, now, due):
    assert jobs.next_due(period, datetime.fromisoformat(now)).isoformat() == due


def test_the_clock_queues_once_per_hour_and_once_after_a_long_sleep():
    jobs.every("hour")(hourly)
    assert [jobs.tick(NOW), jobs.tick(NOW)] == [0, 0]
    assert Tick.objects.get().due_at == datetime(2030, 5, 1, 13, 0, tzinfo=UTC)
    later = NOW + timedelta(minutes=30)
    assert [jobs.tick(later), jobs.tick(later)] == [1, 0]
    after_days = NOW + timedelta(days=3)
    assert [jobs.tick(after_days), jobs.tick(after_days)] == [1, 0]
    assert jobs.run_due() == 2
    assert [later.isoformat(), after_days.isoformat()] == HEARD


def test_a_period_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="week"):
        jobs.every("week")
