"""Kinds with their ten defaults, articles, issues, deliveries, instructions, scores."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-21T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "bulletins"

SQL = """
CREATE TABLE bulletin_kind (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    code text NOT NULL UNIQUE CHECK (code ~ '^[a-z][a-z0-9_]{1,30}$'),
    name text NOT NULL UNIQUE, masthead text NOT NULL, audience text NOT NULL,
    cadence text NOT NULL CHECK (cadence IN ('daily', 'weekly', 'monthly', 'any')), office text NOT NULL,
    seq smallint NOT NULL, active boolean NOT NULL DEFAULT true, created timestamptz NOT NULL
);
CREATE TABLE bulletin_limit (
    kind uuid NOT NULL REFERENCES bulletin_kind,
    genre text NOT NULL CHECK (genre IN ('news', 'survey', 'research', 'digest', 'opinion', 'notice')),
    least integer NOT NULL CHECK (least >= 0), most integer NOT NULL CHECK (most >= least), strict boolean NOT NULL,
    PRIMARY KEY (kind, genre)
);
CREATE TABLE bulletin_reader (
    kind uuid NOT NULL REFERENCES bulletin_kind, seq integer NOT NULL, unit uuid, person uuid,
    PRIMARY KEY (kind, seq), UNIQUE (kind, unit), UNIQUE (kind, person), CHECK ((unit IS NULL) <> (person IS NULL))
);
CREATE TABLE score_rule (
    id uuid PRIMARY KEY, kind uuid NOT NULL REFERENCES bulletin_kind,
    event text NOT NULL CHECK (event IN ('adopted', 'instruction')),
    points numeric(8, 2) NOT NULL, sharing text NOT NULL CHECK (sharing IN ('even', 'lineage', 'full')),
    since date NOT NULL, until date CHECK (until >= since), UNIQUE (kind, event, since)
);
CREATE UNIQUE INDEX score_rule_open ON score_rule (kind, event) WHERE until IS NULL;
CREATE TABLE quick_phrase (id uuid PRIMARY KEY, seq smallint NOT NULL, text text NOT NULL UNIQUE);

CREATE TABLE issue (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN
        ('compiling', 'in_approval', 'approved', 'typeset', 'proofread', 'released', 'archived', 'sent_back')),
    kind uuid NOT NULL REFERENCES bulletin_kind, year integer, number integer, total integer, compiler uuid NOT NULL,
    approved_by uuid, approved_at timestamptz, digest bytea, pdf uuid, pdf_digest bytea, proofread_by uuid,
    released_at timestamptz, created timestamptz NOT NULL,
    CHECK ((year IS NULL) = (number IS NULL) AND (number IS NULL) = (total IS NULL)),
    CHECK ((state IN ('approved', 'typeset', 'proofread', 'released', 'archived')) <= (
        number IS NOT NULL AND approved_by IS NOT NULL AND approved_at IS NOT NULL AND digest IS NOT NULL)),
    CHECK ((state IN ('typeset', 'proofread', 'released', 'archived')) <= (pdf IS NOT NULL AND pdf_digest IS NOT NULL)),
    CHECK ((state IN ('proofread', 'released', 'archived')) <= (proofread_by IS NOT NULL)),
    CHECK ((state IN ('released', 'archived')) = (released_at IS NOT NULL))
);
CREATE UNIQUE INDEX issue_number ON issue (kind, year, number);
CREATE UNIQUE INDEX issue_total ON issue (kind, total);
CREATE INDEX issue_state ON issue (state, id);
CREATE TABLE issue_author (issue uuid NOT NULL REFERENCES issue, person uuid NOT NULL, PRIMARY KEY (issue, person));
CREATE TABLE issue_reader (
    issue uuid NOT NULL REFERENCES issue, seq integer NOT NULL, unit uuid, person uuid, PRIMARY KEY (issue, seq),
    CHECK ((unit IS NULL) <> (person IS NULL))
);

