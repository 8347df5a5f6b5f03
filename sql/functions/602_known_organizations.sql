-- How operators know an organization: those that nobody may know of by their alias, as everywhere.
CREATE OR REPLACE FUNCTION housing.organization_known_as(p_id uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT o.id FROM housing.organization o
     WHERE CASE WHEN housing.is_listed(o) THEN o.id ELSE o.alias_id END = p_id
$$;

CREATE OR REPLACE FUNCTION housing.organization_told(o housing.organization) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN housing.is_listed(o)
        THEN jsonb_build_object('id', o.id, 'name', o.name, 'listed', true)
        ELSE jsonb_build_object('id', o.alias_id, 'name', 'Confidential organization '
            || upper(left(o.alias_id::text, 4)), 'listed', false) END
$$;
