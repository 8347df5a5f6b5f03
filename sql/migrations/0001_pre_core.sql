-- The whole core: who reports and reserves, what exists, what was said about it, what is kept.
-- Tables live in schema housing and are reachable only through functions of schema housing_api.
-- There is no column for a person's name, birth date, phone, e-mail, document or free text.

-- What only the operator's command line may call: the service's role has no right to it.
CREATE SCHEMA housing_admin;

CREATE TABLE housing.service_state (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    generation uuid    NOT NULL DEFAULT gen_random_uuid(),
    -- An 'exercise' database holds a fictional or replayed region; only there may a demo or an
    -- import open pools without their shelter's consent.
    purpose    text    NOT NULL DEFAULT 'live' CHECK (purpose IN ('live', 'exercise'))
);
INSERT INTO housing.service_state DEFAULT VALUES;

CREATE TABLE housing.region (
    code       text PRIMARY KEY CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    label      text NOT NULL CHECK (length(label) BETWEEN 1 AND 80),
    -- Outsiders of a confidential program see only its region; a region below this many people
    -- would say too much (design default 50,000), so such programs need a larger one.
    population integer CHECK (population >= 0)
);

CREATE TABLE housing.organization (
    id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    alias_id                uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    name                    text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    victim_service_provider boolean NOT NULL DEFAULT false,
    stage                   text NOT NULL DEFAULT 'limited' CHECK (stage IN ('limited', 'full')),
    organization_hold_limit integer NOT NULL DEFAULT 10 CHECK (organization_hold_limit >= 0),
    responder_hold_limit    integer NOT NULL DEFAULT 2 CHECK (responder_hold_limit >= 0),
    suspended_at            timestamptz,
    source                  text,
    source_key              text,
    UNIQUE (source, source_key)
);

CREATE TABLE housing.account (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    role            text NOT NULL CHECK (role IN ('responder', 'shelter_staff', 'operator')),
    organization_id uuid REFERENCES housing.organization (id),
    login           text UNIQUE CHECK (login ~ '^[a-z0-9][a-z0-9._@-]{1,79}$'),
    password_hash   text,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    disabled_at     timestamptz,
    CHECK (role <> 'shelter_staff' OR organization_id IS NOT NULL)
);

-- Only the SHA-256 of a token is kept, so a copy of the database signs nobody in.
CREATE TABLE housing.access_token (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    account_id uuid NOT NULL REFERENCES housing.account (id),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz
);

CREATE TABLE housing.session (
    token_hash   bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    account_id   uuid NOT NULL REFERENCES housing.account (id),
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    idle_seconds integer NOT NULL CHECK (idle_seconds > 0),
    expires_at   timestamptz NOT NULL
);
CREATE INDEX session_by_account ON housing.session (account_id);

CREATE TABLE housing.program (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    alias_id        uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    organization_id uuid NOT NULL REFERENCES housing.organization (id),
    kind            text NOT NULL CHECK (kind IN (
        'emergency_shelter', 'safe_house', 'transitional_housing', 'detox',
        'residential_treatment', 'hotel_voucher', 'day_shelter')),
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    confidential    boolean NOT NULL,
    region_code     text NOT NULL REFERENCES housing.region (code),
    intake_line     text CHECK (intake_line ~ '^[+0-9 ()x.-]{3,30}$'),
    disclosure      text NOT NULL DEFAULT 'shelter_calls_you'
        CHECK (disclosure IN ('shelter_calls_you', 'come_to_address')),
    time_zone       text NOT NULL DEFAULT 'UTC',
    source          text,
    source_key      text,
    -- The operator has looked at this program and said it is not confidential; until then a
    -- safe house stays hidden whatever an import says.
    public_by_operator_at timestamptz,
    CHECK (kind <> 'safe_house' OR confidential OR public_by_operator_at IS NOT NULL),
    UNIQUE (source, source_key)
);
CREATE INDEX program_by_organization ON housing.program (organization_id);

CREATE TABLE housing.site (
    program_id  uuid PRIMARY KEY REFERENCES housing.program (id),
    line        text CHECK (length(line) <= 200),
    city        text CHECK (length(city) <= 100),
    postal_code text CHECK (length(postal_code) <= 20),
    latitude    double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude   double precision CHECK (longitude BETWEEN -180 AND 180)
);

