-- What is noted of acts that several functions have in common.

-- Somebody changed how a pool is offered: noted for its organization, and in the operators' record where
-- it was one of them. Of an appointment nothing: it is forgotten before this record is.
CREATE OR REPLACE FUNCTION housing.note_pool(p_caller uuid, p_action text, p_pool_id uuid)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    whose uuid;
BEGIN
    IF housing.is_operator(p_caller) THEN
        PERFORM housing.note_operator(p_caller, p_action, 'pool', p_pool_id);
        RETURN;
    END IF;
    SELECT p.organization_id INTO whose FROM housing.pool p
     WHERE p.id = p_pool_id AND p.starts_at IS NULL;
    IF FOUND THEN
        PERFORM housing.note(whose, p_caller, p_action, 'pool', p_pool_id);
    END IF;
END
$$;

-- Somebody changed how they sign in.
CREATE OR REPLACE FUNCTION housing.note_own(p_caller uuid, p_action text) RETURNS void
LANGUAGE sql VOLATILE AS $$
    SELECT housing.note(a.organization_id, p_caller, p_action, 'account', a.id)
      FROM housing.account a WHERE a.id = p_caller
$$;
