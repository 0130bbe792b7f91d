"""Writing: working copies, uploads under way, the four-quality questions and their ticks, outlines, near-duplicates."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "writing"

SQL = """
CREATE TABLE submission_working (
    id uuid PRIMARY KEY, account uuid NOT NULL, submission uuid REFERENCES submission,
    base integer NOT NULL DEFAULT 0 CHECK (base >= 0), sequence integer NOT NULL DEFAULT 1 CHECK (sequence > 0),
    tab text NOT NULL CHECK (tab ~ '^[0-9a-f]{0,32}$'), begun timestamptz NOT NULL, saved timestamptz NOT NULL,
    sealed bytea NOT NULL
);
CREATE UNIQUE INDEX submission_working_of ON submission_working (account, submission) WHERE submission IS NOT NULL;
CREATE INDEX submission_working_account ON submission_working (account, saved DESC);
CREATE INDEX submission_working_saved ON submission_working (saved);
CREATE TABLE submission_upload (
    id uuid PRIMARY KEY, account uuid NOT NULL, size integer NOT NULL CHECK (size > 0),
    received integer NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size), begun timestamptz NOT NULL,
    touched timestamptz NOT NULL, head_sealed bytea NOT NULL, passed boolean NOT NULL DEFAULT false,
    CONSTRAINT passed_is_whole CHECK (NOT passed OR received = size)
);
CREATE INDEX submission_upload_account ON submission_upload (account, id);
CREATE INDEX submission_upload_touched ON submission_upload (touched);
CREATE TABLE submission_upload_chunk (
    upload uuid NOT NULL REFERENCES submission_upload ON DELETE CASCADE, start integer NOT NULL CHECK (start >= 0),
    sealed bytea NOT NULL, PRIMARY KEY (upload, start)
);
CREATE TABLE submission_near (
    submission uuid PRIMARY KEY REFERENCES submission, at timestamptz NOT NULL, signature bytea NOT NULL,
    bands integer[] NOT NULL
);
CREATE INDEX submission_near_bands ON submission_near USING gin (bands);
CREATE INDEX submission_near_at ON submission_near (at);
CREATE TABLE submission_question (
    code text NOT NULL CHECK (code ~ '^[a-z_]+$'), quality text NOT NULL CHECK (quality IN ('accurate', 'whole', 'useful', 'deep')),
    category text NOT NULL DEFAULT '', label text NOT NULL, place integer NOT NULL,
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from)
);
CREATE TABLE submission_check (
    submission uuid NOT NULL REFERENCES submission, text_version integer NOT NULL CHECK (text_version > 0),
    questions text[] NOT NULL, account uuid NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (submission, text_version)
);
CREATE TABLE submission_outline (
    category text NOT NULL, place integer NOT NULL, label text NOT NULL, help_label text NOT NULL,
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from),
    PRIMARY KEY (category, place, valid_from)
);

-- 政务信息工作办法 第十三条: accurate, whole, useful, deep; empty category = every one.
INSERT INTO submission_question (code, quality, category, place, label, valid_from) VALUES
('facts_checked', 'accurate', '', 1, '时间、地点、单位、人名核对过，和原始材料一致', '2016-01-01'),
('figures_checked', 'accurate', '', 2, '数字核对过，单位、口径、截至日期写明了', '2016-01-01'),
('both_sides', 'whole', '', 3, '有点有面，成绩和问题都写到，没有以偏概全', '2016-01-01'),
('one_matter', 'useful', '', 4, '一篇写一件事，题目看得出是什么事，对领导决策有用', '2016-01-01'),
('own_duty', 'useful', '', 5, '是本单位职责内的情况，此前没有报过', '2016-01-01'),
('cause_and_advice', 'deep', '', 6, '写到原因、影响和趋势，有可行的建议', '2016-01-01'),
('effect_shown', 'deep', 'policy', 11, '写明落实后的成效，有数据或事例', '2016-01-01'),
('words_verbatim', 'accurate', 'instruction', 12, '批示、讲话照原文引用，批示人、日期准确', '2016-01-01'),
('learned_time', 'accurate', 'instruction', 13, '获知时间填的是本单位实际收到的时间', '2016-01-01'),
('new_in_it', 'useful', 'work', 14, '写清楚做法新在哪里，别的单位能不能用', '2016-01-01'),
('scale_of_risk', 'deep', 'market', 15, '写明涉及的规模、范围和可能的走向', '2016-01-01'),
('compared', 'whole', 'market', 16, '有同比、环比或与全行业的比较', '2016-01-01'),
('what_is_known', 'accurate', 'emergency', 17, '已经核实的和尚未核实的分开写，不猜测原因和伤亡', '2016-01-01'),
('measures_taken', 'whole', 'emergency', 18, '写明已采取的措施和下一步打算', '2016-01-01'),
('basis_of_study', 'accurate', 'environment', 19, '引用的政策、数据、外文资料注明出处', '2016-01-01'),
('whose_view', 'accurate', 'views', 20, '写明是谁的意见、在什么场合，没有替人归纳过头', '2016-01-01'),
('asked_answered', 'whole', 'assigned', 21, '约稿提纲里的每一条都答到了', '2016-01-01');

