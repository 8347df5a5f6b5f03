-- The services of the longer road beside the beds: programs of more kinds; pools that say how they
-- take people on instead of a number (unit 'service'), and appointments (unit 'slot') that are counted
-- and held like any bed until they begin.
ALTER TABLE housing.program
    DROP CONSTRAINT program_kind_check,
    ADD CONSTRAINT program_kind_check CHECK (kind IN (
        'emergency_shelter', 'safe_house', 'transitional_housing', 'detox',
        'residential_treatment', 'hotel_voucher', 'day_shelter', 'counselling',
        'recovery_support', 'sexual_health', 'peer_support', 'legal_aid', 'education',
        'job_training', 'job_placement', 'childcare', 'transport', 'financial_help', 'advocacy'));

ALTER TABLE housing.pool
    DROP CONSTRAINT pool_unit_check,
    ADD CONSTRAINT pool_unit_check CHECK (unit IN (
        'bed', 'room', 'apartment', 'voucher', 'crib', 'service', 'slot')),
    -- How a service takes people on, as last said, and from which day on they can start.
    ADD COLUMN intake text
        CONSTRAINT pool_intake_check CHECK (intake IN ('taking', 'waitlist', 'closed', 'ask')),
    ADD COLUMN intake_from date
        CONSTRAINT pool_intake_from_check CHECK (intake_from IS NULL OR intake IS NOT NULL),
    -- When an appointment begins. It is held no longer then.
    ADD COLUMN starts_at timestamptz,
    ADD CONSTRAINT pool_service_is_not_counted CHECK (
        CASE WHEN unit = 'service'
             THEN units_free_reported IS NULL AND hold_policy = 'call_only'
             ELSE intake IS NULL END),
    ADD CONSTRAINT pool_slot_begins CHECK ((unit = 'slot') = (starts_at IS NOT NULL));
CREATE INDEX pool_slots ON housing.pool (program_id, starts_at) WHERE starts_at IS NOT NULL;

ALTER TABLE housing.report
    DROP CONSTRAINT report_kind_check,
    ADD CONSTRAINT report_kind_check CHECK (kind IN ('number', 'delta', 'unchanged', 'intake')),
    -- What was said of a service; beside 'unchanged', what was confirmed.
    ADD COLUMN intake text
        CONSTRAINT report_intake_check CHECK (intake IN ('taking', 'waitlist', 'closed', 'ask')),
    ADD COLUMN intake_from date;

-- What became of the holds of appointments that are forgotten, by program.
CREATE TABLE housing.slot_outcome (
    program_id   uuid   NOT NULL REFERENCES housing.program (id),
    period_start date   NOT NULL,
    outcome      text   NOT NULL,
    holds        bigint NOT NULL,
    PRIMARY KEY (program_id, period_start, outcome)
);
