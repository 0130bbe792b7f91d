"""Instructions complete: how they came, duties with their own terms, slips, what reporting units are told, the lists.

- Answers given before move to instruction_word; their seal names the field "answer:<unit>", so the unit is their id.
- The marks of a duty's clock are its slips: blue near the due time, yellow when it has come, red a working day after it.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "instructions complete"

SQL = """
ALTER TABLE instruction DROP CONSTRAINT instruction_state_check, DROP CONSTRAINT instruction_check,
    DROP CONSTRAINT instruction_check1, DROP CONSTRAINT instruction_check2,
    ADD COLUMN kind text NOT NULL DEFAULT 'task' CHECK (kind IN ('praise', 'question', 'task', 'read')),
    ADD COLUMN way text NOT NULL DEFAULT 'typed' CHECK (way IN ('typed', 'ink', 'paper')),
    ADD COLUMN rank text NOT NULL DEFAULT 'deputy' CHECK (rank IN ('top', 'deputy', 'chief')),
    ADD COLUMN sight text NOT NULL DEFAULT 'whole' CHECK (sight IN ('whole', 'sign', 'nothing')),
    ADD COLUMN year integer, ADD COLUMN number integer, ADD COLUMN said_at timestamptz, ADD COLUMN "by" uuid,
    ADD COLUMN transcriber uuid, ADD COLUMN follows uuid REFERENCES instruction, ADD COLUMN demand_sealed bytea,
    ADD COLUMN ink_sealed bytea, ADD COLUMN told_at timestamptz;
UPDATE instruction SET said_at = created, "by" = leader, year = given.year, number = given.number
FROM (SELECT id, extract(year FROM created AT TIME ZONE 'Asia/Shanghai')::integer AS year,
      row_number() OVER (PARTITION BY extract(year FROM created AT TIME ZONE 'Asia/Shanghai') ORDER BY id) AS number
      FROM instruction) AS given WHERE given.id = instruction.id;
INSERT INTO counter (series, last) SELECT 'instruction:' || year, max(number) FROM instruction GROUP BY year;
ALTER TABLE instruction ALTER COLUMN said_at SET NOT NULL, ALTER COLUMN "by" SET NOT NULL,
    ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN way DROP DEFAULT, ALTER COLUMN rank DROP DEFAULT,
    ALTER COLUMN sight DROP DEFAULT, ALTER COLUMN year SET NOT NULL, ALTER COLUMN number SET NOT NULL,
    ADD CONSTRAINT instruction_number UNIQUE (year, number), ADD CONSTRAINT instruction_number_positive CHECK (number > 0),
    ADD CONSTRAINT instruction_states CHECK (state IN
        ('ink', 'unconfirmed', 'registered', 'routed', 'answered', 'closed', 'archived', 'void')),
    ADD CONSTRAINT instruction_routed CHECK (
        (due IS NULL) = (routed_at IS NULL) AND (routed_at IS NULL) = (routed_by IS NULL)
        AND (state NOT IN ('routed', 'answered') OR routed_at IS NOT NULL)
        AND (state NOT IN ('ink', 'unconfirmed', 'registered', 'void') OR routed_at IS NULL)),
    ADD CONSTRAINT instruction_closed CHECK ((state IN ('closed', 'archived')) = (closed_at IS NOT NULL)),
    ADD CONSTRAINT instruction_ink CHECK (state <> 'ink' OR ink_sealed IS NOT NULL);
CREATE INDEX instruction_follows ON instruction (follows);
CREATE INDEX instruction_leader ON instruction (leader, id);
CREATE INDEX instruction_of_issue ON instruction (issue, id);

ALTER TABLE instruction_target DROP CONSTRAINT instruction_target_pkey,
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(), ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN state text NOT NULL DEFAULT 'owed', ADD COLUMN due timestamptz, ADD COLUMN asked_due timestamptz,
    ADD COLUMN accepted_at timestamptz;
UPDATE instruction_target SET due = i.due,
    state = CASE WHEN i.state = 'closed' THEN 'accepted' WHEN answered_at IS NULL THEN 'owed' ELSE 'answered' END,
    accepted_at = CASE WHEN i.state = 'closed' THEN i.closed_at END
FROM instruction i WHERE i.id = instruction;
CREATE TABLE instruction_word (
    id uuid NOT NULL, instruction uuid NOT NULL REFERENCES instruction, duty uuid NOT NULL, action text NOT NULL,
    code text NOT NULL DEFAULT '', due timestamptz, text_sealed bytea NOT NULL, "by" uuid NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (duty, id)
);
CREATE INDEX instruction_word_instruction ON instruction_word (instruction);
INSERT INTO instruction_word (id, instruction, duty, action, text_sealed, "by", at)
SELECT unit, instruction, id, 'answer', answer_sealed, answered_by, answered_at FROM instruction_target
WHERE answer_sealed IS NOT NULL;
ALTER TABLE instruction_target DROP COLUMN answer_sealed, ALTER COLUMN id DROP DEFAULT, ALTER COLUMN state DROP DEFAULT,
    ALTER COLUMN due SET NOT NULL, ADD PRIMARY KEY (id), ADD CONSTRAINT instruction_target_once UNIQUE (instruction, unit),
    ADD CONSTRAINT instruction_target_states CHECK (state IN ('owed', 'answered', 'accepted', 'excused')),
    ADD CONSTRAINT instruction_target_answered CHECK ((answered_by IS NULL) = (answered_at IS NULL)
        AND (state NOT IN ('answered', 'accepted') OR answered_at IS NOT NULL)),
    ADD CONSTRAINT instruction_target_accepted CHECK ((state = 'accepted') = (accepted_at IS NOT NULL)),
    ADD CONSTRAINT instruction_target_asked CHECK (state = 'owed' OR asked_due IS NULL);