-- Headings of each category with what belongs under them; the headings alone are put into a text.
INSERT INTO submission_outline (category, place, label, help_label, valid_from) VALUES
('policy', 1, '一、贯彻落实的基本情况', '传达学习、责任分工、工作安排，写明时间和主要数据', '2016-01-01'),
('policy', 2, '二、主要做法', '分条写，每条先写做法，再写一个事例或一组数据', '2016-01-01'),
('policy', 3, '三、初步成效', '用前后对比的数据说明', '2016-01-01'),
('policy', 4, '四、存在的问题和下一步打算', '问题写具体，打算写时限', '2016-01-01'),
('instruction', 1, '一、批示或措施的内容', '何人、何时、在什么材料上批示，照原文引用；政府措施写明文号和主要条款', '2016-01-01'),
('instruction', 2, '二、对行业的影响', '涉及哪些机构、业务，影响多大', '2016-01-01'),
('instruction', 3, '三、已开展的工作和建议', '本单位怎么落实，需要上级协调什么', '2016-01-01'),
('work', 1, '一、基本情况', '背景、起止时间、参与单位', '2016-01-01'),
('work', 2, '二、主要做法和成效', '分条写，突出新办法', '2016-01-01'),
('work', 3, '三、遇到的问题', '是什么问题、有多普遍、原因是什么', '2016-01-01'),
('work', 4, '四、有关建议', '对谁提、怎么做、依据是什么', '2016-01-01'),
('market', 1, '一、情况', '时间、地点、机构范围，主要数据及同比环比', '2016-01-01'),
('market', 2, '二、原因分析', '分条写，区分短期和长期因素', '2016-01-01'),
('market', 3, '三、风险研判', '可能怎么发展，会波及谁', '2016-01-01'),
('market', 4, '四、监管措施和建议', '已经做的和建议做的分开写', '2016-01-01'),
('emergency', 1, '一、事件情况', '何时、何地、何人、发生何事；已核实和未核实的分开写', '2016-01-01'),
('emergency', 2, '二、影响范围', '涉及机构、人员、资金，舆情传播情况', '2016-01-01'),
('emergency', 3, '三、已采取的措施', '谁、何时、做了什么', '2016-01-01'),
('emergency', 4, '四、下一步工作', '续报时间、需要协调的事项、联系人', '2016-01-01'),
('environment', 1, '一、主要内容', '政策、法律、国际动态或调研的背景和要点，注明出处', '2016-01-01'),
('environment', 2, '二、对行业的影响', '机遇和挑战分开写', '2016-01-01'),
('environment', 3, '三、启示和建议', '可借鉴的做法，适用条件', '2016-01-01'),
('views', 1, '一、意见来源', '何人、何时、在什么场合提出，有多少人持同样看法', '2016-01-01'),
('views', 2, '二、主要意见和建议', '分条写，尽量用原话', '2016-01-01'),
('views', 3, '三、本单位的看法', '哪些可以采纳，哪些不符合实际，为什么', '2016-01-01'),
('assigned', 1, '一、基本情况', '按约稿提纲逐条写，写明调查的范围、时间和方法', '2016-01-01'),
('assigned', 2, '二、主要发现', '先写结论，再写数据和事例', '2016-01-01'),
('assigned', 3, '三、问题和建议', '与约稿的目的对应', '2016-01-01');
"""
NARROW = {
    "submission_working": "SELECT, INSERT, UPDATE, DELETE",
    "submission_upload": "SELECT, INSERT, UPDATE, DELETE",
    "submission_upload_chunk": "SELECT, INSERT, DELETE",
    "submission_near": "SELECT, INSERT, UPDATE, DELETE",
    "submission_check": "SELECT, INSERT, UPDATE",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
