-- Reading requests: lists for people, and the feed for the board.

-- A responder's own requests, or every one for the operator: open ones and those that ended within a
-- day, newest first.
CREATE OR REPLACE FUNCTION housing_api.list_requests_v1(
    p_caller uuid, p_limit integer, p_after timestamptz
) RETURNS TABLE (opened_at timestamptz, request jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT r.opened_at, housing.request_for(r.id, p_caller)
      FROM housing.caller_of(p_caller) c
      JOIN housing.request r ON r.account_id = c.account_id OR c.role = 'operator'
     WHERE (p_after IS NULL OR r.opened_at < p_after)
     ORDER BY r.opened_at DESC, r.id LIMIT p_limit
$$;

CREATE OR REPLACE FUNCTION housing_api.get_request_v1(p_caller uuid, p_request_id uuid)
RETURNS jsonb LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT housing.request_for(p_request_id, p_caller)
$$;

-- What a shelter's people at work are asked: requests that are open, the longest unanswered first.
CREATE OR REPLACE FUNCTION housing_api.list_asks_v1(p_caller uuid, p_limit integer)
RETURNS TABLE (ask jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.ask_view(q, r, p, g, t.now)
      FROM housing.caller_of(p_caller) c
      JOIN housing.duty d ON d.account_id = c.account_id AND d.until > housing.service_clock()
      JOIN housing.organization o ON o.id = c.organization_id AND o.stage = 'full'
      JOIN housing.pool p ON p.organization_id = c.organization_id
      JOIN housing.program g ON g.id = p.program_id
      JOIN housing.request_pool q ON q.pool_id = p.id AND q.round IS NOT NULL
      JOIN housing.request r ON r.id = q.request_id AND r.ended_at IS NULL
     CROSS JOIN LATERAL (SELECT housing.request_clock(r) AS now OFFSET 0) t
     WHERE c.role = 'shelter_staff' AND r.open_until > t.now
     ORDER BY q.answer IS NOT NULL, q.asked_at, q.ask_id LIMIT p_limit
$$;

-- For the service itself: versions of all requests, and requests by id in every view. An
-- organization that is not in the full stage is asked nothing.
CREATE OR REPLACE FUNCTION housing_api.request_versions_v1()
RETURNS TABLE (id uuid, version bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$ SELECT r.id, r.version FROM housing.request r $$;

CREATE OR REPLACE FUNCTION housing_api.read_requests_v1(p_ids uuid[])
RETURNS TABLE (
    id uuid, version bigint, account_id uuid, ended_at double precision,
    due_in_seconds double precision, responder jsonb, operator jsonb, pools uuid[], asks jsonb
) LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT r.id, r.version, r.account_id, extract(epoch FROM r.ended_at)::double precision,
           extract(epoch FROM least(r.next_step_at, r.open_until)
                              - housing.service_clock())::double precision,
           housing.request_for_responder(r, t.now), housing.request_for_operator(r, t.now),
           a.pools, a.asks
      FROM housing.request r
     CROSS JOIN LATERAL (SELECT housing.request_clock(r) AS now OFFSET 0) t
     CROSS JOIN LATERAL (
        SELECT array_agg(q.pool_id) AS pools,
               jsonb_agg(jsonb_build_object(
                   'id', q.ask_id, 'version', q.version, 'organization_id', p.organization_id,
                   'view', housing.ask_view(q, r, p, g, t.now)))
                   FILTER (WHERE q.round IS NOT NULL) AS asks
          FROM housing.request_pool q
          JOIN housing.pool p ON p.id = q.pool_id
          JOIN housing.program g ON g.id = p.program_id
          JOIN housing.organization o ON o.id = p.organization_id
         WHERE q.request_id = r.id) a
     WHERE r.id = ANY (p_ids)
$$;

-- Forgets requests a day after they ended (a quarter of an hour early, so that a late run still
-- keeps the promise), and with them whom they went to; only the bare id stays. A place that was
-- taken goes on as an ordinary hold.
CREATE OR REPLACE FUNCTION housing_api.purge_requests_v1(p_requests_max integer)
RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    WITH due AS (
        SELECT r.id FROM housing.request r
         WHERE r.ended_at <= housing.service_clock() - interval '23 hours 45 minutes'
         ORDER BY r.ended_at LIMIT p_requests_max FOR UPDATE SKIP LOCKED
    ), deleted AS (
        DELETE FROM housing.request r USING due WHERE r.id = due.id RETURNING r.id
    ), kept AS (
        INSERT INTO housing.ended_request (id) SELECT id FROM deleted ON CONFLICT DO NOTHING
    )
    SELECT array_agg(id) INTO gone FROM deleted;
    UPDATE housing.hold h SET request_id = NULL
     WHERE h.request_id = ANY (gone) AND h.taken_at IS NOT NULL;
    RETURN coalesce(array_length(gone, 1), 0);
END
$$;
