"""Happenings, rule sets, corrections, appeals, closed periods; what kinds of bulletins gave before becomes the first ones.

- Every day on which a rule of a kind began makes a rule set of what was in force on it, so that old days count as they did.
- Every old line of one event on one article becomes a share of one happening, in the order of the lines.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "scores of their own"

SQL = """
CREATE TABLE score_happening (
    id uuid PRIMARY KEY,
    sort text NOT NULL CHECK (sort IN ('reported', 'adopted', 'instructed', 'answered', 'missed', 'late', 'omitted',
        'concealed', 'false', 'named', 'corrected', 'cancelled')),
    item uuid NOT NULL, source_kind text NOT NULL, source uuid NOT NULL, level text NOT NULL,
    outlet text NOT NULL DEFAULT '', genre text NOT NULL DEFAULT '', rank text NOT NULL DEFAULT '',
    label text NOT NULL DEFAULT '', awarded numeric(8, 2), points numeric(8, 2), day date NOT NULL,
    cancels uuid UNIQUE REFERENCES score_happening, by uuid NOT NULL, at timestamptz NOT NULL,
    CHECK ((sort = 'cancelled') = (cancels IS NOT NULL)), CHECK ((sort = 'corrected') = (points IS NOT NULL))
);
CREATE INDEX score_happening_day ON score_happening (day);
CREATE INDEX score_happening_item ON score_happening (item, id);
CREATE INDEX score_happening_source ON score_happening (source);
CREATE INDEX score_happening_at ON score_happening (at);
CREATE TABLE score_share (
    happening uuid NOT NULL REFERENCES score_happening, seq smallint NOT NULL, unit uuid NOT NULL, submission uuid,
    weight integer NOT NULL DEFAULT 1 CHECK (weight >= 0), PRIMARY KEY (happening, seq)
);
CREATE INDEX score_share_unit ON score_share (unit);
CREATE INDEX score_share_submission ON score_share (submission);

CREATE TABLE score_rule_set (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('draft', 'confirmed', 'dropped')), number integer NOT NULL UNIQUE,
    document text NOT NULL, since date, made_by uuid NOT NULL, made_at timestamptz NOT NULL, changed_by uuid NOT NULL,
    decided_by uuid, decided_at timestamptz,
    CHECK ((state = 'confirmed') = (since IS NOT NULL)),
    CHECK ((state = 'draft') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL))
);

CREATE TABLE score_correction (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'refused', 'withdrawn')),
    unit uuid, points numeric(8, 2), day date, happening uuid REFERENCES score_happening, reason_sealed bytea NOT NULL,
    proposed_by uuid NOT NULL, proposed_at timestamptz NOT NULL, decided_by uuid, decided_at timestamptz,
    outcome uuid REFERENCES score_happening,
    CHECK ((happening IS NULL) = (unit IS NOT NULL) AND (unit IS NULL) = (points IS NULL) AND (unit IS NULL) = (day IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (state = 'confirmed') = (outcome IS NOT NULL)),
    CONSTRAINT two_hands CHECK (state <> 'confirmed' OR decided_by <> proposed_by)
);
CREATE INDEX score_correction_state ON score_correction (state, id);
CREATE TABLE score_appeal (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('filed', 'upheld', 'rejected', 'withdrawn')), unit uuid NOT NULL,
    happening uuid NOT NULL REFERENCES score_happening, line text NOT NULL, text_sealed bytea NOT NULL,
    filed_by uuid NOT NULL, filed_at timestamptz NOT NULL, answer_sealed bytea, decided_by uuid, decided_at timestamptz,
    outcome uuid REFERENCES score_happening,
    CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (state = 'upheld') = (outcome IS NOT NULL)),
    CHECK ((state IN ('upheld', 'rejected')) <= (answer_sealed IS NOT NULL AND decided_by IS NOT NULL))
);
CREATE UNIQUE INDEX score_appeal_open ON score_appeal (unit, happening, line) WHERE state = 'filed';
CREATE INDEX score_appeal_unit ON score_appeal (unit, id);
CREATE TABLE score_upward (
    id uuid PRIMARY KEY, happening uuid NOT NULL UNIQUE REFERENCES score_happening, reference_sealed bytea NOT NULL,
    document uuid, by uuid NOT NULL, at timestamptz NOT NULL
);

CREATE TABLE score_settlement (
    id uuid PRIMARY KEY, first date NOT NULL UNIQUE, last date NOT NULL UNIQUE CHECK (last >= first),
    digest text NOT NULL, by uuid NOT NULL, at timestamptz NOT NULL
);
CREATE TABLE score_settled (
    settlement uuid NOT NULL REFERENCES score_settlement, seq integer NOT NULL, unit uuid NOT NULL,
    happening uuid NOT NULL REFERENCES score_happening, submission uuid, rule_set uuid REFERENCES score_rule_set,
    line text NOT NULL, day date NOT NULL, about date, points numeric(8, 2) NOT NULL, steps text NOT NULL,
    PRIMARY KEY (settlement, seq)
);
CREATE INDEX score_settled_unit ON score_settled (unit, day);

