-- What was asked for and could not be had, counted once a need, and why holds were declined or let go
-- of, as monthly totals. No row of either names a person, an account, a household or a hold.

-- The needs of the last day, so that each is counted once. An id is made by the page that a responder
-- has open and known to nobody else. When a place is found the row forgets what it counted.
CREATE TABLE housing.demand_need (
    id        uuid PRIMARY KEY,
    -- To the minute; it says how long the way to a place took, and when this row goes.
    first_at  timestamptz NOT NULL,
    region    text,
    household text,
    kind      text,
    CHECK (num_nulls(region, household, kind) IN (0, 3))
);
CREATE INDEX demand_need_first ON housing.demand_need (first_at);

CREATE TABLE housing.demand (
    hour      timestamptz NOT NULL CHECK (hour = date_trunc('hour', hour, 'UTC')),
    -- A region's code, or 'any' when none or several were asked for.
    region    text NOT NULL,
    household text NOT NULL CHECK (household IN (
        'single_adult', 'couple', 'adult_with_children', 'youth_alone', 'multi_adult',
        'not_said')),
    kind      text NOT NULL CHECK (kind IN ('searched', 'held', 'asked')),
    outcome   text NOT NULL CHECK (outcome IN (
        'not_placed', 'placed_15', 'placed_60', 'placed_240', 'placed_1440')),
    needs     bigint NOT NULL CHECK (needs >= 0),
    PRIMARY KEY (hour, region, household, kind, outcome)
);

-- What would have changed the answer stands apart and by month, so that no row joins what somebody
-- needs to where, when and with whom they asked.
CREATE TABLE housing.demand_attribute (
    month     date NOT NULL CHECK (extract(day FROM month) = 1),
    attribute text NOT NULL CHECK (attribute ~ '^[a-z_]{2,40}$'),
    needs     bigint NOT NULL CHECK (needs >= 0),
    PRIMARY KEY (month, attribute)
);

CREATE TABLE housing.decline_total (
    pool_id uuid NOT NULL REFERENCES housing.pool (id),
    month   date NOT NULL CHECK (extract(day FROM month) = 1),
    reason  text NOT NULL CHECK (reason ~ '^[a-z_]{2,40}$'),
    holds   bigint NOT NULL CHECK (holds >= 0),
    PRIMARY KEY (pool_id, month, reason)
);
CREATE INDEX decline_total_by_month ON housing.decline_total (month);

-- Endings whose reason is in the totals, so that none is counted twice. It says nothing of which.
CREATE TABLE housing.reason_counted (
    hold_id      uuid NOT NULL,
    hold_version bigint NOT NULL,
    counted_at   timestamptz NOT NULL,
    PRIMARY KEY (hold_id, hold_version)
);
CREATE INDEX reason_counted_at ON housing.reason_counted (counted_at);

-- Holds keep the group of a reason only.
UPDATE housing.hold SET reason = CASE
    WHEN reason IN ('no_bed', 'already_filled') THEN 'no_room'
    WHEN reason IN ('no_fit_household_size', 'no_fit_age', 'no_fit_gender',
                    'needs_accessible_room', 'needs_higher_care', 'substance_now',
                    'mat_not_supported', 'mental_health_support_not_available')
        THEN 'cant_meet_need'
    WHEN reason IN ('after_intake_hours', 'unstaffed_or_closed', 'cannot_be_reached',
                    'did_not_arrive') THEN 'no_answer'
    ELSE 'not_a_fit_tonight' END
 WHERE reason IS NOT NULL AND state <> 'revoked';
