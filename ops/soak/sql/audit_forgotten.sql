-- Ids that were used and whose holds have been forgotten.
SELECT e.id::text AS id FROM housing.ended_hold e
