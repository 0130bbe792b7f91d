"""What leaves with nobody: the kinds of things that are handed over when an account ends, told to the register."""

from identity.commands.leaving import inherit
from identity.workflow.register import Heirloom
from submissions.commands import claims, leaving

inherit(Heirloom.SUBMISSION, leaving.texts)
inherit(Heirloom.WORKING, leaving.copies)
inherit(Heirloom.TASK, leaving.tasks)
inherit(Heirloom.DEBT, leaving.debts)
inherit(Heirloom.ABSENCE, leaving.absences)
inherit(Heirloom.CLAIM, claims.inherited)