CREATE TABLE article (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('selected', 'verified', 'edited', 'placed', 'published', 'held_over',
    'dropped')),
    kind uuid NOT NULL REFERENCES bulletin_kind,
    genre text NOT NULL CHECK (genre IN ('news', 'survey', 'research', 'digest', 'opinion', 'notice')),
    issue uuid REFERENCES issue, position integer NOT NULL DEFAULT 0, edition integer NOT NULL DEFAULT 1,
    chars integer NOT NULL, created_by uuid NOT NULL, verified_by uuid, edited_by uuid, created timestamptz NOT NULL,
    published timestamptz,
    CHECK ((state IN ('placed', 'published')) = (issue IS NOT NULL)),
    CHECK ((state = 'published') = (published IS NOT NULL)),
    CHECK ((state IN ('edited', 'placed', 'published')) <= (verified_by IS NOT NULL AND edited_by IS NOT NULL))
);
CREATE INDEX article_issue ON article (issue, position);
CREATE INDEX article_state ON article (state, id);
CREATE TABLE article_edition (
    article uuid NOT NULL REFERENCES article, number integer NOT NULL CHECK (number > 0), title_sealed bytea NOT NULL,
    body_sealed bytea NOT NULL, lineage_sealed bytea NOT NULL, digest bytea NOT NULL, by uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (article, number)
);
CREATE TABLE article_source (
    article uuid NOT NULL REFERENCES article, submission uuid NOT NULL, unit uuid NOT NULL, seq smallint NOT NULL,
    share smallint NOT NULL CHECK (share BETWEEN 0 AND 100), PRIMARY KEY (article, submission)
);
CREATE INDEX article_source_submission ON article_source (submission);

CREATE TABLE delivery (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('queued', 'arrived', 'opened', 'accepted', 'closed')),
    issue uuid NOT NULL REFERENCES issue, unit uuid, person uuid, arrived_at timestamptz, opened_at timestamptz,
    opened_by uuid,
    accepted_at timestamptz, accepted_by uuid, created timestamptz NOT NULL,
    CHECK ((unit IS NULL) <> (person IS NULL)), UNIQUE (issue, unit), UNIQUE (issue, person),
    CHECK ((state = 'queued') = (arrived_at IS NULL)),
    CHECK ((state IN ('opened', 'accepted', 'closed')) = (opened_at IS NOT NULL AND opened_by IS NOT NULL)),
    CHECK ((state IN ('accepted', 'closed')) = (accepted_at IS NOT NULL AND accepted_by IS NOT NULL))
);
CREATE INDEX delivery_unit ON delivery (unit, id);
CREATE INDEX delivery_person ON delivery (person, id);

CREATE TABLE instruction (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('registered', 'routed', 'answered', 'closed')),
    issue uuid NOT NULL REFERENCES issue, article uuid REFERENCES article, leader uuid NOT NULL,
    text_sealed bytea NOT NULL,
    due timestamptz, routed_at timestamptz, routed_by uuid, closed_at timestamptz, created timestamptz NOT NULL,
    CHECK ((state = 'registered') = (due IS NULL) AND (due IS NULL) = (routed_at IS NULL)),
    CHECK ((routed_at IS NULL) = (routed_by IS NULL)), CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX instruction_state ON instruction (state, id);
