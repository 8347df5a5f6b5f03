-- Tables that leave the service as a file.

-- Whether an operator may save a table of the region, which is noted. In a browser that needs a proof
-- of the last minutes; a program's token was made for it and says by its scopes what it reads.
CREATE OR REPLACE FUNCTION housing_api.begin_export_v1(p_caller uuid, p_credential bytea)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.is_operator(p_caller) THEN RETURN 'not_allowed'; END IF;
    IF NOT housing.has_stepped_up(p_caller, p_credential)
       AND NOT EXISTS (SELECT FROM housing.access_token t
                        WHERE t.token_hash = p_credential AND t.account_id = p_caller) THEN
        RETURN 'step_up_required';
    END IF;
    PERFORM housing.note_operator(p_caller, 'exported', NULL, NULL);
    RETURN 'ok';
END
$$;
