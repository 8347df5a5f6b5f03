-- How somebody whose place is kept gets there, and who has been told; and who held a place before
-- it was passed on.

-- What a program's own staff tell whoever holds an accepted place: that they call, where to meet, or
-- where to come. About a place, never about a person. Without a row the shelter calls.
CREATE TABLE housing.arrival_place (
    program_id uuid PRIMARY KEY REFERENCES housing.program (id) ON DELETE CASCADE,
    told       text NOT NULL
        CHECK (told IN ('shelter_calls_you', 'meeting_point', 'come_to_address')),
    line       text CHECK (length(line) BETWEEN 1 AND 120 AND line !~ '[[:cntrl:]]'),
    locality   text CHECK (length(locality) BETWEEN 1 AND 80 AND locality !~ '[[:cntrl:]]'),
    way_in     text CHECK (length(way_in) BETWEEN 1 AND 160 AND way_in !~ '[[:cntrl:]]'),
    call_line  text CHECK (call_line ~ '^[+0-9 ()x.-]{3,30}$'),
    changed_on date NOT NULL,
    CHECK ((told = 'shelter_calls_you') = (line IS NULL)),
    CHECK (told <> 'shelter_calls_you' OR (locality IS NULL AND way_in IS NULL))
);

-- To whom it was told, by day. Not for which hold: nothing here leads to a household.
CREATE TABLE housing.place_told (
    program_id      uuid NOT NULL REFERENCES housing.program (id) ON DELETE CASCADE,
    day             date NOT NULL,
    account_id      uuid NOT NULL REFERENCES housing.account (id) ON DELETE CASCADE,
    role            text NOT NULL,
    organization_id uuid REFERENCES housing.organization (id) ON DELETE CASCADE,
    views           integer NOT NULL CHECK (views >= 1),
    PRIMARY KEY (program_id, day, account_id)
);
CREATE INDEX place_told_by_day ON housing.place_told (day);

-- Who passed it on last, so that their asking again is answered. It goes with the row.
ALTER TABLE housing.hold ADD COLUMN handed_by uuid;
ALTER TABLE housing.request ADD COLUMN handed_by uuid;
