"""What preflight says of an issue, and what of it stops the approval (PUB-04).

- What cannot be laid out at all stops every kind; so does a character no face has.
- An error stops a kind that is strict: one that has a strict limit. Of other kinds the approver sees the errors and decides.
- A warning stops nothing; it is shown above the button.
"""

from dataclasses import dataclass

from bulletins.rules.articles import Article
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Kind
from kernel.errors import Refusal
from typeset.preflight.problem import Level, Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """An issue's problems, in the order of the pages; `refusal`: why there are no pages; `waiting`: why it was not looked at."""

    problems: tuple[Problem, ...] = ()
    refusal: Refusal | None = None
    waiting: Refusal | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Those that are wrong whatever the author meant."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)

    def stops(self, kind: Kind) -> bool:
        """Whether an issue of this kind cannot be approved."""
        return self.refusal is not None or (strict(kind) and bool(self.errors))


def strict(kind: Kind) -> bool:
    """Whether the kind takes nothing that is wrong."""
    return any(limit.strict for limit in kind.limits)


def article_of(issue: Issue, problem: Problem) -> Article | None:
    """The article in whose words a problem stands; none for what is printed around them."""
    words = problem.words.strip()
    return next((one for one in issue.articles if words and (words in one.title or words in one.body)), None)
