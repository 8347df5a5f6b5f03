-- Ringing the browsers of a shelter's staff. What is sent says nothing, and is kept nowhere.

-- The key of this service: the first candidate that ever came, by whichever process.
CREATE OR REPLACE FUNCTION housing_api.push_key_v1(p_candidate bytea) RETURNS bytea
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
BEGIN
    INSERT INTO housing.push_key (private_key) VALUES (p_candidate) ON CONFLICT DO NOTHING;
    RETURN (SELECT k.private_key FROM housing.push_key k);
END
$$;

-- One browser a session; a browser that signs in anew is rung for its new session only.
CREATE OR REPLACE FUNCTION housing_api.subscribe_push_v1(
    p_caller uuid, p_session_hash bytea, p_endpoint text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM housing.caller_of(p_caller) c
                     JOIN housing.session s ON s.account_id = c.account_id
                    WHERE c.role = 'shelter_staff' AND s.token_hash = p_session_hash
                      AND s.expires_at > housing.service_clock()) THEN
        RETURN 'not_allowed';
    END IF;
    DELETE FROM housing.push_subscription u
     WHERE u.endpoint = p_endpoint AND u.session_hash <> p_session_hash;
    INSERT INTO housing.push_subscription (session_hash, endpoint)
    VALUES (p_session_hash, p_endpoint)
    ON CONFLICT (session_hash) DO UPDATE SET endpoint = excluded.endpoint;
    RETURN 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.unsubscribe_push_v1(p_session_hash bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    DELETE FROM housing.push_subscription u WHERE u.session_hash = p_session_hash
$$;

CREATE OR REPLACE FUNCTION housing_api.has_push_v1(p_session_hash bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT EXISTS (SELECT FROM housing.push_subscription u WHERE u.session_hash = p_session_hash)
$$;

CREATE OR REPLACE FUNCTION housing_api.forget_push_v1(p_endpoint text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    DELETE FROM housing.push_subscription u WHERE u.endpoint = p_endpoint
$$;

-- Since when something rings that nobody at its shelter has seen, and whose it is; nothing when it
-- does not ring any more. p_kind is 'hold' or 'ask'.
CREATE OR REPLACE FUNCTION housing.ringing(
    p_kind text, p_id uuid, p_now timestamptz, OUT organization_id uuid, OUT since timestamptz
) RETURNS SETOF record LANGUAGE sql STABLE AS $$
    SELECT h.shelter_organization_id, h.placed_at FROM housing.hold h
     WHERE p_kind = 'hold' AND h.id = p_id AND h.state = 'requested' AND h.seen_at IS NULL
       AND h.expires_at > p_now AND NOT housing.is_offer(h)
    UNION ALL
    SELECT p.organization_id, greatest(q.asked_at, q.reminded_at)
      FROM housing.request_pool q
      JOIN housing.request r ON r.id = q.request_id
      JOIN housing.pool p ON p.id = q.pool_id
     WHERE p_kind = 'ask' AND q.ask_id = p_id AND q.asked_at IS NOT NULL
       AND q.seen_at IS NULL AND q.answer IS NULL
       AND housing.request_state(r, p_now) IN ('asking', 'waiting')
$$;

-- Whom to ring now for this, each at most once for it whichever process asks, and none more often
-- than every p_gap_seconds. `later` says that somebody is still to be rung when the gap is over.
CREATE OR REPLACE FUNCTION housing_api.claim_pushes_v1(
    p_kind text, p_id uuid, p_gap_seconds double precision,
    OUT endpoints text[], OUT later boolean
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    rings record;
    now_at timestamptz := housing.service_clock();
    told bytea[];
BEGIN
    endpoints := '{}';
    later := false;
    SELECT * INTO rings FROM housing.ringing(p_kind, p_id, now_at);
    IF NOT FOUND THEN RETURN; END IF;
    SELECT array_agg(u.session_hash) INTO told
      FROM housing.push_subscription u
      JOIN housing.session s ON s.token_hash = u.session_hash AND s.expires_at > now_at
       AND s.last_seen_at > now_at - s.idle_seconds * interval '1 second'
      JOIN housing.caller_of(s.account_id) c
        ON c.role = 'shelter_staff' AND c.organization_id = rings.organization_id
     WHERE p_kind = 'hold' OR (c.sees_confidential AND EXISTS (
            SELECT FROM housing.duty d WHERE d.account_id = c.account_id AND d.until > now_at));
    WITH rung AS (
        UPDATE housing.push_subscription u SET sent_at = now_at
         WHERE u.session_hash = ANY (told)
           AND coalesce(u.sent_at < rings.since, true)
           AND coalesce(u.sent_at <= now_at - p_gap_seconds * interval '1 second', true)
        RETURNING u.endpoint)
    SELECT coalesce(array_agg(rung.endpoint), '{}') INTO endpoints FROM rung;
    later := EXISTS (
        SELECT FROM housing.push_subscription u
         WHERE u.session_hash = ANY (told) AND u.sent_at < rings.since);
END
$$;
