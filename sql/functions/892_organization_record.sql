-- The record of an organization, for those of its people who look after it.

-- Whether the caller may read the record of their own organization: its coordinators, and where it has
-- none yet, the staff of its shelters.
CREATE OR REPLACE FUNCTION housing.reads_record_of(p_caller uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT c.organization_id FROM housing.caller_of(p_caller) c
      JOIN housing.account a ON a.id = c.account_id
     WHERE c.organization_id IS NOT NULL AND (a.coordinator OR (
        c.role = 'shelter_staff' AND NOT EXISTS (
            SELECT FROM housing.account o WHERE o.organization_id = c.organization_id
               AND o.coordinator AND o.disabled_at IS NULL)))
$$;

-- What an act was about, as this organization may be told: its own by name, others' as any outsider.
CREATE OR REPLACE FUNCTION housing.record_target(p_own uuid, p_kind text, p_id uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE p_kind
        WHEN 'pool' THEN (
            SELECT CASE WHEN p.organization_id = p_own THEN g.name || ' · ' || p.name
                        ELSE housing.program_label(g) END
              FROM housing.pool p JOIN housing.program g ON g.id = p.program_id WHERE p.id = p_id)
        WHEN 'program' THEN (
            SELECT CASE WHEN g.organization_id = p_own THEN g.name
                        ELSE housing.program_label(g) END
              FROM housing.program g WHERE p_id IN (g.id, g.alias_id))
        WHEN 'account' THEN (
            SELECT a.login FROM housing.account a
             WHERE a.id = p_id AND a.organization_id = p_own)
        END
$$;

-- Rows of the caller's own organization between two times, the newest first. Of an account of another
-- organization that organization's name, where everybody may know of it; of an operator only the role.
CREATE OR REPLACE FUNCTION housing_api.organization_record_v1(
    p_caller uuid, p_from timestamptz, p_until timestamptz, p_rows_max integer,
    OUT code text, OUT items jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    own uuid := housing.reads_record_of(p_caller);
BEGIN
    IF own IS NULL THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    code := 'ok';
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'book', r.book, 'number', r.number,
               'at', housing.rfc3339(r.at), 'actor_role', r.actor_role,
               'actor', CASE WHEN a.organization_id = own THEN a.login END,
               'actor_organization', CASE
                    WHEN o.id <> own AND housing.is_listed(o) THEN o.name END,
               'action', r.action, 'target_kind', r.target_kind,
               'target', housing.record_target(own, r.target_kind, r.target_id))
           ORDER BY r.at DESC, r.book, r.number DESC), '[]') INTO items
      FROM (SELECT x.* FROM housing.audit x
             WHERE x.chain = own AND x.at >= p_from AND x.at < p_until
             ORDER BY x.at DESC, x.book, x.number DESC LIMIT p_rows_max) r
      LEFT JOIN housing.account a ON a.id = r.account_id
      LEFT JOIN housing.organization o ON o.id = a.organization_id;
END
$$;
