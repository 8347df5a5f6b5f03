-- The record of what operators do.

-- Notes an act when p_caller is an operator; what others do is not the operator's record. An act that
-- the caller repeats under the same id is noted once. It is chained in the region's record, and in that
-- of the organization which it concerns.
CREATE OR REPLACE FUNCTION housing.note_operator(
    p_caller uuid, p_action text, p_target_kind text, p_target_id uuid,
    p_id uuid DEFAULT gen_random_uuid()
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    concerned uuid;
BEGIN
    INSERT INTO housing.operator_event (id, at, account_id, action, target_kind, target_id)
    SELECT p_id, housing.service_clock(), p_caller, p_action, p_target_kind, p_target_id
      FROM housing.caller_of(p_caller) c WHERE c.role = 'operator'
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM housing.note(NULL, p_caller, p_action, p_target_kind, p_target_id);
    SELECT p.organization_id INTO concerned FROM housing.pool p
     WHERE p_target_kind = 'pool' AND p.id = p_target_id
    UNION ALL
    SELECT g.organization_id FROM housing.program g
     WHERE p_target_kind = 'program' AND p_target_id IN (g.id, g.alias_id)
    UNION ALL
    SELECT o.id FROM housing.organization o
     WHERE p_target_kind = 'organization' AND p_target_id IN (o.id, o.alias_id);
    IF concerned IS NOT NULL THEN
        PERFORM housing.note(concerned, p_caller, p_action, p_target_kind, p_target_id);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION housing.is_operator(p_caller uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM housing.caller_of(p_caller) c WHERE c.role = 'operator')
$$;

-- When the shift of p_now began where the program is: at 7, 15 and 23 o'clock.
CREATE OR REPLACE FUNCTION housing.shift_began_at(p_time_zone text, p_now timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT (date_bin(interval '8 hours', p_now AT TIME ZONE p_time_zone,
                     timestamp '2001-01-01 07:00')) AT TIME ZONE p_time_zone
$$;
