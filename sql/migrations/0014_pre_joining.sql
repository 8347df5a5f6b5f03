-- How organizations and people come in, how they leave, and how an operator stops them at once.

-- An organization that was invited exists, and its people may sign in; what the service knows is not
-- theirs to read before an operator lets them.
ALTER TABLE housing.organization
    DROP CONSTRAINT organization_stage_check,
    ADD CONSTRAINT organization_stage_check CHECK (stage IN ('invited', 'limited', 'full')),
    ADD COLUMN suspended_for text CHECK (suspended_for ~ '^[a-z_]{2,40}$');

-- disabled_at is for good: who has left. Suspended is until it is lifted.
ALTER TABLE housing.account
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN suspended_for text CHECK (suspended_for ~ '^[a-z_]{2,40}$'),
    -- May invite colleagues and end their accounts. A right of a person, not a role.
    ADD COLUMN coordinator boolean NOT NULL DEFAULT false,
    -- The day of the last sign-in; who works when is nobody's business.
    ADD COLUMN last_seen_on date,
    ADD CHECK (suspended_for IS NULL OR suspended_at IS NOT NULL),
    ADD CHECK (NOT coordinator OR organization_id IS NOT NULL);
-- Those who are stopped are few, and are looked for by that.
CREATE INDEX account_stopped ON housing.account (id)
 WHERE suspended_at IS NOT NULL OR disabled_at IS NOT NULL;

ALTER TABLE housing.region
    ADD COLUMN stopped_at timestamptz,
    ADD COLUMN stopped_for text CHECK (stopped_for ~ '^[a-z_]{2,40}$'),
    ADD CHECK ((stopped_at IS NULL) = (stopped_for IS NULL));

-- By what an operator has stopped new holds of a pool. Kept with the pool, under whose lock it
-- changes, because every judgement of it reads it.
ALTER TABLE housing.pool
    ADD COLUMN stopped_by text CHECK (stopped_by IN ('organization', 'region'));
UPDATE housing.pool p SET stopped_by = 'organization'
  FROM housing.organization o WHERE o.id = p.organization_id AND o.suspended_at IS NOT NULL;

-- A way in for one person, used once. Whom it was sent to is known to who sent it, and to nobody here.
CREATE TABLE housing.invitation (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    token_hash      bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    organization_id uuid NOT NULL REFERENCES housing.organization (id),
    role            text NOT NULL CHECK (role IN ('responder', 'shelter_staff')),
    coordinator     boolean NOT NULL,
    made_by         uuid NOT NULL REFERENCES housing.account (id),
    made_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    CHECK (expires_at > made_at)
);
CREATE INDEX invitation_of_organization ON housing.invitation (organization_id)
 WHERE ended_at IS NULL;
CREATE INDEX invitation_ends ON housing.invitation (expires_at);

-- The record of operators speaks of accounts too. Regions have codes and no id.
ALTER TABLE housing.operator_event
    DROP CONSTRAINT operator_event_target_kind_check,
    ADD CONSTRAINT operator_event_target_kind_check CHECK (target_kind IN (
        'pool', 'program', 'organization', 'surge', 'announcement', 'account', 'invitation'));
