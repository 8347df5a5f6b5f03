-- Places in homes that are kept for weeks: locks with milestones on a clock of business hours, places
-- that are expected to become vacant, and who watches for one. Nothing here is about a person.

-- Whether holds of this pool are locks with milestones. Off until its own staff turn it on.
ALTER TABLE housing.pool ADD COLUMN lock_milestones boolean NOT NULL DEFAULT false;

-- When a program's office works and how long it takes over each step; defaults where there is no row.
CREATE TABLE housing.business_hours (
    program_id      uuid PRIMARY KEY REFERENCES housing.program (id),
    -- Minutes of the local day, Monday first; null where the office is closed that day.
    opens_minute    smallint[] NOT NULL CHECK (cardinality(opens_minute) = 7),
    closes_minute   smallint[] NOT NULL CHECK (cardinality(closes_minute) = 7),
    holidays        date[] NOT NULL DEFAULT '{}' CHECK (cardinality(holidays) <= 60),
    -- Counted from the placing of the lock, in hours the office is open.
    acknowledged_working_hours smallint NOT NULL CHECK (acknowledged_working_hours >= 1),
    interview_working_hours    smallint NOT NULL
        CHECK (interview_working_hours >= acknowledged_working_hours),
    decision_working_hours     smallint NOT NULL
        CHECK (decision_working_hours >= interview_working_hours),
    move_in_working_hours      smallint NOT NULL
        CHECK (move_in_working_hours BETWEEN decision_working_hours AND 336),
    changed_at      timestamptz NOT NULL,
    changed_by_role text NOT NULL
);

-- Staff's word that units of a pool will be vacant from a day on. It names no reason and nobody who
-- lives there.
CREATE TABLE housing.expected_vacancy (
    id            uuid PRIMARY KEY,
    pool_id       uuid NOT NULL REFERENCES housing.pool (id),
    units         integer NOT NULL CHECK (units BETWEEN 1 AND 50),
    expected_from date NOT NULL,
    confidence    text NOT NULL CHECK (confidence IN ('confirmed', 'likely', 'possible')),
    state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'vacant', 'withdrawn')),
    changed_at    timestamptz NOT NULL
);
CREATE INDEX expected_vacancy_by_pool ON housing.expected_vacancy (pool_id)
    WHERE state = 'open';

ALTER TABLE housing.hold
    -- For a lock: the four steps in order, each with the time it is due by and the time it was reached.
    -- Nothing but times and words of closed lists can stand in it.
    ADD COLUMN milestones jsonb CHECK (
        jsonb_typeof(milestones) = 'array' AND jsonb_array_length(milestones) = 4
        AND NOT jsonb_path_exists(milestones, '$[*].keyvalue() ? (!(
            (@.key == "milestone" && (@.value == "acknowledged" || @.value == "interview"
                || @.value == "decision" || @.value == "move_in"))
            || (@.key == "due_at" && @.value like_regex "^[0-9TZ:.-]{27}$")
            || (@.key == "reached_at"
                && (@.value == null || @.value like_regex "^[0-9TZ:.-]{27}$"))
            || (@.key == "extended_for" && (@.value == null
                || @.value == "waiting_for_documents" || @.value == "interview_moved"
                || @.value == "unit_being_prepared" || @.value == "other_agency"))))')),
    -- The expected vacancy it was placed on, and the day that was promised then. While such a hold is
    -- not backed by units it counts against that vacancy instead of what is free now.
    ADD COLUMN expected_vacancy_id uuid,
    ADD COLUMN expected_from date;
CREATE INDEX hold_by_expected_vacancy ON housing.hold (expected_vacancy_id)
    WHERE expected_vacancy_id IS NOT NULL;

-- Who wants to be told when a place opens in a pool. It holds nothing about anybody who needs it.
CREATE TABLE housing.pool_watch (
    account_id uuid NOT NULL REFERENCES housing.account (id),
    pool_id    uuid NOT NULL REFERENCES housing.pool (id),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, pool_id)
);
CREATE INDEX pool_watch_ends ON housing.pool_watch (expires_at);
