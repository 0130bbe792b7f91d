"""Distribution as office data: lists with days in force, frozen lists, terms of reading, reading handed over.

- Groups and lists have the days they are in force; an issue says what it leaves out or adds; its frozen list keeps a tally.
- The lists of before become entries in force since their kind was made; what an open issue had left out becomes a cut.
- Nothing in force is rewritten: an entry ends and another begins.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "distribution"

_SORTS = "'leader', 'charge', 'department', 'ministry', 'bureau', 'association', 'insurer', 'other'"
_LIVE = "('compiling', 'in_approval', 'sent_back')"
SQL = f"""
CREATE TABLE reader_group (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1, name text NOT NULL CHECK (name <> ''),
    sort text NOT NULL CHECK (sort IN ({_SORTS})), place integer NOT NULL,
    valid_from timestamptz NOT NULL, valid_until timestamptz CHECK (valid_until > valid_from)
);
CREATE UNIQUE INDEX reader_group_name ON reader_group (name) WHERE valid_until IS NULL;
CREATE TABLE reader_member (
    id uuid PRIMARY KEY, grp uuid NOT NULL REFERENCES reader_group, place integer NOT NULL, unit uuid, person uuid,
    about uuid, valid_from timestamptz NOT NULL, valid_until timestamptz CHECK (valid_until > valid_from),
    by uuid NOT NULL, ended_by uuid, CHECK ((unit IS NULL) <> (person IS NULL)),
    CHECK ((valid_until IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX reader_member_unit ON reader_member (grp, unit) WHERE valid_until IS NULL;
CREATE UNIQUE INDEX reader_member_person ON reader_member (grp, person, about) NULLS NOT DISTINCT
    WHERE valid_until IS NULL AND person IS NOT NULL;
CREATE INDEX reader_member_place ON reader_member (grp, place, id);
CREATE TABLE kind_reader (
    id uuid PRIMARY KEY, kind uuid NOT NULL REFERENCES bulletin_kind, place integer NOT NULL,
    grp uuid REFERENCES reader_group, unit uuid, person uuid, valid_from timestamptz NOT NULL,
    valid_until timestamptz CHECK (valid_until > valid_from), by uuid NOT NULL, ended_by uuid,
    CONSTRAINT one_of_three CHECK (num_nonnulls(grp, unit, person) = 1),
    CHECK ((valid_until IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX kind_reader_once ON kind_reader (kind, grp, unit, person) NULLS NOT DISTINCT WHERE valid_until IS NULL;
CREATE TABLE kind_audience (
    id uuid PRIMARY KEY, kind uuid NOT NULL REFERENCES bulletin_kind,
    audience text NOT NULL CHECK (audience IN ('general', 'circulated', 'referred')), valid_from timestamptz NOT NULL,
    valid_until timestamptz CHECK (valid_until > valid_from)
);
CREATE UNIQUE INDEX kind_audience_now ON kind_audience (kind) WHERE valid_until IS NULL;
CREATE TABLE audience_sort (
    audience text NOT NULL CHECK (audience IN ('general', 'circulated', 'referred')),
    sort text NOT NULL CHECK (sort IN ({_SORTS}, 'person', 'unit')), valid_from timestamptz NOT NULL,
    valid_until timestamptz, PRIMARY KEY (audience, sort, valid_from)
);
INSERT INTO audience_sort (audience, sort, valid_from)
SELECT audience, sort, '2020-01-01' FROM (VALUES ('general', ARRAY[{_SORTS}, 'person', 'unit']),
    ('circulated', ARRAY['leader', 'charge', 'department', 'person', 'unit']),
    ('referred', ARRAY['charge', 'person'])) AS a (audience, sorts), unnest(a.sorts) AS sort;
INSERT INTO kind_audience (id, kind, audience, valid_from)
SELECT gen_random_uuid(), id, CASE code WHEN 'circulated' THEN 'circulated' WHEN 'consulted' THEN 'referred'
    ELSE 'general' END, '2020-01-01' FROM bulletin_kind;
INSERT INTO reader_group (id, name, sort, place, valid_from)
SELECT gen_random_uuid(), name, sort, place, '2020-01-01' FROM (VALUES
    ('机关领导', 'leader', 1), ('分管领导', 'charge', 2), ('各司局', 'department', 3), ('有关部委', 'ministry', 4),
    ('各监管局', 'bureau', 5), ('各协会', 'association', 6), ('各保险机构', 'insurer', 7)) AS g (name, sort, place);
INSERT INTO kind_reader (id, kind, place, unit, person, valid_from, by)
SELECT gen_random_uuid(), r.kind, r.seq, r.unit, r.person, k.created, '00000000-0000-0000-0000-000000000000'
FROM bulletin_reader r JOIN bulletin_kind k ON k.id = r.kind;

CREATE TABLE issue_cut (
    id uuid PRIMARY KEY, issue uuid NOT NULL REFERENCES issue, unit uuid, person uuid, by uuid NOT NULL,
    at timestamptz NOT NULL, undone_by uuid, undone_at timestamptz, CHECK ((unit IS NULL) <> (person IS NULL)),
    CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE UNIQUE INDEX issue_cut_once ON issue_cut (issue, unit, person) NULLS NOT DISTINCT WHERE undone_at IS NULL;
INSERT INTO issue_cut (id, issue, unit, person, by, at)
SELECT gen_random_uuid(), i.id, r.unit, r.person, i.compiler, i.created FROM issue i JOIN bulletin_reader r ON r.kind = i.kind
WHERE i.state IN {_LIVE} AND NOT EXISTS (SELECT 1 FROM issue_reader o WHERE o.issue = i.id
    AND o.unit IS NOT DISTINCT FROM r.unit AND o.person IS NOT DISTINCT FROM r.person);
DELETE FROM issue_reader WHERE issue IN (SELECT id FROM issue WHERE state IN {_LIVE});
DROP TABLE bulletin_reader;
ALTER TABLE issue_reader ADD COLUMN via uuid REFERENCES reader_group, ADD COLUMN added uuid;

CREATE TABLE issue_list (
    issue uuid PRIMARY KEY REFERENCES issue, audience text NOT NULL, size integer NOT NULL, frozen_at timestamptz NOT NULL,
    frozen_by uuid NOT NULL, queued integer NOT NULL DEFAULT 0, arrived integer NOT NULL DEFAULT 0,
    opened integer NOT NULL DEFAULT 0, accepted integer NOT NULL DEFAULT 0, closed integer NOT NULL DEFAULT 0,
    taken_back integer NOT NULL DEFAULT 0,
    CHECK (least(queued, arrived, opened, accepted, closed, taken_back) >= 0)
);
INSERT INTO issue_list (issue, audience, size, frozen_at, frozen_by, queued, arrived, opened, accepted, closed)
SELECT i.id, a.audience, (SELECT count(*) FROM issue_reader r WHERE r.issue = i.id), i.approved_at, i.approved_by,
    count(d.id) FILTER (WHERE d.state = 'queued'), count(d.id) FILTER (WHERE d.state = 'arrived'),
    count(d.id) FILTER (WHERE d.state = 'opened'), count(d.id) FILTER (WHERE d.state = 'accepted'),
    count(d.id) FILTER (WHERE d.state = 'closed')
FROM issue i JOIN kind_audience a ON a.kind = i.kind LEFT JOIN delivery d ON d.issue = i.id
WHERE i.state NOT IN {_LIVE} GROUP BY i.id, a.audience;

CREATE TABLE widening (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('asked', 'agreed', 'refused', 'expired')), issue uuid NOT NULL REFERENCES issue,
    late boolean NOT NULL, asked_by uuid NOT NULL, asked timestamptz NOT NULL, decided_by uuid, decided timestamptz,
    CHECK ((state = 'asked') = (decided IS NULL)), CHECK ((state IN ('agreed', 'refused')) = (decided_by IS NOT NULL)),
    CONSTRAINT another_person CHECK (decided_by <> asked_by)
);
CREATE INDEX widening_issue ON widening (issue, id);
CREATE INDEX widening_asked ON widening (asked) WHERE state = 'asked';
CREATE TABLE widening_reader (
    widening uuid NOT NULL REFERENCES widening, seq integer NOT NULL, unit uuid, person uuid,
    PRIMARY KEY (widening, seq), CHECK ((unit IS NULL) <> (person IS NULL))
);

ALTER TABLE delivery ADD COLUMN reminded date, ADD COLUMN deputy uuid, ADD COLUMN deputy_until timestamptz,
    ADD COLUMN taken_back_at timestamptz, ADD COLUMN taken_back_by uuid, ADD COLUMN added uuid REFERENCES widening,
    DROP CONSTRAINT delivery_state_check, DROP CONSTRAINT delivery_check1, DROP CONSTRAINT delivery_check2,
    DROP CONSTRAINT delivery_check3;
ALTER TABLE delivery
    ADD CONSTRAINT delivery_state_check CHECK
        (state IN ('queued', 'arrived', 'opened', 'accepted', 'closed', 'taken_back')),
    ADD CONSTRAINT delivery_arrives CHECK
        (state = 'taken_back' OR (state = 'queued') = (arrived_at IS NULL)),
    ADD CONSTRAINT delivery_opened_by_name CHECK ((opened_at IS NULL) = (opened_by IS NULL)
        AND (state = 'taken_back' OR (state IN ('opened', 'accepted', 'closed')) = (opened_at IS NOT NULL))),
    ADD CONSTRAINT delivery_accepted_by_name CHECK ((accepted_at IS NULL) = (accepted_by IS NULL)
        AND (state = 'taken_back' OR (state IN ('accepted', 'closed')) = (accepted_at IS NOT NULL))),
    ADD CONSTRAINT delivery_taken_back_by_name CHECK ((taken_back_at IS NULL) = (taken_back_by IS NULL)
        AND (state = 'taken_back') = (taken_back_at IS NOT NULL)),
    ADD CONSTRAINT delivery_deputy_ends CHECK ((deputy IS NULL) = (deputy_until IS NULL));
CREATE INDEX delivery_of_issue ON delivery (issue, state, number);
CREATE INDEX delivery_deputy ON delivery (deputy, id) WHERE deputy IS NOT NULL;

CREATE TABLE delivery_term (
    code text NOT NULL, label text NOT NULL, step text NOT NULL CHECK (step IN ('arrive', 'open', 'accept', 'consent')),
    kind text NOT NULL DEFAULT '', audience text NOT NULL DEFAULT '' CHECK (audience IN ('', 'general', 'circulated', 'referred')),
    measure text NOT NULL CHECK (measure IN ('working_day', 'day', 'hour', 'minute')), amount integer NOT NULL CHECK (amount > 0),
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from)
);
INSERT INTO delivery_term (code, label, step, audience, measure, amount, valid_from) VALUES
('arrive', '印发后 30 分钟内全部送达', 'arrive', '', 'minute', 30, '2020-01-01'),
('open', '送达后 2 个工作日内打开', 'open', 'general', 'working_day', 2, '2020-01-01'),
('open-circulated', '送阅件送达后 1 个工作日内打开', 'open', 'circulated', 'working_day', 1, '2020-01-01'),
('open-referred', '参阅件送达后 1 个工作日内打开', 'open', 'referred', 'working_day', 1, '2020-01-01'),
('accept', '送达后 5 个工作日内阅毕', 'accept', 'general', 'working_day', 5, '2020-01-01'),
('accept-circulated', '送阅件送达后 3 个工作日内阅毕', 'accept', 'circulated', 'working_day', 3, '2020-01-01'),
('accept-referred', '参阅件送达后 2 个工作日内阅毕', 'accept', 'referred', 'working_day', 2, '2020-01-01'),
('consent', '扩大范围的申请 1 个工作日内答复', 'consent', '', 'working_day', 1, '2020-01-01');
INSERT INTO mark_rule (kind, urgent, mark, place, share, after_minutes, tell, valid_from)
SELECT 'delivery', urgent, mark, place, share, after_minutes, tell, '2020-01-01'
FROM (VALUES ('75', 2, 75, NULL, 'holder'), ('100', 3, 100, NULL, 'holder'), ('b', 4, NULL, 1440, 'second'),
    ('head', 5, NULL, 2880, 'head')) AS m (mark, place, share, after_minutes, tell), (VALUES (false), (true)) AS u (urgent);
INSERT INTO mark_rule (kind, urgent, mark, place, share, after_minutes, tell, valid_from)
SELECT 'widening', urgent, mark, place, share, NULL, 'holder', '2020-01-01'
FROM (VALUES ('50', 1, 50), ('100', 3, 100)) AS m (mark, place, share), (VALUES (false), (true)) AS u (urgent);

CREATE TABLE reading_handover (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1, state text NOT NULL CHECK (state IN ('given', 'revoked')),
    giver uuid NOT NULL, deputy uuid NOT NULL CHECK (deputy <> giver), valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL CHECK (valid_until > valid_from), created timestamptz NOT NULL, revoked timestamptz,
    CHECK ((state = 'revoked') = (revoked IS NOT NULL))
);
CREATE INDEX reading_handover_giver ON reading_handover (giver, valid_until);
CREATE INDEX reading_handover_deputy ON reading_handover (deputy, valid_until);
"""  # noqa: S608 - words of this file only
_ENDS = "valid_until, ended_by"
_MOVED = (
    "version, state, arrived_at, opened_at, opened_by, accepted_at, accepted_by, reminded, deputy, deputy_until,"
    " taken_back_at, taken_back_by"
)
NARROW = {
    "reader_group": "SELECT, INSERT, UPDATE (version, name, place, valid_until)",
    "reader_member": f"SELECT, INSERT, UPDATE ({_ENDS})",
    "kind_reader": f"SELECT, INSERT, UPDATE ({_ENDS})",
    "kind_audience": "SELECT, INSERT, UPDATE (valid_until)",
    "audience_sort": "SELECT, INSERT, UPDATE (valid_until)",
    "issue_cut": "SELECT, INSERT, UPDATE (undone_by, undone_at)",
    "issue_list": "SELECT, INSERT, UPDATE",
    "widening": "SELECT, INSERT, UPDATE (version, state, decided_by, decided)",
    "widening_reader": "SELECT, INSERT",
    "delivery": f"SELECT, INSERT, UPDATE ({_MOVED})",
    "reading_handover": "SELECT, INSERT, UPDATE (version, state, revoked)",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
