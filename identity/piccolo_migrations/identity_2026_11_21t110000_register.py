"""Units, people, accounts, sessions; the three administrators exclude one another from here on."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-21T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "units, people, accounts, sessions"

# The lists of states, kinds and roles are those of identity.workflow and identity.rights; a test compares them.
SQL = """
CREATE TABLE unit (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')), created timestamptz NOT NULL,
    name text NOT NULL UNIQUE,
    kind text NOT NULL
        CHECK (kind IN ('general_office', 'department', 'local_bureau', 'affiliate', 'association', 'insurer')),
    parent uuid REFERENCES unit (id) CHECK (parent <> id), place integer NOT NULL DEFAULT 0,
    direct boolean NOT NULL DEFAULT false, department text NOT NULL DEFAULT '', confirmed timestamptz NOT NULL,
    CHECK (NOT direct OR parent IS NOT NULL)
);
CREATE UNIQUE INDEX unit_one_office ON unit (kind) WHERE kind = 'general_office';
CREATE INDEX unit_parent ON unit (parent, place);

CREATE TABLE person (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'present' CHECK (state IN ('present', 'left')), created timestamptz NOT NULL,
    unit uuid NOT NULL REFERENCES unit (id), name_sealed bytea NOT NULL, post_sealed bytea NOT NULL,
    phone_sealed bytea NOT NULL, mail_sealed bytea NOT NULL, place integer NOT NULL DEFAULT 0
);
CREATE INDEX person_unit ON person (unit, place);

CREATE TABLE appointment (
    id uuid PRIMARY KEY, unit uuid NOT NULL REFERENCES unit (id), person uuid NOT NULL REFERENCES person (id),
    kind text NOT NULL CHECK (kind IN ('liaison', 'operator')), seat smallint NOT NULL CHECK (seat IN (1, 2)),
    since timestamptz NOT NULL, until timestamptz
);
CREATE UNIQUE INDEX appointment_seat ON appointment (unit, kind, seat) WHERE until IS NULL;
CREATE UNIQUE INDEX appointment_person ON appointment (person, kind) WHERE until IS NULL;

CREATE TABLE liaison_gap (
    id uuid PRIMARY KEY, unit uuid NOT NULL REFERENCES unit (id), opened timestamptz NOT NULL, due date NOT NULL,
    provisional boolean NOT NULL DEFAULT false, warned text NOT NULL DEFAULT '' CHECK (warned IN ('', 'near', 'late')),
    closed timestamptz
);
CREATE INDEX liaison_gap_open ON liaison_gap (unit, due) WHERE closed IS NULL;

CREATE TABLE account (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'applied' CHECK (state IN ('applied', 'approved', 'active', 'locked', 'disabled')),
    created timestamptz NOT NULL, login text NOT NULL UNIQUE, person uuid NOT NULL REFERENCES person (id),
    unit uuid NOT NULL REFERENCES unit (id), roles text[] NOT NULL, applied_by uuid NOT NULL, approved_by uuid,
    founder boolean NOT NULL DEFAULT false, password text NOT NULL DEFAULT '', password_set timestamptz,
    must_change boolean NOT NULL DEFAULT true, failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    shut_until timestamptz, signed_in timestamptz, note_sealed bytea,
    CONSTRAINT known_roles CHECK (roles <@ ARRAY['liaison', 'signer', 'screener', 'editor', 'proofreader', 'approver',
        'leader', 'duty', 'system_admin', 'security_admin', 'auditor']),
    CONSTRAINT administrators_exclude
        CHECK (NOT roles && ARRAY['system_admin', 'security_admin', 'auditor'] OR cardinality(roles) = 1),
    CONSTRAINT two_people CHECK (founder OR approved_by <> applied_by),
    CONSTRAINT not_oneself CHECK (applied_by <> id AND (founder OR approved_by <> id)),
    CONSTRAINT approved_by_somebody CHECK (state NOT IN ('approved', 'active', 'locked') OR approved_by IS NOT NULL),
    CONSTRAINT password_when_open CHECK (state NOT IN ('approved', 'active') OR password <> ''),
    CONSTRAINT founders_administer CHECK (NOT founder OR roles && ARRAY['system_admin', 'security_admin', 'auditor']
        OR roles = '{}')
);
CREATE UNIQUE INDEX account_person ON account (person) WHERE state <> 'disabled';
CREATE UNIQUE INDEX account_founder ON account (roles) WHERE founder;
CREATE INDEX account_unit ON account (unit);
CREATE INDEX account_roles ON account USING gin (roles);

CREATE TABLE old_password (
    id uuid PRIMARY KEY, account uuid NOT NULL REFERENCES account (id), hash text NOT NULL, created timestamptz NOT NULL
);
CREATE INDEX old_password_account ON old_password (account, created DESC);

CREATE TABLE role_change (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn')),
    created timestamptz NOT NULL, account uuid NOT NULL REFERENCES account (id), roles text[] NOT NULL,
    asked_by uuid NOT NULL, decided_by uuid,
    CONSTRAINT administrators_exclude
        CHECK (NOT roles && ARRAY['system_admin', 'security_admin', 'auditor'] OR cardinality(roles) = 1),
    CONSTRAINT two_people
        CHECK (state NOT IN ('granted', 'refused') OR (decided_by <> asked_by AND decided_by <> account)),
    CONSTRAINT not_oneself CHECK (asked_by <> account),
    CONSTRAINT decided_by_somebody CHECK ((state = 'asked') = (decided_by IS NULL))
);
CREATE UNIQUE INDEX role_change_open ON role_change (account) WHERE state = 'asked';

CREATE TABLE leaving_audit (
    account uuid PRIMARY KEY REFERENCES account (id), at timestamptz NOT NULL, by uuid NOT NULL, reason text NOT NULL,
    roles text[] NOT NULL, sessions integer NOT NULL, appointments integer NOT NULL, signed_in timestamptz
);

CREATE TABLE session (
    id_hash bytea PRIMARY KEY CHECK (octet_length(id_hash) = 32), account uuid NOT NULL REFERENCES account (id),
    created timestamptz NOT NULL, last_seen timestamptz NOT NULL, ends timestamptz NOT NULL CHECK (ends > created)
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_ends ON session (ends);
"""
NARROW = {
    "unit": "SELECT, INSERT, UPDATE",
    "person": "SELECT, INSERT, UPDATE",
    "appointment": "SELECT, INSERT, UPDATE",
    "account": "SELECT, INSERT, UPDATE",
    "role_change": "SELECT, INSERT, UPDATE",
    "leaving_audit": "SELECT, INSERT",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "identity", DESCRIPTION, SQL, NARROW)
