-- The site of a program that is not confidential: what the file says, where nobody else has said
-- otherwise since. A blank address removes the one a file gave; a removed one comes back only by a
-- file of a later day. Returns what it did and the digest to remember.
CREATE OR REPLACE FUNCTION housing.import_site(
    p_program_id uuid, p_site jsonb, p_memory housing.import_memory, p_as_of date,
    p_dry_run boolean, OUT outcome text, OUT digest bytea
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    line text := nullif(p_site ->> 'line', '');
    city text := nullif(p_site ->> 'city', '');
    postal_code text := nullif(p_site ->> 'postal_code', '');
    said bytea := housing.import_digest(line, city, postal_code);
    current_digest bytea;
BEGIN
    outcome := 'unchanged';
    digest := p_memory.site_digest;
    SELECT housing.import_digest(s.line, s.city, s.postal_code) INTO current_digest
      FROM housing.site s WHERE s.program_id = p_program_id;
    IF p_site IS NULL OR current_digest IS DISTINCT FROM p_memory.site_digest
       OR said IS NOT DISTINCT FROM current_digest
       OR (p_memory.as_of IS NOT NULL AND current_digest IS NULL AND p_as_of <= p_memory.as_of)
    THEN
        RETURN;
    END IF;
    digest := said;
    outcome := CASE WHEN current_digest IS NULL THEN 'added' ELSE 'changed' END;
    IF p_dry_run THEN
        RETURN;
    END IF;
    IF said IS NULL THEN
        DELETE FROM housing.site s WHERE s.program_id = p_program_id;
    ELSE
        INSERT INTO housing.site AS s (program_id, line, city, postal_code)
        VALUES (p_program_id, line, city, postal_code)
        ON CONFLICT (program_id) DO UPDATE
           SET line = excluded.line, city = excluded.city, postal_code = excluded.postal_code,
               latitude = NULL, longitude = NULL;
    END IF;
END
$$;
