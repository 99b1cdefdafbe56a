/** The tables that a diagnosis reads, as Mission Control of 2026-04 has them. Times are `timestamp` without zone. */
export const SCHEMA = `
CREATE TABLE gateways (
  id uuid PRIMARY KEY, name text NOT NULL, url text NOT NULL, token text, workspace_root text NOT NULL,
  allow_insecure_tls boolean NOT NULL DEFAULT false, disable_device_pairing boolean NOT NULL DEFAULT false
);
CREATE TABLE agents (
  id uuid PRIMARY KEY, board_id uuid, gateway_id uuid NOT NULL, name text NOT NULL, status text NOT NULL,
  openclaw_session_id text, agent_token_hash text, heartbeat_config json, provision_requested_at timestamp,
  provision_action text, provision_confirm_token_hash text, delete_requested_at timestamp, last_seen_at timestamp,
  lifecycle_generation integer NOT NULL DEFAULT 0, wake_attempts integer NOT NULL DEFAULT 0,
  last_wake_sent_at timestamp, checkin_deadline_at timestamp, last_provision_error text,
  is_board_lead boolean NOT NULL DEFAULT false, created_at timestamp NOT NULL, updated_at timestamp NOT NULL
);`
