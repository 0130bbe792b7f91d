"""Clocks: what is due, when it speaks, what moved it; declared outages.

A clock is never rewritten: one that is started anew ends as `replaced`. What was said, and every move of a due time with
both versions of the calendar, is only ever added.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "clocks"

SQL = """
CREATE TABLE due_clock (
    id uuid PRIMARY KEY, kind text NOT NULL, record uuid NOT NULL, step text NOT NULL,
    start timestamptz NOT NULL, due timestamptz NOT NULL, asked timestamptz, closes timestamptz,
    rule text NOT NULL, label text NOT NULL,
    measure text NOT NULL CHECK (measure IN ('working_day', 'day', 'hour', 'minute', 'moment')),
    amount integer NOT NULL CHECK (amount >= 0), urgent boolean NOT NULL,
    calendar text NOT NULL, basis text NOT NULL, provisional boolean NOT NULL, why jsonb NOT NULL,
    known timestamptz NOT NULL, round integer NOT NULL DEFAULT 1 CHECK (round > 0),
    next_mark text, next_at timestamptz,
    ended timestamptz, ending text CHECK (ending IN ('settled', 'replaced', 'dropped')),
    CONSTRAINT ends_once CHECK ((ended IS NULL) = (ending IS NULL)),
    CONSTRAINT next_is_whole CHECK ((next_mark IS NULL) = (next_at IS NULL)),
    CONSTRAINT ended_is_silent CHECK (ended IS NULL OR next_at IS NULL)
);
CREATE UNIQUE INDEX due_clock_running ON due_clock (kind, record, step) WHERE ended IS NULL;
CREATE INDEX due_clock_of ON due_clock (record, kind);
CREATE INDEX due_clock_next ON due_clock (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX due_clock_basis ON due_clock (basis) WHERE ended IS NULL;
CREATE INDEX due_clock_due ON due_clock (kind, step, due) WHERE ended IS NULL;
CREATE TABLE due_mark (
    clock uuid NOT NULL REFERENCES due_clock, round integer NOT NULL, mark text NOT NULL, planned timestamptz NOT NULL,
    at timestamptz NOT NULL, state text NOT NULL CHECK (state IN ('said', 'put_aside')), PRIMARY KEY (clock, round, mark),
    CONSTRAINT never_early CHECK (at >= planned)
);
CREATE TABLE due_move (
    id uuid PRIMARY KEY, clock uuid NOT NULL REFERENCES due_clock, at timestamptz NOT NULL,
    due timestamptz NOT NULL, calendar text NOT NULL, provisional boolean NOT NULL, why jsonb NOT NULL,
    new_due timestamptz NOT NULL, new_calendar text NOT NULL
);
CREATE INDEX due_move_of ON due_move (clock, at);
CREATE TABLE mark_rule (
    kind text NOT NULL DEFAULT '', urgent boolean NOT NULL, mark text NOT NULL, place integer NOT NULL,
    share integer CHECK (share BETWEEN 1 AND 100), after_minutes integer CHECK (after_minutes >= 0),
    tell text NOT NULL CHECK (tell IN ('holder', 'second', 'head')),
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (kind, urgent, mark, valid_from),
    CONSTRAINT share_or_after CHECK (num_nulls(share, after_minutes) = 1)
);
INSERT INTO mark_rule (urgent, mark, place, share, after_minutes, tell, valid_from) VALUES
(false, '50', 1, 50, NULL, 'holder', '2016-01-01'), (false, '75', 2, 75, NULL, 'holder', '2016-01-01'),
(false, '100', 3, 100, NULL, 'holder', '2016-01-01'), (false, 'b', 4, NULL, 60, 'second', '2016-01-01'),
(false, 'head', 5, NULL, 1440, 'head', '2016-01-01'),
(true, '50', 1, 50, NULL, 'holder', '2016-01-01'), (true, '75', 2, 75, NULL, 'holder', '2016-01-01'),
(true, '100', 3, 100, NULL, 'holder', '2016-01-01'), (true, 'b', 4, NULL, 10, 'second', '2016-01-01'),
(true, 'head', 5, NULL, 30, 'head', '2016-01-01');
CREATE TABLE outage (
    id uuid PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('service', 'network', 'power', 'other')),
    start timestamptz NOT NULL, until timestamptz NOT NULL CHECK (until > start), declared_by uuid NOT NULL,
    declared timestamptz NOT NULL
);
"""
NARROW = {
    "due_clock": "SELECT, INSERT, UPDATE",
    "due_mark": "SELECT, INSERT",
    "due_move": "SELECT, INSERT",
    "outage": "SELECT, INSERT, DELETE",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "kernel", DESCRIPTION, SQL, NARROW)
