-- Who is calling. Every function of housing_api takes the account's id and asks here; a disabled or
-- suspended account or organization is nobody, and so is everybody of one that is only invited. In
-- its limited stage an organization is lent little: one hold a responder and three in all.
CREATE OR REPLACE FUNCTION housing.caller_of(
    p_caller uuid,
    OUT account_id uuid, OUT role text, OUT organization_id uuid, OUT organization_name text,
    OUT sees_confidential boolean, OUT responder_hold_limit integer,
    OUT organization_hold_limit integer
) RETURNS SETOF record LANGUAGE sql STABLE AS $$
    SELECT a.id, a.role, a.organization_id, o.name,
           -- New organizations start in a limited stage and see no confidential program.
           -- Who holds and lets go again and again does not for a while.
           a.role = 'operator' OR ((o.id IS NULL OR o.stage = 'full')
               AND NOT (a.role = 'responder' AND EXISTS (
                    SELECT FROM housing.hold_score s
                     WHERE s.subject_id IN (a.id, a.organization_id)
                       AND s.cooled_until > housing.service_clock()))),
           CASE WHEN o.stage = 'limited' THEN least(o.responder_hold_limit, 1)
                ELSE coalesce(o.responder_hold_limit, 2) END,
           CASE WHEN o.stage = 'limited' THEN least(o.organization_hold_limit, 3)
                ELSE o.organization_hold_limit END
      FROM housing.account a
      LEFT JOIN housing.organization o ON o.id = a.organization_id
     WHERE a.id = p_caller AND a.disabled_at IS NULL AND o.suspended_at IS NULL
       AND a.suspended_at IS NULL AND o.stage IS DISTINCT FROM 'invited'
$$;

-- Whoever may sign in: a caller, or one whose organization waits to be let in. Those may read who they
-- are and nothing else.
CREATE OR REPLACE FUNCTION housing.member_of(p_account_id uuid) RETURNS SETOF housing.account
LANGUAGE sql STABLE AS $$
    SELECT a.* FROM housing.account a
      LEFT JOIN housing.organization o ON o.id = a.organization_id
     WHERE a.id = p_account_id AND a.disabled_at IS NULL AND a.suspended_at IS NULL
       AND o.suspended_at IS NULL
$$;

-- An insider of a program sees it whole: anybody signed in when it is not confidential, else
-- only its own staff.
CREATE OR REPLACE FUNCTION housing.is_insider(
    p_program housing.program, p_role text, p_organization_id uuid
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT NOT p_program.confidential
        OR (p_role = 'shelter_staff' AND p_organization_id = p_program.organization_id)
$$;
