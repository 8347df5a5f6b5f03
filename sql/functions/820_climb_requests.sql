-- What the clock does to requests: it reminds, asks the next places, tells the operator, and lets
-- them end. Each step is taken once, by whichever process comes first.
CREATE OR REPLACE FUNCTION housing_api.climb_requests_v1(
    p_requests_max integer, OUT climbed integer, OUT next_due_in_seconds double precision
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    r housing.request;
    now_at timestamptz;
    offer_ends timestamptz;
BEGIN
    climbed := 0;
    FOR r IN SELECT x.* FROM housing.request x
              WHERE x.ended_at IS NULL
                AND least(x.next_step_at, x.open_until) <= housing.service_clock()
              ORDER BY least(x.next_step_at, x.open_until)
              LIMIT p_requests_max FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        climbed := climbed + 1;
        now_at := housing.request_clock(r);
        SELECT min(h.expires_at) INTO offer_ends FROM housing.hold h
         WHERE h.request_id = r.id AND h.state = 'active' AND h.expires_at > now_at;
        IF NOT EXISTS (SELECT FROM housing.caller_of(r.account_id)) THEN
            -- Who asked may not act any more: nobody is troubled for what can't be taken.
            PERFORM housing.end_request(r.id, 'closed', now_at);
        ELSIF r.open_until <= now_at THEN
            PERFORM housing.end_request(r.id, 'expired', r.open_until);
        ELSIF offer_ends IS NOT NULL THEN
            -- Somebody can take them: nobody else is troubled while that is being decided.
            -- It may be let go before it ends, under no lock of this request: look again soon.
            UPDATE housing.request
               SET next_step_at = least(offer_ends, now_at + interval '1 minute')
             WHERE id = r.id;
            CONTINUE;
        ELSIF r.next_step = 'remind' THEN
            PERFORM housing.remind_asked(r.id, now_at);
        ELSIF housing.ask_next_round(r.id, now_at) = 0 AND r.state = 'waiting' THEN
            -- Still nobody there: nothing to be told.
            CONTINUE;
        END IF;
        PERFORM housing.publish_request(r.id);
    END LOOP;
    SELECT extract(epoch FROM min(least(x.next_step_at, x.open_until))
                              - housing.service_clock())
      INTO next_due_in_seconds FROM housing.request x WHERE x.ended_at IS NULL;
END
$$;

-- Rings again where nobody of this round has answered.
CREATE OR REPLACE FUNCTION housing.remind_asked(p_request_id uuid, p_now timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    reminded integer;
BEGIN
    UPDATE housing.request_pool q SET reminded_at = p_now, version = q.version + 1
      FROM housing.request r
     WHERE r.id = p_request_id AND q.request_id = r.id AND q.round = r.round
       AND q.answer IS NULL;
    GET DIAGNOSTICS reminded = ROW_COUNT;
    PERFORM housing.note_step(p_request_id, 'reminded', p_now, reminded);
    UPDATE housing.request r SET next_step_at = p_now + housing.request_patience(r.urgency),
        next_step = CASE WHEN housing.has_more_places(r.id) THEN 'next_round' ELSE 'operator' END
     WHERE r.id = p_request_id;
END
$$;

CREATE OR REPLACE FUNCTION housing.has_more_places(p_request_id uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM housing.request_pool q
                    WHERE q.request_id = p_request_id AND q.round IS NULL)
$$;

-- Ends a locked request. Whoever was asked sees that it is over, and nothing else of it.
CREATE OR REPLACE FUNCTION housing.end_request(
    p_request_id uuid, p_state text, p_at timestamptz
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE housing.request SET state = p_state, ended_at = p_at,
        next_step = NULL, next_step_at = NULL
     WHERE id = p_request_id;
    UPDATE housing.request_pool SET version = version + 1
     WHERE request_id = p_request_id AND round IS NOT NULL;
    PERFORM housing.note_step(p_request_id, p_state, p_at);
END
$$;
