-- What the operator's command line does with the database's owner rights.

CREATE OR REPLACE FUNCTION housing_admin.create_account_v1(
    p_role text, p_organization_id uuid, p_login text, p_password_hash text
) RETURNS uuid LANGUAGE sql VOLATILE SET search_path = housing, pg_temp AS $$
    -- An operator may know a confidential program's organization only by its alias.
    INSERT INTO housing.account (role, organization_id, login, password_hash)
    VALUES (p_role,
            coalesce((SELECT o.id FROM housing.organization o
                       WHERE o.alias_id = p_organization_id), p_organization_id),
            p_login, p_password_hash) RETURNING id
$$;

-- Marks an empty database as made for an exercise. False when it holds anything real.
CREATE OR REPLACE FUNCTION housing_admin.mark_exercise_v1() RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = housing, pg_temp AS $$
BEGIN
    UPDATE housing.service_state SET purpose = 'exercise'
     WHERE purpose = 'exercise' OR NOT EXISTS (SELECT 1 FROM housing.organization);
    RETURN FOUND;
END
$$;

-- Takes back an account that was made for one run of a command and never acted.
CREATE OR REPLACE FUNCTION housing_admin.remove_account_v1(p_account_id uuid) RETURNS void
LANGUAGE sql VOLATILE SET search_path = housing, pg_temp AS $$
    DELETE FROM housing.access_token WHERE account_id = p_account_id;
    DELETE FROM housing.account WHERE id = p_account_id;
$$;
