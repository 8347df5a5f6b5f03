-- What was said first where a second factor still is to be: the session it opens is one of that kind, and
-- ends with it.
ALTER TABLE housing.sign_in_ticket
    ADD COLUMN opened_with text NOT NULL DEFAULT 'password'
        CHECK (opened_with IN ('password', 'single_sign_on'));
