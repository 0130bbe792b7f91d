# ruff: noqa: E501 - the sentences of the regulation stand whole
"""Submissions, their texts, files, notes, clocks and adoptions; the office's lists and rules; refusals of the gate."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-21T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "submissions"

SQL = """
CREATE TABLE submission (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('draft', 'to_sign', 'signed_off', 'submitted', 'screened', 'adopted', 'closed',
        'returned', 'declined', 'withdrawn')),
    created timestamptz NOT NULL, saved timestamptz NOT NULL, moved timestamptz NOT NULL, unit uuid NOT NULL,
    author uuid NOT NULL, number text UNIQUE CHECK (number ~ '^[0-9]{4}-[0-9]{4,}$'),
    category text NOT NULL, urgency text NOT NULL, genre text NOT NULL, learned timestamptz,
    title_sealed bytea NOT NULL, body_sealed bytea NOT NULL, source_sealed bytea NOT NULL, contact_sealed bytea NOT NULL,
    chars integer NOT NULL CHECK (chars >= 0), text_version integer NOT NULL DEFAULT 1 CHECK (text_version > 0),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    signed_digest bytea CHECK (octet_length(signed_digest) = 32), signed_by uuid, signed_at timestamptz,
    submitted timestamptz,
    CONSTRAINT signed_is_whole CHECK (num_nulls(signed_digest, signed_by, signed_at) IN (0, 3)),
    CONSTRAINT only_signed_leaves CHECK (
        state NOT IN ('signed_off', 'submitted', 'screened', 'adopted', 'closed', 'returned', 'declined')
        OR (signed_digest IS NOT NULL AND signed_digest = digest)),
    CONSTRAINT unsigned_has_no_signature CHECK (state NOT IN ('draft', 'to_sign') OR signed_digest IS NULL),
    CONSTRAINT left_has_number CHECK (
        state NOT IN ('submitted', 'screened', 'adopted', 'closed', 'returned', 'declined')
        OR (number IS NOT NULL AND submitted IS NOT NULL))
);
CREATE INDEX submission_unit ON submission (unit, id DESC);
CREATE INDEX submission_state ON submission (state, id DESC);
CREATE INDEX submission_submitted ON submission (submitted DESC, id DESC) WHERE submitted IS NOT NULL;
CREATE TABLE submission_version (
    id uuid PRIMARY KEY, submission uuid NOT NULL REFERENCES submission, number integer NOT NULL CHECK (number > 0),
    author uuid NOT NULL, saved timestamptz NOT NULL, title_sealed bytea NOT NULL, body_sealed bytea NOT NULL,
    chars integer NOT NULL, UNIQUE (submission, number)
);
CREATE TABLE submission_file (
    id uuid PRIMARY KEY REFERENCES blob, submission uuid NOT NULL REFERENCES submission,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), added timestamptz NOT NULL
);
CREATE INDEX submission_file_of ON submission_file (submission, id);
CREATE TABLE submission_note (
    id uuid PRIMARY KEY, submission uuid NOT NULL REFERENCES submission, action text NOT NULL, code text NOT NULL DEFAULT '',
    note_sealed bytea NOT NULL, author uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX submission_note_of ON submission_note (submission, id);
CREATE TABLE submission_clock (
    submission uuid NOT NULL REFERENCES submission, step text NOT NULL CHECK (step IN ('report', 'screen')),
    start timestamptz NOT NULL, due timestamptz NOT NULL, rule text NOT NULL, rule_label text NOT NULL,
    calendar text NOT NULL, provisional boolean NOT NULL DEFAULT false, settled timestamptz,
    PRIMARY KEY (submission, step)
);
CREATE INDEX submission_clock_running ON submission_clock (step, due) WHERE settled IS NULL;
CREATE TABLE submission_adoption (
    id uuid PRIMARY KEY, submission uuid NOT NULL REFERENCES submission, issue uuid NOT NULL, issue_label text NOT NULL,
    article uuid NOT NULL, points numeric(8, 2) NOT NULL, rule text NOT NULL, at timestamptz NOT NULL,
    UNIQUE (submission, issue, article)
);
CREATE TABLE submission_choice (
    kind text NOT NULL CHECK (kind IN ('category', 'urgency', 'genre', 'return_code')), code text NOT NULL,
    label text NOT NULL, help_label text NOT NULL DEFAULT '', place integer NOT NULL,
    least integer NOT NULL DEFAULT 0, most integer NOT NULL DEFAULT 0,
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (kind, code, valid_from)
);
CREATE TABLE submission_due_rule (
    code text NOT NULL, step text NOT NULL CHECK (step IN ('report', 'screen')), category text NOT NULL DEFAULT '',
    urgency text NOT NULL DEFAULT '', measure text NOT NULL CHECK (measure IN ('working_day', 'hour')),
    amount integer NOT NULL CHECK (amount > 0), label text NOT NULL,
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from)
);
CREATE TABLE gate_refusal (
    id uuid PRIMARY KEY, at timestamptz NOT NULL, actor uuid NOT NULL, unit uuid NOT NULL, terminal text NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), rule text NOT NULL, place text NOT NULL
);

