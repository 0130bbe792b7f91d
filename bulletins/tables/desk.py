"""The desk's own rows: who writes an article now, what colleagues say about its sentences, what units are asked."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class ArticleLock(Table, tablename="article_lock"):
    """Who writes an article until when. A row whose time is over holds nobody up."""

    article = UUID(primary_key=True)
    holder = UUID()
    since = Timestamptz()
    until = Timestamptz()


class ArticleComment(Table, tablename="article_comment"):
    """A remark on a sentence, sealed under the article's key; only its end is written later."""

    id = UUID(primary_key=True)
    article = UUID()
    edition = Integer()
    position = Integer()
    digest = Text()
    quote_sealed = Bytea()
    text_sealed = Bytea()
    by = UUID()
    at = Timestamptz()
    resolved_by = UUID(null=True, default=None)
    resolved_at = Timestamptz(null=True, default=None)


class SourceQuestion(Table, tablename="source_question"):
    """A question to a unit about a sentence, under its own key: the unit opens it and never the article's."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    article = UUID()
    edition = Integer()
    position = Integer()
    digest = Text()
    submission = UUID()
    unit = UUID()
    sentence_sealed = Bytea()
    quote_sealed = Bytea()
    text_sealed = Bytea()
    by = UUID()
    at = Timestamptz()
    due = Timestamptz()
    answered_at = Timestamptz(null=True, default=None)


class SourceAnswer(Table, tablename="source_answer"):
    """What a unit answered. Never changed, never deleted."""

    id = UUID(primary_key=True)
    question = UUID()
    text_sealed = Bytea()
    by = UUID()
    at = Timestamptz()


class ArticleReview(Table, tablename="article_review"):
    """A colleague who was asked to comment only. Primary key (article, reader, asked_at)."""

    article = UUID(primary_key=True)
    reader = UUID()
    asked_by = UUID()
    asked_at = Timestamptz()
    done_at = Timestamptz(null=True, default=None)


TABLES = (ArticleLock, ArticleComment, SourceQuestion, SourceAnswer, ArticleReview)
