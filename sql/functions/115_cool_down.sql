-- Who holds and lets go again and again is asked about first, for a time that follows from one number.

-- What is left of a number after a time: it halves in two hours, so a night's ordinary bad luck stays
-- far below what matters. A clock that ran back takes nothing off. After sixty halvings nothing is
-- left: a number below what the type can hold is an error, and who comes back after months is not.
CREATE OR REPLACE FUNCTION housing.score_left(
    p_value double precision, p_at timestamptz, p_now timestamptz
) RETURNS double precision LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_value < 1e-9 OR p_now - p_at > interval '120 hours' THEN 0
        ELSE p_value * power(0.5, greatest(
            0, extract(epoch FROM p_now - p_at))::double precision / 7200)
    END
$$;

-- From which number on shelters are asked first: about as many endings in a row as make two and a half
-- times somebody's limit, or three times an organization's. Who may hold more at once may let go more.
CREATE OR REPLACE FUNCTION housing.score_limit(p_hold_limit integer, p_is_account boolean)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(4.5, p_hold_limit * CASE WHEN p_is_account THEN 2.5 ELSE 3 END - 0.5)
        ::double precision
$$;

-- Until when a number is at its limit or above; null when it is below. It is a function of the number
-- alone, so taking an ending back also takes back what followed from it.
CREATE OR REPLACE FUNCTION housing.cools_until(
    p_value double precision, p_at timestamptz, p_limit double precision
) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_value >= p_limit
        THEN p_at + interval '2 hours' * (ln(p_value / p_limit) / ln(2.0)) END
$$;

-- Until when shelters are asked first before anything is kept for a responder, because of them or of
-- their organization's people together; null when they are not.
CREATE OR REPLACE FUNCTION housing.cooled_until(p_account_id uuid) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT max(s.cooled_until)
      FROM housing.account a
      JOIN housing.hold_score s ON s.subject_id IN (a.id, a.organization_id)
     WHERE a.id = p_account_id AND a.role = 'responder'
       AND s.cooled_until > housing.service_clock()
$$;

-- A pool as it is shown to somebody for whom every shelter is asked first.
CREATE OR REPLACE FUNCTION housing.asked_first(p_pool jsonb, p_first boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_first AND p_pool ->> 'hold_policy_effective' = 'instant'
        THEN jsonb_set(p_pool, '{hold_policy_effective}', '"confirm"') ELSE p_pool END
$$;
