-- The functions of this release judge holds in groups and do without some that the releases before
-- it call. Their names alone would not say so: a process of an older release that starts again beside
-- this one must see that the database has gone on, and leave its functions alone.
SELECT 1;
