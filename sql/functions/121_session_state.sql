-- What a browser's session is good for at this moment, by the database's clock.

-- Whether a session may only report counts for now. It locks by the clock, so that it is locked
-- although no process was there to write it down.
CREATE OR REPLACE FUNCTION housing.session_is_locked(s housing.session, p_now timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT s.locked_at IS NOT NULL
        OR coalesce(s.acted_at + s.lock_after_seconds * interval '1 second' <= p_now, false)
$$;

-- For how long somebody counts as having proven a moment ago who they are.
CREATE OR REPLACE FUNCTION housing.step_up_lasts() RETURNS interval
LANGUAGE sql IMMUTABLE AS $$ SELECT interval '5 minutes' $$;

-- Whether the session with this hash is the caller's own, alive, not locked, and was proven anew within
-- the last minutes. A bearer token never was; nor was a session that may not do anything yet.
CREATE OR REPLACE FUNCTION housing.has_stepped_up(p_caller uuid, p_credential bytea)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM (SELECT housing.service_clock() AS at) now
          JOIN housing.session s
            ON s.token_hash = p_credential AND s.account_id = p_caller
         WHERE s.expires_at > now.at
           AND s.last_seen_at > now.at - s.idle_seconds * interval '1 second'
           AND NOT housing.session_is_locked(s, now.at)
           AND NOT s.must_enroll
           AND s.stepped_up_at > now.at - housing.step_up_lasts()
           AND EXISTS (SELECT FROM housing.caller_of(p_caller)))
$$;
