-- Who is calling. Every function of housing_api takes the account's id and asks here; a disabled
-- account or a suspended organization is nobody.
CREATE OR REPLACE FUNCTION housing.caller_of(
    p_caller uuid,
    OUT account_id uuid, OUT role text, OUT organization_id uuid, OUT organization_name text,
    OUT sees_confidential boolean, OUT responder_hold_limit integer,
    OUT organization_hold_limit integer
) RETURNS SETOF record LANGUAGE sql STABLE AS $$
    SELECT a.id, a.role, a.organization_id, o.name,
           -- New organizations start in a limited stage and see no confidential program.
           a.role = 'operator' OR o.id IS NULL OR o.stage = 'full',
           coalesce(o.responder_hold_limit, 2), o.organization_hold_limit
      FROM housing.account a
      LEFT JOIN housing.organization o ON o.id = a.organization_id
     WHERE a.id = p_caller AND a.disabled_at IS NULL AND o.suspended_at IS NULL
$$;

-- An insider of a program sees it whole: anybody signed in when it is not confidential, else
-- only its own staff.
CREATE OR REPLACE FUNCTION housing.is_insider(
    p_program housing.program, p_role text, p_organization_id uuid
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT NOT p_program.confidential
        OR (p_role = 'shelter_staff' AND p_organization_id = p_program.organization_id)
$$;