-- 政务信息工作办法 第十二条: eight content categories, in its order.
INSERT INTO submission_choice (kind, code, place, label, help_label, valid_from) VALUES
('category', 'policy', 1, '贯彻落实与社会治理', '贯彻落实党中央、国务院政策方针和会党委工作部署的情况，行业参与社会治理、服务政府职能转变和改善民生方面的做法及经验', '2016-01-01'),
('category', 'instruction', 2, '领导批示与政府措施', '党中央、国务院及各部委、各省领导对行业的重要批示指示，相关政府部门对行业实施的重要政策措施。批示指示应在获知后 2 个工作日内报送', '2016-01-01'),
('category', 'work', 3, '重点工作与问题建议', '各单位重点工作开展情况，工作新思路、新经验、新举措及其成效，工作中遇到的困难、问题和政策建议', '2016-01-01'),
('category', 'market', 4, '市场变化与风险问题', '行业的热点、难点、焦点问题；市场变化情况和趋势性、苗头性、风险性问题', '2016-01-01'),
('category', 'emergency', 5, '突发事件与敏感舆情', '社会重大突发事件行业应对情况，行业重大突发事件，敏感问题、重大舆情、群体性事件等', '2016-01-01'),
('category', 'environment', 6, '宏观环境与研究报告', '宏观政策、法律环境对行业发展的影响，国际市场和监管动态，市场调研报告、考察报告、专题研究报告等', '2016-01-01'),
('category', 'views', 7, '各界意见建议', '专家学者、消费者以及社会公众的意见建议', '2016-01-01'),
('category', 'assigned', 8, '约稿与调研任务', '办公厅布置的信息收集或调研任务', '2016-01-01');
INSERT INTO submission_choice (kind, code, place, label, help_label, valid_from) VALUES
('urgency', 'normal', 1, '平件', '', '2016-01-01'),
('urgency', 'urgent', 2, '加急', '', '2016-01-01'),
('urgency', 'flash', 3, '特急', '报送后请同时电话告知办公厅值班室', '2016-01-01');
-- 办法 附件: lengths of the bulletins' genres.
INSERT INTO submission_choice (kind, code, place, label, help_label, least, most, valid_from) VALUES
('genre', 'news', 1, '动态', '专报信息动态类，一般 300—500 字', 300, 500, '2016-01-01'),
('genre', 'overview', 2, '综合', '专报信息综合类，一般 2000—3000 字', 2000, 3000, '2016-01-01'),
('genre', 'experience', 3, '经验做法', '简报，2000 字左右', 1500, 2500, '2016-01-01'),
('genre', 'study', 4, '调研', '监管参考，4000 字左右', 3000, 5000, '2016-01-01'),
('genre', 'reading', 5, '问题建议', '送阅信息、参阅件，2000 字以内', 0, 2000, '2016-01-01'),
('genre', 'brief', 6, '要情', '值班要情，每条 300 字以内', 0, 300, '2016-01-01'),
('genre', 'opinion', 7, '舆情', '舆情专报，字数按需要', 0, 0, '2016-01-01'),
('genre', 'duty', 8, '值班', '值班信息（突发事件），字数按需要', 0, 0, '2016-01-01');
INSERT INTO submission_choice (kind, code, place, label, help_label, valid_from) VALUES
('return_code', 'facts', 1, '事实或数据不清', '', '2016-01-01'),
('return_code', 'elements', 2, '要素不全（时间、地点、来源、联系人）', '', '2016-01-01'),
('return_code', 'source', 3, '来源或口径需要核实', '', '2016-01-01'),
('return_code', 'length', 4, '篇幅或体例不合', '', '2016-01-01'),
('return_code', 'writing', 5, '文字需要修改', '', '2016-01-01'),
('return_code', 'duplicate', 6, '与已报信息重复', '', '2016-01-01'),
('return_code', 'carrier', 7, '以内部刊物代替报送（办法第十七条）', '', '2016-01-01'),
('return_code', 'other', 9, '其他', '', '2016-01-01');
INSERT INTO submission_due_rule (code, step, category, urgency, measure, amount, label, valid_from) VALUES
('14-1', 'report', 'instruction', '', 'working_day', 2, '办法第十四条（一）：获知后 2 个工作日内报送', '2016-01-01'),
('office-report-flash', 'report', '', 'flash', 'hour', 2, '特急：获知后 2 小时内报送（办公厅设定）', '2016-01-01'),
('office-report-urgent', 'report', '', 'urgent', 'working_day', 1, '加急：获知后 1 个工作日内报送（办公厅设定）', '2016-01-01'),
('office-screen-flash', 'screen', '', 'flash', 'hour', 1, '特急：收到后 1 小时内初筛（办公厅设定）', '2016-01-01'),
('office-screen-urgent', 'screen', '', 'urgent', 'hour', 4, '加急：收到后 4 小时内初筛（办公厅设定）', '2016-01-01'),
('office-screen', 'screen', '', 'normal', 'working_day', 2, '收到后 2 个工作日内初筛（办公厅设定）', '2016-01-01');
"""
NARROW = {
    "submission": "SELECT, INSERT, UPDATE",
    "submission_version": "SELECT, INSERT",
    "submission_note": "SELECT, INSERT",
    "submission_adoption": "SELECT, INSERT",
    "gate_refusal": "SELECT, INSERT",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
