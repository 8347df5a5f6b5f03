-- What the operator announces, and everything that is to be shown on pages now: announcements by whom
-- they are for, and nudges by shelter.

CREATE OR REPLACE FUNCTION housing.announcements_max() RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT 5 $$;

CREATE OR REPLACE FUNCTION housing.announcement_view(a housing.announcement) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', a.id, 'audience', a.audience, 'region', a.region_code,
        'region_label', housing.region_label(a.region_code), 'text', a.body,
        'starts_at', housing.rfc3339(a.starts_at),
        'ends_at', housing.rfc3339(coalesce(a.ended_at, a.ends_at)))
$$;

-- Announces something for a time, at most 31 days. The caller makes the id; repeating it with the same
-- fields answers the same. Only so many stand at once, so that each is read.
CREATE OR REPLACE FUNCTION housing_api.put_announcement_v1(
    p_caller uuid, p_id uuid, p_audience text, p_region text, p_text text, p_ends_at timestamptz,
    OUT code text, OUT announcement jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    a housing.announcement;
    now_at timestamptz;
BEGIN
    IF NOT housing.is_operator(p_caller) THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    -- One at a time, so that the bound holds; the row is there from the beginning.
    PERFORM 1 FROM housing.service_state s FOR UPDATE;
    now_at := housing.service_clock();
    SELECT * INTO a FROM housing.announcement x WHERE x.id = p_id;
    code := CASE
        WHEN a.id IS NOT NULL THEN CASE
            WHEN (a.audience, a.region_code, a.body, a.ends_at)
                IS NOT DISTINCT FROM (p_audience, p_region, p_text, p_ends_at) THEN 'exists'
            ELSE 'announcement_id_reused' END
        WHEN p_region IS NOT NULL
         AND NOT EXISTS (SELECT FROM housing.region r WHERE r.code = p_region)
            THEN 'region_not_found'
        WHEN p_ends_at <= now_at OR p_ends_at > now_at + interval '31 days'
            THEN 'announcement_period_invalid'
        WHEN (SELECT count(*) FROM housing.announcement x
               WHERE x.ended_at IS NULL AND x.ends_at > now_at) >= housing.announcements_max()
            THEN 'announcement_limit_reached'
        ELSE 'recorded' END;
    IF code = 'recorded' THEN
        DELETE FROM housing.announcement x
         WHERE coalesce(x.ended_at, x.ends_at) < now_at - interval '30 days';
        INSERT INTO housing.announcement (id, audience, region_code, body, starts_at, ends_at)
        VALUES (p_id, p_audience, p_region, p_text, now_at, p_ends_at) RETURNING * INTO a;
        PERFORM housing.note_operator(p_caller, 'announced', 'announcement', p_id);
        PERFORM pg_notify('housing_changes', 'notice:');
    END IF;
    IF code IN ('recorded', 'exists') THEN
        announcement := housing.announcement_view(a);
    END IF;
END
$$;

-- Takes an announcement back before its time. Repeating it changes nothing.
CREATE OR REPLACE FUNCTION housing_api.end_announcement_v1(
    p_caller uuid, p_id uuid, OUT code text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.is_operator(p_caller) THEN
        code := 'not_allowed';
    ELSIF NOT EXISTS (SELECT FROM housing.announcement x WHERE x.id = p_id) THEN
        code := 'announcement_not_found';
    ELSE
        UPDATE housing.announcement x
           SET ended_at = greatest(housing.service_clock(), x.starts_at)
         WHERE x.id = p_id AND x.ended_at IS NULL AND x.ends_at > housing.service_clock();
        IF FOUND THEN
            PERFORM housing.note_operator(p_caller, 'announcement_ended', 'announcement', p_id);
            PERFORM pg_notify('housing_changes', 'notice:');
        END IF;
        code := 'ok';
    END IF;
END
$$;

-- For the service itself: all that stands now, oldest first. A nudge is for one shelter's people, until
-- somebody has counted, intake is shut or the shift is over.
CREATE OR REPLACE FUNCTION housing_api.notices_v1()
RETURNS TABLE (kind text, audience text, organization_id uuid, view jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT s.kind, s.audience, s.organization_id, s.view FROM (
        SELECT 'announcement' AS kind, a.audience, NULL::uuid AS organization_id,
               housing.announcement_view(a) AS view, a.starts_at AS at, a.id
          FROM housing.announcement a
         WHERE a.ended_at IS NULL AND a.ends_at > housing.service_clock()
        UNION ALL
        -- What stands in the operator's room until somebody has looked at it.
        (SELECT 'alert', 'operators', NULL, jsonb_build_object(
                    'id', a.id, 'kind', a.kind, 'last_at', housing.rfc3339(a.last_at)),
                a.last_at, a.id
           FROM housing.alert a WHERE a.acknowledged_at IS NULL
          ORDER BY a.last_at DESC LIMIT 50)
        UNION ALL
        SELECT 'nudge', 'staff', p.organization_id,
               jsonb_build_object('pool_id', p.id, 'at', housing.rfc3339(n.at)), n.at, p.id
          FROM (SELECT e.target_id, max(e.at) AS at FROM housing.operator_event e
                 WHERE e.action = 'nudged' AND e.at > housing.service_clock() - interval '8 hours'
                 GROUP BY e.target_id) n
          JOIN housing.pool p ON p.id = n.target_id
          JOIN housing.program g ON g.id = p.program_id
         WHERE n.at >= housing.shift_began_at(g.time_zone, housing.service_clock())
           AND coalesce(p.reported_at, '-infinity') < n.at
           AND NOT housing.intake_is_shut(p, housing.service_clock())) s
     ORDER BY s.at, s.id
$$;