CREATE INDEX instruction_article ON instruction (article);
CREATE TABLE instruction_target (
    instruction uuid NOT NULL REFERENCES instruction, unit uuid NOT NULL, answer_sealed bytea, answered_by uuid,
    answered_at timestamptz, PRIMARY KEY (instruction, unit),
    CHECK ((answer_sealed IS NULL) = (answered_by IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL))
);
CREATE INDEX instruction_target_unit ON instruction_target (unit);
CREATE TABLE bulletin_note (
    id uuid PRIMARY KEY, record uuid NOT NULL, action text NOT NULL, text_sealed bytea NOT NULL, by uuid NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX bulletin_note_record ON bulletin_note (record);
CREATE TABLE score_line (
    id uuid PRIMARY KEY, submission uuid NOT NULL, unit uuid NOT NULL, issue uuid NOT NULL REFERENCES issue,
    article uuid NOT NULL REFERENCES article, rule uuid NOT NULL REFERENCES score_rule, points numeric(8, 2) NOT NULL,
    at timestamptz NOT NULL, UNIQUE (submission, article, rule)
);
CREATE INDEX score_line_unit ON score_line (unit, at);
CREATE INDEX score_line_at ON score_line (at);

INSERT INTO bulletin_kind (id, code, name, masthead, audience, cadence, office, seq, created)
SELECT gen_random_uuid(), code, name, name, audience, cadence, '办公厅', row_number() OVER (), now() FROM (VALUES
    ('special', '专报信息', '上级机关', 'any'),
    ('duty', '值班信息', '上级机关值班部门', 'any'),
    ('brief', '简报', '机关各部门、派出机构', 'weekly'),
    ('reference', '监管参考', '机关领导、各部门', 'monthly'),
    ('circulated', '送阅信息', '机关领导和有关部门', 'any'),
    ('consulted', '参阅件', '分管领导', 'any'),
    ('situation', '情况通报', '派出机构、行业协会、市场主体', 'any'),
    ('daily', '值班要情', '机关领导', 'daily'),
    ('opinion', '舆情专报', '机关领导和有关部门', 'any'),
    ('circular', '通报', '各报送单位', 'monthly')
) AS kinds (code, name, audience, cadence);
INSERT INTO bulletin_limit (kind, genre, least, most, strict)
SELECT kind.id, genre, least, most, strict FROM (VALUES
    ('special', 'news', 300, 500, false), ('special', 'survey', 2000, 3000, false),
    ('duty', 'news', 0, 1000, false),
    ('brief', 'news', 0, 2500, false), ('brief', 'survey', 0, 2500, false),
    ('reference', 'research', 0, 5000, false), ('reference', 'survey', 0, 5000, false),
    ('circulated', 'news', 0, 2000, true), ('circulated', 'survey', 0, 2000, true),
    ('consulted', 'news', 0, 2000, true), ('consulted', 'research', 0, 2000, true),
    ('situation', 'news', 0, 3000, false), ('situation', 'notice', 0, 3000, false),
    ('daily', 'digest', 0, 300, true),
    ('opinion', 'opinion', 0, 1500, false),
    ('circular', 'notice', 0, 20000, false)
) AS limits (code, genre, least, most, strict) JOIN bulletin_kind AS kind USING (code);
INSERT INTO score_rule (id, kind, event, points, sharing, since)
SELECT gen_random_uuid(), kind.id, event, points, 'even', date '2020-01-01' FROM (VALUES
    ('special', 'adopted', 10), ('duty', 'adopted', 2), ('brief', 'adopted', 3), ('reference', 'adopted', 10),
    ('circulated', 'adopted', 5), ('consulted', 'adopted', 5), ('situation', 'adopted', 3), ('daily', 'adopted', 2),
    ('opinion', 'adopted', 5), ('circular', 'adopted', 0)
) AS rules (code, event, points) JOIN bulletin_kind AS kind USING (code)
UNION ALL SELECT gen_random_uuid(), id, 'instruction', 10, 'even', date '2020-01-01' FROM bulletin_kind;
INSERT INTO quick_phrase (id, seq, text) SELECT gen_random_uuid(), row_number() OVER (), text FROM (VALUES
    ('请有关部门研究提出意见。'), ('同意，请抓好落实。'), ('情况重要，请跟踪并续报。'), ('做法很好，可总结推广。'),
    ('请核实后报我。')
) AS phrases (text);
"""
NARROW = {
    "article_edition": "SELECT, INSERT", "bulletin_note": "SELECT, INSERT", "score_line": "SELECT, INSERT",
    "issue_author": "SELECT, INSERT",
}  # fmt: skip


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