INSERT INTO score_rule_set (id, state, number, document, since, made_by, made_at, changed_by, decided_by, decided_at)
SELECT gen_random_uuid(), 'confirmed', row_number() OVER (ORDER BY days.since), json_build_object(
    'name', '计分办法', 'source', '', 'mode', 'cumulative', 'instructions', 'level',
    'levels', '[{"code": "own", "label": "本机关"}, {"code": "city", "label": "市委、市政府"},
        {"code": "province", "label": "省委、省政府"}, {"code": "ministry", "label": "部委"},
        {"code": "state", "label": "中办、国办"}]'::json,
    'outlets', (SELECT json_agg(outlet) FROM (
        SELECT json_build_object('code', code, 'label', name, 'level', 'own') AS outlet
        FROM (SELECT code, name FROM bulletin_kind ORDER BY seq) AS kinds
        UNION ALL SELECT json_build_object('code', code, 'label', label, 'level', level) FROM (VALUES
            ('city_info', '市级信息刊物', 'city'), ('province_info', '省级信息刊物', 'province'),
            ('ministry_info', '部委信息刊物', 'ministry'), ('state_info', '中办、国办信息刊物', 'state')
        ) AS upper (code, label, level)) AS outlets),
    'lines', (SELECT json_agg(line) FROM (
        SELECT json_build_object(
            'code', CASE rule.event WHEN 'adopted' THEN 'adopted_' ELSE 'instructed_' END || kind.code,
            'sort', CASE rule.event WHEN 'adopted' THEN 'adopted' ELSE 'instructed' END,
            'points', rule.points::text, 'outlet', kind.code, 'level', 'own', 'sharing', rule.sharing) AS line
        FROM (SELECT r.*, k.seq FROM score_rule AS r JOIN bulletin_kind AS k ON k.id = r.kind
            ORDER BY r.event, k.seq) AS rule JOIN bulletin_kind AS kind ON kind.id = rule.kind
        WHERE rule.since <= days.since AND (rule.until IS NULL OR rule.until >= days.since)
        UNION ALL SELECT json_build_object('code', code, 'sort', sort, 'points', points, 'level', level,
            'sharing', sharing) FROM (VALUES
            ('upper_city', 'adopted', '10.00', 'city', 'even'), ('upper_province', 'adopted', '15.00', 'province', 'even'),
            ('upper_ministry', 'adopted', '20.00', 'ministry', 'even'), ('upper_state', 'adopted', '30.00', 'state', 'even'),
            ('instructed_city', 'instructed', '10.00', 'city', 'even'),
            ('instructed_province', 'instructed', '20.00', 'province', 'even'),
            ('instructed_ministry', 'instructed', '30.00', 'ministry', 'even'),
            ('instructed_state', 'instructed', '50.00', 'state', 'even'),
            ('missed', 'missed', '-10.00', '', 'full'), ('late', 'late', '-20.00', '', 'full'),
            ('omitted', 'omitted', '-20.00', '', 'full'), ('concealed', 'concealed', '-20.00', '', 'full'),
            ('false', 'false', '-50.00', '', 'full'), ('named', 'named', '-100.00', '', 'full')
        ) AS upper (code, sort, points, level, sharing)) AS lines)
)::text, days.since, '00000000-0000-0000-0000-000000000000', now(), '00000000-0000-0000-0000-000000000000',
    '00000000-0000-0000-0000-000000000000', now()
FROM (SELECT DISTINCT since FROM score_rule) AS days;

CREATE TEMPORARY TABLE old_event ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, l.article, l.issue, r.event, min(l.at) AS at
FROM score_line AS l JOIN score_rule AS r ON r.id = l.rule GROUP BY l.article, l.issue, r.event;
INSERT INTO score_happening (id, sort, item, source_kind, source, level, outlet, genre, label, day, by, at)
SELECT o.id, CASE o.event WHEN 'adopted' THEN 'adopted' ELSE 'instructed' END, o.article,
    'issue', o.issue, 'own', k.code, a.genre,
    '《' || k.name || '》' || i.year || '年第' || i.number || '期', (o.at AT TIME ZONE 'Asia/Shanghai')::date,
    '00000000-0000-0000-0000-000000000000', o.at
FROM old_event AS o JOIN issue AS i ON i.id = o.issue JOIN bulletin_kind AS k ON k.id = i.kind
JOIN article AS a ON a.id = o.article ORDER BY o.at, o.event;
INSERT INTO score_share (happening, seq, unit, submission, weight)
SELECT o.id, row_number() OVER (PARTITION BY o.id ORDER BY l.id), l.unit, l.submission, coalesce(s.share, 1)
FROM score_line AS l JOIN score_rule AS r ON r.id = l.rule
JOIN old_event AS o ON o.article = l.article AND o.issue = l.issue AND o.event = r.event
LEFT JOIN article_source AS s ON s.article = l.article AND s.submission = l.submission;

CREATE TEMPORARY TABLE old_report ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, s.id AS submission, s.unit, s.genre, s.submitted FROM submission AS s WHERE s.submitted IS NOT NULL;
INSERT INTO score_happening (id, sort, item, source_kind, source, level, genre, day, by, at)
SELECT id, 'reported', submission, 'submission', submission, 'own', genre, (submitted AT TIME ZONE 'Asia/Shanghai')::date,
    '00000000-0000-0000-0000-000000000000', submitted FROM old_report ORDER BY submitted;
INSERT INTO score_share (happening, seq, unit, submission) SELECT id, 1, unit, submission FROM old_report;

DROP TABLE score_line;
DROP TABLE score_rule;
"""
NARROW = {
    "score_happening": "SELECT, INSERT", "score_share": "SELECT, INSERT", "score_rule_set": "SELECT, INSERT, UPDATE",
    "score_correction": "SELECT, INSERT, UPDATE", "score_appeal": "SELECT, INSERT, UPDATE",
    "score_upward": "SELECT, INSERT", "score_settlement": "SELECT, INSERT", "score_settled": "SELECT, INSERT",
}  # fmt: skip


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "scores", DESCRIPTION, SQL, NARROW)
