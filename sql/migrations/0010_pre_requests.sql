-- An anonymous statement of need that nobody could meet at once: it is carried to shelters in
-- rounds and waits until something fits. Nothing here says who anybody is, where they come from or
-- where they must not be: all that is kept is the household in bands, what must be made ready, and
-- which places may be asked, which the service worked out before and forgot the reasons of.

-- Lines on which a shelter may call an organization's responders back, entered by the operator.
CREATE TABLE housing.organization_line (
    id              uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES housing.organization (id),
    line            text NOT NULL CHECK (line ~ '^[+0-9 ()x.-]{3,30}$'),
    retired_at      timestamptz
);
CREATE INDEX organization_line_by_organization ON housing.organization_line (organization_id);

-- Who has said that they are at work, until when.
CREATE TABLE housing.duty (
    account_id uuid PRIMARY KEY REFERENCES housing.account (id) ON DELETE CASCADE,
    until      timestamptz NOT NULL
);

ALTER TABLE housing.organization
    ADD COLUMN responder_request_limit integer NOT NULL DEFAULT 3
        CHECK (responder_request_limit >= 0),
    ADD COLUMN organization_request_limit integer NOT NULL DEFAULT 20
        CHECK (organization_request_limit >= 0);
ALTER TABLE housing.service_state
    ADD COLUMN automatic_offers boolean NOT NULL DEFAULT false;

CREATE TABLE housing.request (
    id              uuid PRIMARY KEY,
    account_id      uuid NOT NULL,
    organization_id uuid,
    urgency         text NOT NULL CHECK (urgency IN ('now', 'tonight', 'this_week')),
    adults          smallint NOT NULL CHECK (adults >= 0),
    children        smallint NOT NULL CHECK (children >= 0),
    infants         smallint NOT NULL CHECK (infants BETWEEN 0 AND children),
    needs           text[] NOT NULL CHECK (
        needs <@ ARRAY['crib', 'step_free', 'language', 'medicine_storage', 'animal']),
    line_id         uuid REFERENCES housing.organization_line (id),
    state           text NOT NULL DEFAULT 'asking'
        CHECK (state IN ('asking', 'waiting', 'placed', 'closed', 'expired')),
    opened_at       timestamptz NOT NULL,
    open_until      timestamptz NOT NULL,
    ended_at        timestamptz,
    round           smallint NOT NULL DEFAULT 0,
    -- What the clock does next to it, and when; null when it only waits for its end.
    next_step       text CHECK (next_step IN ('remind', 'next_round', 'operator')),
    next_step_at    timestamptz,
    version         bigint NOT NULL DEFAULT 1,
    CHECK ((state IN ('asking', 'waiting')) = (ended_at IS NULL)),
    CHECK ((next_step IS NULL) = (next_step_at IS NULL))
);
CREATE INDEX request_open_by_account ON housing.request (account_id) WHERE ended_at IS NULL;
CREATE INDEX request_open_by_organization ON housing.request (organization_id)
    WHERE ended_at IS NULL;
CREATE INDEX request_by_account ON housing.request (account_id, opened_at);
CREATE INDEX request_due ON housing.request (least(next_step_at, open_until))
    WHERE ended_at IS NULL;
CREATE INDEX request_ended ON housing.request (ended_at) WHERE ended_at IS NOT NULL;

-- The places that may be asked for a request, best first, and what became of asking. The shelter
-- knows it by ask_id, so that no two shelters can find out that they were asked for the same person.
CREATE TABLE housing.request_pool (
    request_id  uuid NOT NULL REFERENCES housing.request (id) ON DELETE CASCADE,
    pool_id     uuid NOT NULL REFERENCES housing.pool (id),
    rank        smallint NOT NULL,
    fits        boolean NOT NULL,
    units       smallint NOT NULL CHECK (units BETWEEN 1 AND 20),
    -- Of what must be made ready, that which this program has not yet said it can.
    to_answer   text[] NOT NULL,
    ask_id      uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    round       smallint,
    asked_at    timestamptz,
    reminded_at timestamptz,
    seen_at     timestamptz,
    answer      text CHECK (answer IN ('we_can', 'not_tonight')),
    answered_at timestamptz,
    -- Whether it can be held now, as far as its responder may know.
    has_room    boolean NOT NULL DEFAULT false,
    version     bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (request_id, pool_id)
);
CREATE INDEX request_pool_by_pool ON housing.request_pool (pool_id);

-- Every step that was taken for a request, in order: what its people are shown of the way it goes.
CREATE TABLE housing.request_step (
    request_id uuid NOT NULL REFERENCES housing.request (id) ON DELETE CASCADE,
    number     integer NOT NULL,
    step       text NOT NULL,
    at         timestamptz NOT NULL,
    -- For a round: how many were asked. For an offer: how many others waited for the same place.
    count      integer,
    PRIMARY KEY (request_id, number)
);
CREATE TABLE housing.ended_request (id uuid PRIMARY KEY);

-- Units kept as an answer to a request. Until its responder takes one it is an offer.
ALTER TABLE housing.hold
    ADD COLUMN request_id uuid,
    ADD COLUMN taken_at timestamptz,
    ADD COLUMN offered_automatically boolean NOT NULL DEFAULT false;
CREATE INDEX hold_by_request ON housing.hold (request_id) WHERE request_id IS NOT NULL;
