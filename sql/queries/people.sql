-- name: suspend_account
SELECT housing_api.suspend_account_v1($1, $2, $3, $4);

-- name: suspend_organization
SELECT housing_api.suspend_organization_v1($1, $2, $3, $4);

-- name: stop_region
SELECT housing_api.stop_region_v1($1, $2, $3, $4);

-- name: list_stops
SELECT stop FROM housing_api.list_stops_v1($1);

-- name: list_known_organizations
SELECT organization FROM housing_api.list_known_organizations_v1($1);

-- name: list_holds_to_look_after
SELECT hold FROM housing_api.list_holds_to_look_after_v1($1);

-- name: put_organization
SELECT code, organization FROM housing_api.put_organization_v1($1, $2, $3, $4, $5);

-- name: make_invitation
SELECT code, invitation_id FROM housing_api.make_invitation_v1($1, $2, $3, $4, $5, $6, $7);

-- name: invitation
SELECT housing_api.invitation_v1($1);

-- name: join
SELECT code, account_id FROM housing_api.join_v1($1, $2, $3);

-- name: revoke_invitation
SELECT housing_api.revoke_invitation_v1($1, $2, $3);

-- name: list_invitations
SELECT invitation FROM housing_api.list_invitations_v1($1, $2);

-- name: list_people
SELECT person FROM housing_api.list_people_v1($1, $2);

-- name: end_account
SELECT housing_api.end_account_v1($1, $2, $3);

-- name: change_role
SELECT housing_api.change_role_v1($1, $2, $3, $4, $5);
