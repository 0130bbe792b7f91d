"""What comes back: the sentence that is meant, coded reasons for not adopting, and every step inside the office."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T13:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "returns that can be acted on, steps inside the office"

SQL = """
ALTER TABLE submission_note ADD COLUMN passage_sealed bytea;
ALTER TABLE submission_choice DROP CONSTRAINT submission_choice_kind_check;
ALTER TABLE submission_choice ADD CONSTRAINT submission_choice_kind_check
    CHECK (kind IN ('category', 'urgency', 'genre', 'return_code', 'decline_code'));
CREATE TABLE submission_progress (
    id uuid PRIMARY KEY, submission uuid NOT NULL REFERENCES submission, article uuid NOT NULL,
    step text NOT NULL, holder uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX submission_progress_of ON submission_progress (submission, id);
INSERT INTO submission_choice (kind, code, place, label, help_label, valid_from) VALUES
('decline_code', 'known', 1, '同类信息已经采用', '以后先在【报送】里查近期已报信息，写出新的进展或本地特点', '2016-01-01'),
('decline_code', 'late', 2, '时效已过', '同类事项以后请在获知后尽快报送，急件可以先报初情', '2016-01-01'),
('decline_code', 'value', 3, '参考价值不足', '请写清影响、原因和建议，可先看近期采用的例子', '2016-01-01'),
('decline_code', 'scope', 4, '不属于本刊收录范围', '请对照内容类别的范围', '2016-01-01'),
('decline_code', 'facts', 5, '事实或数据核实不清', '请与数据来源核对后再报', '2016-01-01'),
('decline_code', 'merged', 6, '已并入其他单位同题信息', '采用后按综合件计分', '2016-01-01'),
('decline_code', 'other', 9, '其他', '', '2016-01-01');
UPDATE submission_choice SET help_label = v.help FROM (VALUES
('facts', '请核对事实和数据，写明出处和统计口径'), ('elements', '请补全时间、地点、来源和联系人'),
('source', '请向数据来源核实，在正文写明“据……统计”'), ('length', '请按体裁的字数要求增删'),
('writing', '请按指出的句子修改文字'), ('duplicate', '请只写新的进展，用“续报”接在原件后面'),
('carrier', '请把内容写成信息报送，不要转贴内部刊物'), ('other', '请按说明修改')
) AS v (code, help) WHERE kind = 'return_code' AND submission_choice.code = v.code AND help_label = '';
"""
NARROW = {"submission_progress": "SELECT, INSERT"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
