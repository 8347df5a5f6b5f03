-- The figures and the order by which requests are carried from shelter to shelter, and by which
-- freed units are offered. The console shows the same words (docs/requests.md).

-- How long a request of this urgency stays open unless it is kept open.
CREATE OR REPLACE FUNCTION housing.request_open_for(p_urgency text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_urgency WHEN 'now' THEN interval '12 hours'
        WHEN 'tonight' THEN interval '18 hours' ELSE interval '7 days' END
$$;

-- How long shelters have to answer before they are reminded, and again before the next are asked.
CREATE OR REPLACE FUNCTION housing.request_patience(p_urgency text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_urgency WHEN 'now' THEN interval '3 minutes'
        WHEN 'tonight' THEN interval '5 minutes' ELSE interval '2 hours' END
$$;

-- How many places are asked in a round: the best few first.
CREATE OR REPLACE FUNCTION housing.round_pools_max(p_round integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_round WHEN 1 THEN 3 WHEN 2 THEN 5 ELSE 10 END
$$;

-- How long a freed unit is kept for whom it is offered to, before it passes on.
CREATE OR REPLACE FUNCTION housing.offer_minutes() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 10 $$;

-- From this age on a request that needs more units than are free keeps those behind it from being
-- offered them: small households can't take every bed before a large one's are together.
CREATE OR REPLACE FUNCTION housing.offer_patience() RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT interval '6 hours' $$;

-- The urgency class that counts: 0 is the most urgent. Twelve hours of waiting raise it by one, so
-- that nobody waits for ever behind a stream of more urgent needs.
CREATE OR REPLACE FUNCTION housing.request_class(
    p_urgency text, p_opened_at timestamptz, p_now timestamptz
) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(0, CASE p_urgency WHEN 'now' THEN 0 WHEN 'tonight' THEN 1 ELSE 2 END
        - floor(extract(epoch FROM p_now - p_opened_at) / 43200)::integer)
$$;

CREATE OR REPLACE FUNCTION housing.request_clock(p_request housing.request)
RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT greatest(housing.service_clock(), p_request.opened_at)
$$;

CREATE OR REPLACE FUNCTION housing.has_live_offer(p_request_id uuid, p_now timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM housing.hold h
                    WHERE h.request_id = p_request_id AND h.state = 'active'
                      AND h.expires_at > p_now)
$$;

-- Whether somebody of this organization has said that they are at work.
CREATE OR REPLACE FUNCTION housing.is_on_duty(p_organization_id uuid, p_now timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM housing.account a JOIN housing.duty d ON d.account_id = a.id
                    WHERE a.organization_id = p_organization_id AND a.role = 'shelter_staff'
                      AND a.disabled_at IS NULL AND d.until > p_now)
$$;

-- Whom the free units of a pool would be offered to, in order: first those who let fewer offers
-- lapse within the last hour, so that an unanswered offer passes on; then the highest urgency class;
-- in it who has waited longest. Only open requests that fit, for
-- which no other offer lives, whose account may still act, and that have not let go of this place.
CREATE OR REPLACE FUNCTION housing.waiting_for_pool(p_pool_id uuid, p_now timestamptz)
RETURNS TABLE (place bigint, request_id uuid, units integer, waited interval)
LANGUAGE sql STABLE AS $$
    SELECT row_number() OVER (
               ORDER BY l.lapses, housing.request_class(r.urgency, r.opened_at, p_now),
                        r.opened_at, r.id),
           r.id, q.units::integer, p_now - r.opened_at
      FROM housing.request_pool q
      JOIN housing.request r ON r.id = q.request_id
     CROSS JOIN LATERAL (
        SELECT count(*) AS lapses FROM housing.hold h
         WHERE h.request_id = r.id AND h.offered_automatically AND h.taken_at IS NULL
           AND h.state IN ('active', 'expired')
           AND h.expires_at <= p_now AND h.expires_at > p_now - interval '1 hour') l
     WHERE q.pool_id = p_pool_id AND q.fits
       -- What its program has said since was not judged, and what was needed is forgotten.
       AND NOT EXISTS (SELECT FROM housing.eligibility e
                        WHERE e.pool_id = p_pool_id AND e.changed_at > r.opened_at)
       AND (r.adults > 0 OR EXISTS (
            SELECT FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
             WHERE p.id = p_pool_id
               AND housing.takes_young_alone(p.id, p.households_served, NOT g.confidential)))
       AND r.ended_at IS NULL AND r.open_until > p_now
       AND NOT EXISTS (SELECT FROM housing.hold h
                        WHERE h.request_id = r.id AND h.pool_id = p_pool_id
                          AND h.state = 'released')
       AND NOT housing.has_live_offer(r.id, p_now)
       AND EXISTS (SELECT FROM housing.caller_of(r.account_id))
$$;

-- Who is next for so many units: the first in order that they suffice for; none, while somebody
-- before them has waited so long that what is free is kept together for them.
CREATE OR REPLACE FUNCTION housing.next_for_units(
    p_pool housing.pool, p_units_left integer, p_now timestamptz,
    OUT request_id uuid, OUT units integer, OUT others integer
) RETURNS record LANGUAGE plpgsql STABLE AS $$
DECLARE
    w record;
BEGIN
    others := 0;
    FOR w IN SELECT x.*, count(*) OVER () AS all_waiting
               FROM housing.waiting_for_pool(p_pool.id, p_now) x ORDER BY x.place LOOP
        others := w.all_waiting - 1;
        IF w.units <= p_units_left THEN
            next_for_units.request_id := w.request_id;
            next_for_units.units := w.units;
            RETURN;
        ELSIF w.waited >= housing.offer_patience()
              -- Where nobody knows how many there are, nobody can wait for so many.
              AND w.units <= p_pool.units_total THEN
            RETURN;
        END IF;
    END LOOP;
END
$$;