CREATE TABLE housing.pool (
    id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    program_id            uuid NOT NULL REFERENCES housing.program (id),
    organization_id       uuid NOT NULL REFERENCES housing.organization (id),
    name                  text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    unit                  text NOT NULL
        CHECK (unit IN ('bed', 'room', 'apartment', 'voucher', 'crib')),
    people_per_unit       integer CHECK (people_per_unit BETWEEN 1 AND 50),
    infants_need_unit     boolean NOT NULL DEFAULT true,
    households_served     text[] CHECK (households_served <@ ARRAY[
        'single_adult', 'couple', 'adult_with_children', 'youth_alone', 'multi_adult']),
    party_people_max      integer CHECK (party_people_max BETWEEN 1 AND 100),
    units_total           integer CHECK (units_total >= 0),
    -- What a yearly inventory plans for this pool; never a statement of what is free tonight.
    planned_units         integer CHECK (planned_units >= 0),
    hold_policy           text NOT NULL DEFAULT 'call_only'
        CHECK (hold_policy IN ('instant', 'confirm', 'call_only')),
    hold_minutes_default  integer NOT NULL DEFAULT 60,
    hold_minutes_max      integer NOT NULL DEFAULT 180,
    confirm_minutes       integer NOT NULL DEFAULT 30 CHECK (confirm_minutes BETWEEN 5 AND 4320),
    stale_after_seconds   integer NOT NULL CHECK (stale_after_seconds BETWEEN 300 AND 31536000),
    units_free_reported   integer CHECK (units_free_reported >= 0),
    units_out_of_service  integer CHECK (units_out_of_service >= 0),
    reported_at           timestamptz,
    reported_by_role      text,
    paused_at             timestamptz,
    paused_until          timestamptz,
    pause_reason          text CHECK (pause_reason IN (
        'cleaning', 'staffing', 'maintenance', 'quarantine', 'other')),
    closed_at             timestamptz,
    version               bigint NOT NULL DEFAULT 1,
    counts_version        bigint NOT NULL DEFAULT 1,
    -- The latest time this pool has judged by. Time never runs back for a pool.
    clock_high_water      timestamptz NOT NULL DEFAULT '-infinity',
    -- When the clock alone will change this pool next: an expiry, a freshness band, the end of
    -- a pause, the end of "Did they come?", or a coarse publication to outsiders.
    next_due_at           timestamptz,
    freshness_step        smallint NOT NULL DEFAULT -1,
    outsider_version      bigint NOT NULL DEFAULT 1,
    outsider_availability text NOT NULL DEFAULT 'ask'
        CHECK (outsider_availability IN ('may_have_room', 'ask', 'closed')),
    outsider_freshness    text NOT NULL DEFAULT 'unknown',
    outsider_policy       text NOT NULL DEFAULT 'call_only',
    outsider_published_at timestamptz NOT NULL DEFAULT 'epoch',
    outsider_due_at       timestamptz,
    source                text,
    source_key            text,
    CHECK (hold_minutes_default BETWEEN 15 AND hold_minutes_max),
    CHECK (hold_minutes_max <= 20160),
    UNIQUE (source, source_key)
);
CREATE INDEX pool_by_program ON housing.pool (program_id);
CREATE INDEX pool_by_organization ON housing.pool (organization_id);
CREATE INDEX pool_next_due ON housing.pool (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE TABLE housing.report (
    id                   uuid PRIMARY KEY,
    pool_id              uuid NOT NULL REFERENCES housing.pool (id),
    account_id           uuid,
    reporter_role        text NOT NULL,
    kind                 text NOT NULL CHECK (kind IN ('number', 'delta', 'unchanged')),
    units_free           integer CHECK (units_free >= 0),
    delta                integer,
    units_out_of_service integer CHECK (units_out_of_service >= 0),
    arrived              uuid[] NOT NULL DEFAULT '{}',
    based_on_version     bigint,
    observed_at_given    timestamptz,
    observed_at          timestamptz NOT NULL,
    received_at          timestamptz NOT NULL,
    applied              boolean NOT NULL,
    units_free_after     integer,
    counts_version       bigint NOT NULL
);
CREATE INDEX report_by_pool ON housing.report (pool_id, observed_at DESC);

CREATE TABLE housing.hold (
    id                        uuid PRIMARY KEY,
    pool_id                   uuid NOT NULL REFERENCES housing.pool (id),
    shelter_organization_id   uuid NOT NULL,
    account_id                uuid NOT NULL,
    responder_organization_id uuid,
    kept_by                   text NOT NULL CHECK (kept_by IN ('responder', 'shelter')),
    units                     integer NOT NULL CHECK (units BETWEEN 1 AND 50),
    -- False only for a request to a confidential program without room: it answers like any
    -- other and keeps nothing.
    units_backed              boolean NOT NULL DEFAULT true,
    requested_units           integer,
    requested_minutes         integer,
    minutes                   integer NOT NULL,
    adults                    smallint CHECK (adults >= 0),
    children                  smallint CHECK (children >= 0),
    infants                   smallint CHECK (infants >= 0 AND infants <= children),
    needs                     text[] NOT NULL DEFAULT '{}' CHECK (needs <@ ARRAY[
        'crib', 'step_free', 'language', 'medicine_storage', 'animal']),
    state                     text NOT NULL CHECK (state IN (
        'requested', 'active', 'arrived', 'released', 'declined', 'timed_out', 'expired',
        'revoked', 'no_show')),
    arrival_code              text NOT NULL,
    placed_at                 timestamptz NOT NULL,
    accepted_at               timestamptz,
    expires_at                timestamptz NOT NULL,
    ended_at                  timestamptz,
    seen_at                   timestamptz,
    arrival_said_at           timestamptz,
    reinstated_at             timestamptz,
    extensions                smallint NOT NULL DEFAULT 0,
    holder_extensions         smallint NOT NULL DEFAULT 0,
    units_arrived             integer,
    units_counted_down        integer NOT NULL DEFAULT 0,
    late                      boolean NOT NULL DEFAULT false,
    reason                    text CHECK (reason ~ '^[a-z_]{2,40}$'),
    placed_counts_version     bigint NOT NULL,
    ended_counts_version      bigint,
    ended_by                  uuid,
    undo_state                text,
    undone_at                 timestamptz,
    at_risk                   boolean NOT NULL DEFAULT false,
    version                   bigint NOT NULL DEFAULT 1,
    pool_version              bigint NOT NULL,
    CHECK ((state IN ('requested', 'active')) = (ended_at IS NULL))
);
CREATE INDEX hold_live_by_pool ON housing.hold (pool_id, expires_at)
    WHERE state IN ('requested', 'active');
CREATE INDEX hold_live_by_account ON housing.hold (account_id)
    WHERE state IN ('requested', 'active');
CREATE INDEX hold_live_by_organization ON housing.hold (responder_organization_id)
    WHERE state IN ('requested', 'active');
CREATE INDEX hold_by_pool_version ON housing.hold (pool_id, pool_version);
CREATE INDEX hold_ended ON housing.hold (ended_at) WHERE ended_at IS NOT NULL;
-- "Did they come?" is asked per pool for a few hours; without this a busy pool would read all
-- its ended holds at every change.
CREATE INDEX hold_unanswered ON housing.hold (pool_id, ended_at) WHERE state = 'expired';

CREATE TABLE housing.hold_event (
    hold_id    uuid NOT NULL,
    transition text NOT NULL,
    at         timestamptz NOT NULL,
    actor_role text NOT NULL
);
CREATE INDEX hold_event_by_hold ON housing.hold_event (hold_id);

-- After a hold is purged only its id stays, so that repeating the request can't place it again.
CREATE TABLE housing.ended_hold (id uuid PRIMARY KEY);

CREATE TABLE housing.hold_outcome (
    pool_id      uuid NOT NULL REFERENCES housing.pool (id),
    -- A day; for pools of confidential programs the first of the month.
    period_start date NOT NULL,
    outcome      text NOT NULL,
    holds        bigint NOT NULL,
    PRIMARY KEY (pool_id, period_start, outcome)
);

CREATE TABLE housing.policy_consent (
    pool_id      uuid NOT NULL REFERENCES housing.pool (id),
    at           timestamptz NOT NULL,
    actor_role   text NOT NULL,
    account_id   uuid,
    policy_from  text NOT NULL,
    policy_to    text NOT NULL
);
CREATE INDEX policy_consent_by_pool ON housing.policy_consent (pool_id, at);

CREATE TABLE housing.heartbeat (
    process_id uuid PRIMARY KEY,
    beat_at    timestamptz NOT NULL,
    beats      bigint NOT NULL
);
