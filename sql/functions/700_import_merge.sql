-- How a file's fields meet what is stored. The functions of the import belong to the operator's
-- command line: nothing of housing_admin may be executed by the service's role.

-- A field follows the file only when it stands as an earlier file left it.
CREATE OR REPLACE FUNCTION housing.import_merge(p_current jsonb, p_memory jsonb, p_file jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(f.key, CASE
               WHEN p_memory -> f.key IS NOT DISTINCT FROM p_current -> f.key THEN f.value
               ELSE p_current -> f.key END), '{}'::jsonb)
      FROM jsonb_each(p_file) f
$$;

CREATE OR REPLACE FUNCTION housing.import_memory_of(p_source text, p_kind text, p_key text)
RETURNS housing.import_memory LANGUAGE sql STABLE AS $$
    SELECT m FROM housing.import_memory m
     WHERE m.source = p_source AND m.kind = p_kind AND m.source_key = p_key
$$;

-- Remembers what a file said. Fields it said nothing about keep what an earlier file said.
CREATE OR REPLACE FUNCTION housing.import_remember(
    p_source text, p_kind text, p_key text, p_as_of date, p_fields jsonb, p_site_digest bytea
) RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO housing.import_memory AS m
        (source, kind, source_key, as_of, fields, site_digest)
    VALUES (p_source, p_kind, p_key, p_as_of, p_fields, p_site_digest)
    ON CONFLICT (source, kind, source_key) DO UPDATE
       SET as_of = excluded.as_of, fields = m.fields || excluded.fields,
           site_digest = excluded.site_digest
     WHERE (m.as_of, m.fields, m.site_digest) IS DISTINCT FROM
           (excluded.as_of, m.fields || excluded.fields, excluded.site_digest)
$$;

CREATE OR REPLACE FUNCTION housing.import_digest(p_line text, p_city text, p_postal_code text)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_line IS NOT NULL THEN
        sha256(convert_to(concat_ws(chr(10), p_line, p_city, p_postal_code), 'UTF8')) END
$$;

-- What an import needs to know before it starts.
CREATE OR REPLACE FUNCTION housing_admin.import_state_v1(
    OUT now_at timestamptz, OUT purpose text, OUT is_empty boolean
) RETURNS record LANGUAGE sql VOLATILE SET search_path = housing, pg_temp AS $$
    SELECT housing.service_clock(), s.purpose, NOT EXISTS (SELECT 1 FROM housing.organization)
      FROM housing.service_state s
$$;
