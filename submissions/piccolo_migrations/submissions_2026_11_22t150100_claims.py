"""Who has what on the office's desk, how long each step may take, and why an article is not used."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "claims and terms of the desk"

SQL = """
CREATE TABLE desk_claim (
    id uuid PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('submission', 'article', 'issue')), record uuid NOT NULL,
    step text NOT NULL CHECK (step IN ('screening', 'verification', 'editing', 'proofreading')), holder uuid NOT NULL,
    since timestamptz NOT NULL, by uuid NOT NULL, ended timestamptz,
    ending text CHECK (ending IN ('hand', 'take_over', 'release', 'finish', 'inherit')),
    CHECK ((ended IS NULL) = (ending IS NULL)), CHECK (ended >= since)
);
CREATE UNIQUE INDEX desk_claim_open ON desk_claim (kind, record) WHERE ended IS NULL;
CREATE INDEX desk_claim_holder ON desk_claim (holder) WHERE ended IS NULL;
CREATE INDEX desk_claim_record ON desk_claim (record, id);
CREATE TABLE desk_term (
    code text NOT NULL,
    step text NOT NULL CHECK (step IN ('verification', 'editing', 'proofreading', 'question')),
    measure text NOT NULL CHECK (measure IN ('working_day', 'day', 'hour', 'minute')),
    amount integer NOT NULL CHECK (amount > 0), label text NOT NULL, valid_from date NOT NULL,
    valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from)
);
INSERT INTO desk_term (code, step, measure, amount, label, valid_from) VALUES
('verification', 'verification', 'working_day', 1, '内容核实：次一工作日办完', '2016-01-01'),
('editing', 'editing', 'working_day', 1, '文字加工：次一工作日办完', '2016-01-01'),
('proofreading', 'proofreading', 'working_day', 1, '核稿校对：次一工作日办完', '2016-01-01'),
('question', 'question', 'working_day', 1, '答复核实问题：次一工作日答复', '2016-01-01');
INSERT INTO submission_choice (kind, code, place, label, help_label, valid_from) VALUES
('drop_code', 'unverified', 1, '内容核实不了', '', '2016-01-01'),
('drop_code', 'outdated', 2, '加工期间时效已过', '', '2016-01-01'),
('drop_code', 'covered', 3, '同题稿件已经编发', '', '2016-01-01'),
('drop_code', 'thin', 4, '加工后仍达不到刊发要求', '', '2016-01-01'),
('drop_code', 'order', 5, '按签批意见不用', '', '2016-01-01'),
('drop_code', 'other', 9, '其他', '', '2016-01-01');
"""
NARROW = {"desk_term": "SELECT, INSERT, UPDATE, DELETE", "desk_claim": "SELECT, INSERT, UPDATE"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