CREATE INDEX instruction_target_owed ON instruction_target (state, due);
ALTER TABLE instruction_word ADD CONSTRAINT instruction_word_duty FOREIGN KEY (duty) REFERENCES instruction_target;

CREATE TABLE instruction_slip (
    id uuid PRIMARY KEY, duty uuid NOT NULL REFERENCES instruction_target, number integer NOT NULL CHECK (number > 0),
    colour text NOT NULL CHECK (colour IN ('blue', 'yellow', 'red')), due timestamptz NOT NULL, at timestamptz NOT NULL,
    UNIQUE (duty, colour, due), UNIQUE (duty, number)
);
CREATE TABLE instruction_told (
    instruction uuid NOT NULL REFERENCES instruction, unit uuid NOT NULL,
    sight text NOT NULL CHECK (sight IN ('whole', 'sign', 'nothing')), at timestamptz NOT NULL,
    PRIMARY KEY (instruction, unit)
);
CREATE INDEX instruction_told_unit ON instruction_told (unit);
CREATE TABLE instruction_term (
    code text NOT NULL, label text NOT NULL, amount integer NOT NULL CHECK (amount > 0),
    measure text NOT NULL CHECK (measure IN ('working_day', 'day', 'hour')), urgent boolean NOT NULL,
    place integer NOT NULL, valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from),
    PRIMARY KEY (code, valid_from)
);
INSERT INTO instruction_term (code, label, amount, measure, urgent, place, valid_from) VALUES
('ordinary', '一般批示：5 个工作日内报办理情况', 5, 'working_day', false, 1, '2016-01-01'),
('urgent', '急件：2 个工作日内报办理情况', 2, 'working_day', false, 2, '2016-01-01'),
('flash', '特急：24 小时内报办理情况', 24, 'hour', true, 3, '2016-01-01'),
('long', '需调研的：15 个工作日内报办理情况', 15, 'working_day', false, 4, '2016-01-01'),
('supplement', '退回补充：2 个工作日内再报', 2, 'working_day', false, 5, '2016-01-01'),
('desk', '办公厅：1 个工作日内转录、转办或认可', 1, 'working_day', false, 6, '2016-01-01');
CREATE TABLE instruction_sight (
    rank text NOT NULL CHECK (rank IN ('top', 'deputy', 'chief')),
    said text NOT NULL CHECK (said IN ('praise', 'question', 'task', 'read')),
    sight text NOT NULL CHECK (sight IN ('whole', 'sign', 'nothing')),
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (rank, said, valid_from)
);
INSERT INTO instruction_sight (rank, said, sight, valid_from)
SELECT rank, said, sight, date '2016-01-01' FROM (VALUES
    ('top', 'praise', 'sign'), ('top', 'question', 'sign'), ('top', 'task', 'sign'), ('top', 'read', 'nothing'),
    ('deputy', 'praise', 'whole'), ('deputy', 'question', 'sign'), ('deputy', 'task', 'whole'), ('deputy', 'read', 'nothing'),
    ('chief', 'praise', 'whole'), ('chief', 'question', 'whole'), ('chief', 'task', 'whole'), ('chief', 'read', 'nothing')
) AS sights (rank, said, sight);
CREATE TABLE instruction_return (
    code text NOT NULL, label text NOT NULL, place integer NOT NULL, valid_from date NOT NULL,
    valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from)
);
INSERT INTO instruction_return (code, label, place, valid_from) VALUES
('no_result', '只有部署，没有结果', 1, '2016-01-01'), ('facts', '情况不清、数据不实', 2, '2016-01-01'),
('off_point', '没有答复批示提出的问题', 3, '2016-01-01'), ('no_plan', '没有时限和责任人', 4, '2016-01-01'),
('other', '其他', 9, '2016-01-01');
CREATE TABLE leader_rank (
    account uuid NOT NULL, rank text NOT NULL CHECK (rank IN ('top', 'deputy', 'chief')), valid_from date NOT NULL,
    PRIMARY KEY (account, valid_from)
);
CREATE TABLE instruction_tidy (
    month date NOT NULL, instruction uuid NOT NULL REFERENCES instruction, duty uuid REFERENCES instruction_target,
    owes text NOT NULL CHECK (owes IN ('transcribe', 'confirm', 'route', 'answer', 'judge', 'close')),
    due timestamptz, late boolean NOT NULL, made timestamptz NOT NULL, UNIQUE NULLS NOT DISTINCT (month, instruction, duty)
);
INSERT INTO mark_rule (kind, urgent, mark, place, share, after_minutes, tell, valid_from) VALUES
('instruction', false, '50', 1, 50, NULL, 'holder', '2016-01-01'),
('instruction', false, 'blue', 2, 75, NULL, 'holder', '2016-01-01'),
('instruction', false, 'yellow', 3, 100, NULL, 'second', '2016-01-01'),
('instruction', false, 'red', 4, NULL, 1440, 'head', '2016-01-01'),
('instruction', true, 'blue', 2, 75, NULL, 'holder', '2016-01-01'),
('instruction', true, 'yellow', 3, 100, NULL, 'second', '2016-01-01'),
('instruction', true, 'red', 4, NULL, 120, 'head', '2016-01-01');
"""
NARROW = {
    "instruction_word": "SELECT, INSERT", "instruction_slip": "SELECT, INSERT", "instruction_told": "SELECT, INSERT",
    "instruction_tidy": "SELECT, INSERT",
}  # fmt: skip


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
