-- Who is at work, and the lines on which an organization is called back.

-- Says until when somebody is at work; zero minutes mean: no longer. Only people at work are shown
-- requests, and only places where somebody is are asked.
CREATE OR REPLACE FUNCTION housing_api.set_duty_v1(
    p_caller uuid, p_minutes integer, OUT code text, OUT until timestamptz
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    c record;
BEGIN
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN
        code := 'not_signed_in';
    ELSIF c.role NOT IN ('shelter_staff', 'operator') THEN
        code := 'not_allowed';
    ELSE
        code := 'ok';
        IF p_minutes = 0 THEN
            DELETE FROM housing.duty d WHERE d.account_id = p_caller;
        ELSE
            set_duty_v1.until := housing.service_clock() + p_minutes * interval '1 minute';
            INSERT INTO housing.duty AS d (account_id, until)
            VALUES (p_caller, set_duty_v1.until)
            ON CONFLICT (account_id) DO UPDATE SET until = excluded.until;
        END IF;
    END IF;
END
$$;

-- The operator enters a line of an organization, after having called it; or retires one.
CREATE OR REPLACE FUNCTION housing_api.put_line_v1(
    p_caller uuid, p_organization_id uuid, p_line_id uuid, p_line text, OUT code text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM housing.caller_of(p_caller) c WHERE c.role = 'operator') THEN
        code := 'not_allowed';
    ELSIF NOT EXISTS (SELECT FROM housing.organization o WHERE o.id = p_organization_id) THEN
        code := 'organization_not_found';
    ELSIF p_line IS NULL THEN
        UPDATE housing.organization_line l SET retired_at = housing.service_clock()
         WHERE l.id = p_line_id AND l.organization_id = p_organization_id
           AND l.retired_at IS NULL;
        IF FOUND THEN
            PERFORM housing.note_operator(
                p_caller, 'line_retired', 'organization', p_organization_id);
        END IF;
        code := 'ok';
    ELSE
        INSERT INTO housing.organization_line AS l (id, organization_id, line)
        VALUES (p_line_id, p_organization_id, p_line) ON CONFLICT (id) DO NOTHING;
        IF FOUND THEN
            PERFORM housing.note_operator(
                p_caller, 'line_added', 'organization', p_organization_id);
        END IF;
        code := CASE WHEN EXISTS (
            SELECT FROM housing.organization_line l
             WHERE l.id = p_line_id AND l.organization_id = p_organization_id
               AND l.line = p_line AND l.retired_at IS NULL) THEN 'ok' ELSE 'line_id_reused' END;
    END IF;
END
$$;

-- The lines of the caller's own organization; of any one for the operator.
CREATE OR REPLACE FUNCTION housing_api.list_lines_v1(p_caller uuid, p_organization_id uuid)
RETURNS TABLE (id uuid, line text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT l.id, l.line FROM housing.caller_of(p_caller) c
      JOIN housing.organization_line l ON l.retired_at IS NULL
       AND l.organization_id = CASE c.role WHEN 'operator' THEN p_organization_id
                                           ELSE c.organization_id END
     ORDER BY l.line, l.id
$$;
