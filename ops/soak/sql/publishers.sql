-- The functions that ring the doorbell for a changed pool (canaries are rung by others).
SELECT pg_get_functiondef(p.oid) AS text
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname IN ('housing', 'housing_api') AND p.prokind = 'f'
   AND p.prosrc LIKE '%pg\_notify(''housing\_changes''%' AND p.prosrc NOT LIKE '%canary%'
